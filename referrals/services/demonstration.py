"""Who may be tried out, shown on the sign-in page of a demonstration and nowhere else."""

from dataclasses import dataclass

from sqlalchemy import select

from referrals import credentials
from referrals.clock import now
from referrals.db import db, reading
from referrals.models import AT_WORK, Organisation, Team, User


@dataclass(frozen=True)
class Person:
    """An invented person, and what it takes to be them."""

    name: str
    email: str
    role: str
    place: str
    code: str


def password() -> str:
    """The one all of them share."""
    return credentials.DEMONSTRATION_PASSWORD


def people() -> tuple[Person, ...]:
    """Everyone who may sign in, with the next code they have not used."""
    query = (
        select(User, Organisation.name, Team.name)
        .join(Organisation, Organisation.id == User.organisation_id)
        .join(Team, Team.id == User.team_id, isouter=True)
        .where(AT_WORK, User.totp_sealed.is_not(None))
        .order_by(User.id)
    )
    with reading():
        return tuple(
            Person(user.name, user.email, user.role, team or organisation, next_code(user))
            for user, organisation, team in db.session.execute(query)
        )


def code_of(user_id: int) -> str:
    with reading():
        user = db.session.get(User, user_id)
        return next_code(user) if user else ""


def next_code(user: User) -> str:
    """The next code that would be accepted; none while all three of the moment are used."""
    this_step = int(now().timestamp()) // credentials.STEP
    step = max(this_step, user.totp_step + 1)
    if user.totp_sealed is None or step > this_step + 1:
        return ""
    return credentials.code_at(credentials.secret_of(user.id, user.totp_sealed), step)
