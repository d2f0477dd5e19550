"""Finds the invented people by what they do, to act as they would have acted."""

from functools import cache

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db, reading
from referrals.models import Organisation, Team, User


@cache
def actor(email: str) -> Actor:
    """The person with this address, acting in their one role."""
    with reading():
        user, organisation, found = db.session.execute(
            select(User, Organisation, Team)
            .join(Organisation, Organisation.id == User.organisation_id)
            .outerjoin(Team, Team.id == User.team_id)
            .where(User.email == email)
        ).one()
        team: Team | None = found
        return Actor(
            user_id=user.id,
            name=user.name,
            role=user.role,
            organisation_id=organisation.id,
            organisation_kind=organisation.kind,
            team_id=user.team_id,
            team=team.code if team is not None else None,
            area=user.area_code,
            lpu=team.lpu_code if team is not None else None,
            pip2=user.pip2,
            designated_first_responder=organisation.designated_first_responder,
            owes_duty_to_notify=organisation.owes_duty_to_notify,
        )


def someone(
    role: str,
    *,
    team: str | None = None,
    area: str | None = None,
    organisation: str | None = None,
    seat: int = 0,
) -> Actor:
    """The first (or next) person in a role (a pattern), of a team, area or organisation."""
    with reading():
        query = (
            select(User.email)
            .join(Organisation, Organisation.id == User.organisation_id)
            .outerjoin(Team, Team.id == User.team_id)
            .where(User.role.like(role))
        )
        if organisation:
            query = query.where(Organisation.code == organisation)
        if team:
            query = query.where(Team.code == team)
        if area:
            query = query.where(User.area_code == area)
        emails = db.session.scalars(query.order_by(User.id)).all()
    return actor(emails[seat % len(emails)])
