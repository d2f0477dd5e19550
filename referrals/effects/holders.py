"""Who holds a case, person by person: the rules of the door, asked of each who might."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select

from referrals import access, sessions
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db
from referrals.facts import facts_of
from referrals.models import Assignment, Case, Organisation, Share, Team, User
from referrals.redaction import holding
from workflows.agencies import POLICE_SUPERVISORS, SUPERVISORS
from workflows.shares import LIVE
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


def holders(case: Case) -> tuple[Holder, ...]:
    """Everybody at work whom section e lets in, by name; a conflict lets nobody in."""
    facts = facts_of(case)
    rows = db.session.execute(at_work().where(_might(case)).order_by(User.name, User.id)).all()
    found = []
    for user, organisation, team in rows:
        actor = sessions.actor_as(user, organisation, team)
        rule = entitled(actor, case)
        if rule is not None and holding(actor, case, facts, rule).levels:
            named = access.finds(actor, case, access.NAMED_READER)
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
    told = select(User.id).where(*theirs, access.may_hear(case.id, now()))
    return list(db.session.scalars(told.order_by(User.id)))


def entitled(actor: Actor, case: Case) -> access.Rule | None:
    """The rule that lets a person in, whether or not the case is restricted."""
    clear = select(Case.id).where(Case.id == case.id, access.without_conflict(actor))
    if db.session.scalar(clear) is None:
        return None
    rules = access.ways_in(actor, access.Verb.READ)
    if access.OFFERED not in rules and access.SHARED in rules:
        rules = (*rules, access.OFFERED)
    return next((rule for rule in rules if access.finds(actor, case, rule)), None)


def somebody(user_id: int) -> Actor | None:
    """A person at work, as acts and rules see them."""
    for user, organisation, team in db.session.execute(at_work().where(User.id == user_id)):
        return sessions.actor_as(user, organisation, team)
    return None


def supervised(named: Iterable[Holder]) -> bool:
    """Whether a supervisor whom section e lets in is among them (R27)."""
    return any(holder.supervises for holder in named)


def at_work() -> Select[User, Organisation, Team]:
    """Everybody at work, with their organisation and the team they may be of."""
    return (
        select(User, Organisation, Team)
        .join(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Team, Team.id == User.team_id)
        .where(User.active, Organisation.active)
    )


def _might(case: Case) -> ColumnElement[bool]:
    """Whoever has a standing, by themselves, their team, their organisation or their area."""
    at = now()
    held = (Assignment.case_id == case.id, or_(Assignment.until.is_(None), Assignment.until > at))
    shared = (Share.case_id == case.id, Share.state.in_(LIVE), Share.until > at)
    return or_(
        User.id.in_(select(Assignment.user_id).where(*held)),
        User.team_id.in_(select(Assignment.team_id).where(*held)),
        User.team_id == case.logged_team_id,
        User.organisation_id.in_(select(Assignment.organisation_id).where(*held)),
        User.organisation_id.in_(select(Share.organisation_id).where(*shared)),
        access.coordinates(case.area),
    )
