"""The one door to a case: the filter that finds the rows is the lock on the row."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import contains_eager

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db
from referrals.errors import NotFound
from referrals.facts import facts_of
from referrals.models import Assignment, Case, CaseTrack, ConflictOfInterest, Cover, Share, User
from workflows.sharing import CONDITIONS, held

INVESTIGATORS = frozenset({"ppd_investigator", "fcid_investigator"})
SUPERVISORS = frozenset({"ppd_supervisor", "fcid_supervisor"})
SEARCHERS = INVESTIGATORS | SUPERVISORS | {"cse_coordinator"}
"""Roles that look for people among their cases (ux A.7); the duty desk is a supervisor."""

POLICE_ROLES = (
    INVESTIGATORS | SUPERVISORS | {"response_officer", "response_supervisor", "cse_coordinator"}
)
"""Roles that read who and what of every case they hold, so that a list may say it."""

EMERGENCY_ROLES = SUPERVISORS | {"response_supervisor"}
"""Police supervisors, who may open a case for an hour when somebody must know now (rule 8)."""

QUEUED = (
    CaseTrack.kind == literal_column("'investigation'"),
    CaseTrack.state == literal_column("'queued'"),
)
"""The queue's partial index wants its states as literals, never as parameters."""


class Verb(StrEnum):
    """What a route lets a person try; a route that names none is refused at start."""

    SIGNED_IN = "signed_in"
    LOG = "log"
    LIST = "list"
    READ = "read"
    SEARCH = "search"
    QUEUE = "queue"
    MOVE = "move"
    SHARE = "share"
    ANSWER_SHARE = "answer_share"
    WRITE = "write"
    SUPERVISE = "supervise"
    ADMINISTER = "administer"
    MANAGE = "manage"
    AUDIT = "audit"


READS_ONLY = frozenset({"auditor"})
WRITES = frozenset({Verb.QUEUE, Verb.MOVE, Verb.SHARE, Verb.ANSWER_SHARE, Verb.WRITE})


@dataclass(frozen=True)
class Rule:
    """One way in: its words answer *why can I see this?*, its filter finds the cases."""

    code: str
    words: str
    finds: Callable[[Actor, dt.datetime], ColumnElement[bool]]


def _held(*standings: str, by: str) -> Callable[[Actor, dt.datetime], ColumnElement[bool]]:
    """Cases on which the actor, their team or their organisation (`by`) has a standing in force."""

    def finds(actor: Actor, at: dt.datetime) -> ColumnElement[bool]:
        holder = getattr(actor, by)
        if holder is None:
            return false()
        column = getattr(Assignment, by)
        in_force = or_(Assignment.until.is_(None), Assignment.until > at)
        rows = select(Assignment.case_id).where(
            column == holder, Assignment.standing.in_(standings), in_force
        )
        return Case.id.in_(rows)

    return finds


def _led_by_covered(actor: Actor, at: dt.datetime) -> ColumnElement[bool]:
    """What a colleague of one's own team leads, while one covers for them (R10 holds)."""
    if actor.team_id is None or not actor.pip2:
        return false()
    covered = (
        select(Cover.user_id)
        .join(User, User.id == Cover.user_id)
        .where(Cover.by_id == actor.user_id, Cover.since <= at, Cover.until > at)
        .where(User.team_id == actor.team_id)
    )
    return and_(Case.lead_id.in_(covered), Case.lead_team_id == actor.team_id)


def _logged_in_own_unit(actor: Actor, at: dt.datetime) -> ColumnElement[bool]:
    return false() if actor.team_id is None else Case.logged_team_id == actor.team_id


def _child_sexual_in_own_area(actor: Actor, at: dt.datetime) -> ColumnElement[bool]:
    return and_(
        Case.area == actor.area,
        Case.age_band != "adult",
        Case.sexual_exploitation.is_(True),
    )


def _childs_authority(actor: Actor, at: dt.datetime) -> ColumnElement[bool]:
    """Children's social work holds a child's case; an adult's goes on by a concern of its own."""
    return and_(_held("la_children", by="organisation_id")(actor, at), Case.age_band != "adult")


def _adults_authority(actor: Actor, at: dt.datetime) -> ColumnElement[bool]:
    return and_(_held("la_adults", by="organisation_id")(actor, at), Case.age_band == "adult")


def _shared(*states: str) -> Callable[[Actor, dt.datetime], ColumnElement[bool]]:
    def finds(actor: Actor, at: dt.datetime) -> ColumnElement[bool]:
        rows = select(Share.case_id).where(
            Share.organisation_id == actor.organisation_id,
            Share.state.in_(states),
            Share.until > at,
        )
        return Case.id.in_(rows)

    return finds


LOGGED = Rule("logged", "You logged it", _held("logger", by="user_id"))
UNIT = Rule("unit", "It was logged in your unit", _logged_in_own_unit)
OWNS = Rule("owner", "You own it until support is agreed", _held("owner", by="user_id"))
LEADS = Rule("lead", "You lead it", _held("lead", by="user_id"))
COVERS = Rule("cover", "You are covering for the person who leads it", _led_by_covered)
NAMED = Rule("named", "A supervisor named you on it", _held("named", by="user_id"))
TEAM = Rule(
    "team",
    "Your team leads or supports it, or led it and has not been released",
    _held("lead_team", "supporting_team", "former_lead_team", by="team_id"),
)
AREA = Rule("area", "A child in your area, sexually exploited", _child_sexual_in_own_area)
TOLD_CHILD = Rule(
    "la_children",
    "Your authority was told about this child",
    _childs_authority,
)
TOLD_ADULT = Rule(
    "la_adults",
    "Your authority has a concern or this adult's agreement",
    _adults_authority,
)
BOARD = Rule(
    "board", "It is assigned to your board for a review", _held("board", by="organisation_id")
)
SHARED = Rule("shared", "It was shared with your organisation", _shared("accepted"))
OFFERED = Rule("offered", "It is offered to your organisation", _shared("offered"))
SUBMITTED = Rule("authority", "It was submitted to you", _held("authority", by="organisation_id"))
GRANTED = Rule("grant", "You have a grant for this case", _held("grant", by="user_id"))
EMERGENCY = Rule(
    "emergency", "You opened it in an emergency, for one hour", _held("emergency", by="user_id")
)
NAMED_READER = Rule(
    "restricted_reader",
    "You are named on this restricted case",
    _held("restricted_reader", by="user_id"),
)
LED_BY_TEAM = Rule("queue", "It is your team's", _held("lead_team", by="team_id"))

WAYS_IN: dict[str, tuple[Rule, ...]] = {
    "response_officer": (LOGGED,),
    "response_supervisor": (OWNS, UNIT),
    "ppd_investigator": (LEADS, COVERS, NAMED),
    "fcid_investigator": (LEADS, COVERS, NAMED),
    "ppd_supervisor": (TEAM,),
    "fcid_supervisor": (TEAM,),
    "cse_coordinator": (AREA,),
    "la_children_social_worker": (TOLD_CHILD,),
    "la_adult_social_worker": (TOLD_ADULT,),
    "lscb_member": (BOARD,),
    "sab_member": (BOARD,),
    "ngo_support_worker": (SHARED,),
    "health_practitioner": (SHARED,),
    "competent_authority": (SUBMITTED,),
    "auditor": (GRANTED,),
}


def ways_in(actor: Actor, verb: Verb) -> tuple[Rule, ...]:
    """The rules that may let this person use this verb on a case, most telling first."""
    rules = WAYS_IN.get(actor.role, ())
    if actor.role in READS_ONLY and verb in WRITES:
        return ()
    if verb is Verb.ANSWER_SHARE and SHARED in rules:
        return (OFFERED, SHARED)
    if verb is Verb.QUEUE and actor.role in INVESTIGATORS:
        return (*rules, LED_BY_TEAM)
    return rules


def visible_to(actor: Actor, verb: Verb = Verb.READ) -> ColumnElement[bool]:
    """The cases that exist for this person: filter of every list and lock on every row (R12)."""
    at = now()
    rules = [rule.finds(actor, at) for rule in ways_in(actor, verb)]
    return and_(or_(false(), *rules), *_barred(actor, at))


def _barred(actor: Actor, at: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """A conflict hides a case from its user; a restriction, from all but the named (R27).

    What was disposed of is there for nobody.
    """
    named = NAMED_READER.finds(actor, at)
    there = Case.disposed_at.is_(None)
    return without_conflict(actor), or_(Case.restricted.is_(False), named), there


def without_conflict(actor: Actor) -> ColumnElement[bool]:
    """The cases in which this person is not, and knows nobody."""
    conflict = exists().where(
        ConflictOfInterest.case_id == Case.id,
        ConflictOfInterest.user_id == actor.user_id,
        ConflictOfInterest.lifted_at.is_(None),
    )
    return not_(conflict)


def opens_for(actor: Actor, verb: Verb) -> ColumnElement[bool]:
    """The lock of one case: the filter of lists, and to read, what an emergency has opened.

    An emergency opens a restricted case too, never one with a conflict, and is in no list (AC10).
    """
    if verb is not Verb.READ or actor.role not in EMERGENCY_ROLES:
        return visible_to(actor, verb)
    there = Case.disposed_at.is_(None)
    opened = and_(EMERGENCY.finds(actor, now()), without_conflict(actor), there)
    return or_(visible_to(actor, verb), opened)


def fetch(actor: Actor, reference: str, verb: Verb) -> Case:
    """The case, locked for the act if the verb writes; NotFound if it does not exist for you."""
    return _found(actor, reference, verb, lock=verb in WRITES)


def fetch_quietly(actor: Actor, reference: str, verb: Verb) -> Case:
    """The same door for a page that only asks: nothing is locked."""
    return _found(actor, reference, verb, lock=False)


def opened(actor: Actor, reference: str) -> tuple[Case, Rule]:
    """The same door to read a case, and the way in that answers *why*, at one go."""
    rules = _told_by(actor, Verb.READ)
    at = now()
    columns = [rule.finds(actor, at).label(rule.code) for rule in rules]
    here = (Case.reference == reference, opens_for(actor, Verb.READ))
    found = db.session.execute(_query(*here).add_columns(*columns)).unique().one_or_none()
    if found is None:
        raise NotFound
    case, *held = found
    open_ways = {rule.code for rule, holds in zip(rules, held, strict=True) if holds}
    way_in = _way_in(actor, case, Verb.READ, lambda rule: rule.code in open_ways)
    if way_in is None:
        raise NotFound
    return case, way_in


def _found(actor: Actor, reference: str, verb: Verb, *, lock: bool) -> Case:
    """Lock first, then read: on PostgreSQL a joined row would be read as it was before the wait."""
    here = (Case.reference == reference, opens_for(actor, verb))
    if lock:
        db.session.execute(select(Case.id).where(*here).with_for_update())
    case = db.session.scalars(_query(*here)).unique().one_or_none()
    if case is None or not _condition_met(actor, case, verb):
        raise NotFound
    return case


CONDITIONED = frozenset(CONDITIONS) - INVESTIGATORS - SUPERVISORS
"""Roles outside the teams, whose row of section e has a condition of its own besides a standing."""


def _condition_met(actor: Actor, case: Case, verb: Verb) -> bool:
    """Whoever may not read a case does not act on it either; only an offer is answered unread."""
    if actor.role not in CONDITIONED:
        return True
    unread = verb is Verb.ANSWER_SHARE and finds(actor, case, OFFERED)
    return unread or bool(held(actor.role, facts_of(case, actor)))


def _query(*here: ColumnElement[bool]) -> Select[Case]:
    return (
        select(Case)
        .join(Case.tracks)
        .options(contains_eager(Case.tracks))
        .where(*here)
        .execution_options(populate_existing=True)
    )


def why(actor: Actor, case: Case, verb: Verb = Verb.READ) -> Rule | None:
    """The rule that lets this person in, or None when nothing does."""
    return _way_in(actor, case, verb, lambda rule: finds(actor, case, rule))


def _told_by(actor: Actor, verb: Verb) -> tuple[Rule, ...]:
    """Every rule that `_way_in` may ask about."""
    emergency = verb is Verb.READ and actor.role in EMERGENCY_ROLES
    return (*ways_in(actor, verb), NAMED_READER, *((EMERGENCY,) if emergency else ()))


def _way_in(actor: Actor, case: Case, verb: Verb, holds: Callable[[Rule], bool]) -> Rule | None:
    found = next((rule for rule in ways_in(actor, verb) if holds(rule)), None)
    if found and not (case.restricted and not holds(NAMED_READER)):
        return found
    return EMERGENCY if EMERGENCY in _told_by(actor, verb) and holds(EMERGENCY) else None


def finds(actor: Actor, case: Case, rule: Rule) -> bool:
    """Whether one way in finds this case for this person now."""
    holds = select(true()).where(Case.id == case.id, rule.finds(actor, now()))
    return db.session.scalar(holds) is not None


def known_to_auditors(actor: Actor, reference: str) -> Case | None:
    """A case of which an auditor asks who may see it, and not what it says."""
    here = (Case.reference == reference, without_conflict(actor), Case.disposed_at.is_(None))
    return db.session.execute(_query(*here)).unique().scalar_one_or_none()


def track_of(case: Case, kind: str) -> CaseTrack:
    """One of the five tracks of a case that was fetched."""
    return next(track for track in case.tracks if track.kind == kind)
