"""Agencies and people, as an administrator at the terminal adds and suspends them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from referrals import credentials, enrolling, sessions, trail
from referrals.clock import now
from referrals.db import act, db
from referrals.effects import leaving
from referrals.effects.conflicts import detect_user
from referrals.errors import Invalid
from referrals.models import Area, Lpu, Organisation, Team, User
from workflows.sharing import ROLES


@dataclass(frozen=True)
class Agency:
    """An organisation to add."""

    code: str
    name: str
    kind: str
    area: str | None = None
    first_responder: bool = False
    notifies: bool = False


@dataclass(frozen=True)
class Person:
    """A person to add, in exactly one role."""

    email: str
    name: str
    role: str
    organisation: str
    team: str | None = None
    area: str | None = None
    pip2: bool = False
    manages: bool = False


@dataclass(frozen=True)
class FirstKeys:
    """What a new person is told once, and nobody can read again."""

    password: str
    uri: str


@act
def add_agency(agency: Agency) -> None:
    if db.session.scalar(select(Organisation.id).where(Organisation.code == agency.code)):
        raise Invalid({"code": [f"There is already an agency {agency.code}"]})
    db.session.add(
        Organisation(
            code=agency.code,
            name=agency.name,
            kind=agency.kind,
            area_code=agency.area,
            designated_first_responder=agency.first_responder,
            owes_duty_to_notify=agency.notifies,
        )
    )
    trail.changed(None, "agency_added", None, after={"code": agency.code, "kind": agency.kind})


def add_user(person: Person) -> FirstKeys:
    """Nobody chooses another person's password: it is drawn here and shown once (ASVS 6.4.6)."""
    password, secret = credentials.new_password(), credentials.new_secret()
    enrol(person, credentials.hash_password(password), secret)
    return FirstKeys(password, credentials.uri(person.email, secret))


@act
def enrol(person: Person, password_hash: str, secret: str) -> None:
    """Add a person with a password already hashed and a code secret already drawn."""
    if person.role not in ROLES:
        raise Invalid({"role": [f"The roles are {', '.join(ROLES)}"]})
    if db.session.scalar(select(User.id).where(User.email == person.email.lower())):
        raise Invalid({"email": [f"There is already somebody with {person.email}"]})
    organisation = _id_of(Organisation, person.organisation)
    user = User(
        email=person.email.lower(),
        name=person.name,
        role=person.role,
        organisation_id=organisation,
        team_id=_id_of(Team, person.team) if person.team else None,
        area_code=person.area,
        pip2=person.pip2,
        manages_organisation=person.manages,
        password_hash=password_hash,
        created_at=now(),
    )
    db.session.add(user)
    db.session.flush()
    detect_user(user)
    user.totp_sealed = credentials.seal_secret(user.id, secret)
    trail.changed(None, "user_added", None, after={"user": user.id, "role": person.role})


@act
def suspend(email: str) -> None:
    """Close an account at once (SE3, AC9); what it holds is an urgent list of its supervisor."""
    leaving.suspend(None, _user(email), "risk", now())


@act
def restore(email: str) -> None:
    """Open an account again, by a new link: the way back when no administrator is left."""
    user = _user(email)
    user.active, user.suspended_at, user.suspended_why, user.last_used_at = True, None, None, now()
    enrolling.invite(user)
    detect_user(user)
    trail.changed(None, "user_restored", None, after={"user": user.id})


def _user(email: str) -> User:
    user = db.session.scalar(select(User).where(User.email == email.lower()))
    if user is None:
        raise Invalid({"email": [f"There is nobody with {email}"]})
    return user


@act
def end_all_sessions() -> None:
    """After a restore: sessions that were live when the copy was made stay dead (BK1)."""
    sessions.end_everyone()
    trail.changed(None, "all_sessions_ended", None)


@act
def add_areas(names: Mapping[str, str], units: Mapping[str, tuple[str, str]]) -> None:
    """Add the areas by code, and the local policing units with the area each lies in."""
    db.session.add_all(Area(code=code, name=name) for code, name in names.items())
    db.session.flush()
    db.session.add_all(
        Lpu(code=code, name=name, area_code=area) for code, (name, area) in units.items()
    )


@act
def add_team(code: str, name: str, department: str, organisation: str, lpu: str | None) -> None:
    """Add a team to an organisation (its code)."""
    owner = _id_of(Organisation, organisation)
    db.session.add(
        Team(code=code, name=name, department=department, organisation_id=owner, lpu_code=lpu)
    )


def _id_of(table: type[Organisation] | type[Team], code: str) -> int:
    found = db.session.scalar(select(table.id).where(table.code == code))
    if found is None:
        raise Invalid({"code": [f"There is no {table.__tablename__.rstrip('s')} {code}"]})
    return found
