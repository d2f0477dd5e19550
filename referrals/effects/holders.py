"""Who holds a case, person by person: the rules of the door, asked of each who might."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, and_, bindparam, literal, not_, or_, select

from referrals import access, sessions
from referrals.actor import Actor
from referrals.db import db
from referrals.facts import facts_of
from referrals.models import AT_WORK, Case, Organisation, Team, User
from referrals.redaction import holding
from workflows.agencies import POLICE_SUPERVISORS, SUPERVISORS
from workflows.sharing import AUTHORITIES

WORKING = {*AUTHORITIES, "authority"}


@dataclass(frozen=True)
class Holder:
    """Somebody section e lets into a case, and by which rule; a restriction may still bar them.

    `works`: they lead it, or hold it for an authority that was told of it or decides it.
    """

    user_id: int
    name: str
    role: str
    place: str
    why: str
    named: bool
    leads: bool
    works: bool

    @property
    def supervises(self) -> bool:
        return self.role in SUPERVISORS


def at_work() -> Select[User, Organisation, Team]:
    """Everybody at work, with their organisation and the team they may be of."""
    return (
        select(User, Organisation, Team)
        .join(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Team, Team.id == User.team_id)
        .where(AT_WORK)
    )


WAYS = (*access.TO_READ, access.OFFERED)
LETS_IN = [and_(access.by_role(rule), rule.finds(access.EVERYBODY)) for rule in WAYS]
ENTITLED = (
    at_work()
    .add_columns(access.NAMED_READER.finds(access.EVERYBODY), *LETS_IN)
    .where(Case.id == bindparam("case"), or_(*LETS_IN))
    .where(not_(access.in_conflict(Case.id, User.id)))
    .order_by(User.name, User.id)
)
"""Whoever has a way in to a case, whether they are named on it, and which ways they have."""


def holders(case: Case) -> tuple[Holder, ...]:
    """Everybody at work whom section e lets in, by name; a conflict lets nobody in."""
    facts = facts_of(case)
    found = []
    for user, organisation, team, named, *ways in db.session.execute(ENTITLED, {"case": case.id}):
        rule = next(rule for rule, holds in zip(WAYS, ways, strict=True) if holds)
        actor = sessions.actor_as(user, organisation, team)
        if holding(actor, case, facts, rule).levels:
            place = team.name if user.team_id else organisation.name
            leads = user.id == case.lead_id
            works = leads or rule.code in WORKING
            who = (user.id, user.name, user.role, place)
            found.append(Holder(*who, rule.theirs, named, leads, works))
    return tuple(found)


def answering(case: Case, besides: Actor) -> list[int]:
    """Who answers for it, but one: its lead, and the supervisors of its team or named on it."""
    team = or_(User.team_id == (case.lead_team_id or case.logged_team_id), literal(case.restricted))
    supervises = and_(team, User.role.in_(POLICE_SUPERVISORS))
    theirs = (or_(User.id == case.lead_id, supervises), User.active, User.id != besides.user_id)
    told = select(User.id).where(*theirs, access.may_hear(case.id))
    return list(db.session.scalars(told.order_by(User.id)))


def somebody(user_id: int) -> Actor | None:
    """A person at work, as acts and rules see them."""
    for user, organisation, team in db.session.execute(at_work().where(User.id == user_id)):
        return sessions.actor_as(user, organisation, team)
    return None


def supervised(named: Iterable[Holder]) -> bool:
    """Whether a supervisor whom section e lets in is among them (R27)."""
    return any(holder.supervises for holder in named)
