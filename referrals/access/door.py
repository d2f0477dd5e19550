"""The one door to a case: the filter that finds the rows is the lock on the row."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import contains_eager

from referrals.access.conditions import MEETS
from referrals.access.people import in_conflict
from referrals.access.roles import EMERGENCY_ROLES, WRITES, Verb
from referrals.access.ways import (
    EMERGENCY,
    EVERYBODY,
    NAMED_READER,
    OFFERED,
    TO_READ,
    Rule,
    Whose,
    by_role,
    ways_in,
)
from referrals.actor import Actor
from referrals.db import db
from referrals.errors import NotFound
from referrals.facts import facts_of
from referrals.models import AT_WORK, Case, CaseTrack, Organisation, User
from workflows.agencies import INVESTIGATORS, SUPERVISORS
from workflows.sharing import CONDITIONS, held

SOUGHT = Case.reference == bindparam("reference")
HEARS = (Verb.READ, Verb.ANSWER_SHARE, Verb.QUEUE, Verb.TASKING)
"""Verbs by any of which a case is there for somebody."""
worded = lru_cache(maxsize=1024)
"""A question is worded once for whoever asks it; its answer is kept never."""


@worded
def visible_to(actor: Actor, *verbs: Verb) -> ColumnElement[bool]:
    """The cases that exist for this person: filter of every list and lock on every row (R12).

    To read, or for any of the verbs that are named.
    """
    ways = {rule for verb in verbs or (Verb.READ,) for rule in ways_in(actor, verb)}
    rules = [_finds(actor, rule) for rule in sorted(ways, key=lambda rule: rule.code)]
    return and_(or_(false(), *rules), *_unbarred(actor), works_here(actor))


def _finds(actor: Actor, rule: Rule) -> ColumnElement[bool]:
    """An offer is answered by whoever may not read the case yet; all else is under a condition."""
    met = () if rule is OFFERED or actor.role not in MEETS else (MEETS[actor.role],)
    return and_(rule.finds(actor), *met)


def _unbarred(who: Whose) -> tuple[ColumnElement[bool], ...]:
    """A conflict hides a case from its user; a restriction, from all but the named (R27).

    What was disposed of is there for nobody.
    """
    there = or_(Case.restricted.is_(False), NAMED_READER.finds(who))
    return not_(in_conflict(Case.id, who.user_id)), there, Case.disposed_at.is_(None)


READ_BY = and_(
    or_(*(and_(by_role(rule), rule.finds(EVERYBODY)) for rule in TO_READ)),
    *(or_(User.role != role, met) for role, met in MEETS.items()),
    *_unbarred(EVERYBODY),
)
"""`visible_to` to read, of everybody at work at once: of users beside their organisations."""


@worded
def works_here(actor: Actor) -> ColumnElement[bool]:
    """Asked again with every case: an account that closes during a request ends it too (AC9).

    A question of its own: a list that joins other people does not answer it with one of them.
    """
    here = exists().where(
        User.id == actor.user_id, User.organisation_id == Organisation.id, AT_WORK
    )
    return here.correlate(None)


@worded
def without_conflict(actor: Actor) -> ColumnElement[bool]:
    """The cases in which this person is not, and knows nobody."""
    return not_(in_conflict(Case.id, actor.user_id))


@worded
def opens_for(actor: Actor, verb: Verb) -> ColumnElement[bool]:
    """The lock of one case: the filter of lists, and to read, what an emergency has opened.

    An emergency opens a restricted case too, never one with a conflict, and is in no list (AC10).
    """
    if verb is not Verb.READ or actor.role not in EMERGENCY_ROLES:
        return visible_to(actor, verb)
    there = (Case.disposed_at.is_(None), works_here(actor))
    opened = and_(EMERGENCY.finds(actor), without_conflict(actor), *there)
    return or_(visible_to(actor, verb), opened)


def fetch(actor: Actor, reference: str, verb: Verb) -> Case:
    """The case, locked for the act if the verb writes; NotFound if it does not exist for you."""
    return _found(actor, reference, verb, lock=verb in WRITES)


def fetch_quietly(actor: Actor, reference: str, verb: Verb) -> Case:
    """The same door for a page that only asks: nothing is locked."""
    return _found(actor, reference, verb, lock=False)


def still_there(actor: Actor, reference: str) -> bool:
    """Whether a case exists for this person at all: to read, to answer, or to take on."""
    ways = or_(visible_to(actor, *HEARS), opens_for(actor, Verb.READ))
    case = db.session.scalars(_query(SOUGHT, ways), {"reference": reference}).unique().one_or_none()
    return case is not None and _condition_met(actor, case, Verb.ANSWER_SHARE)


def opened(actor: Actor, reference: str) -> tuple[Case, Rule]:
    """The same door to read a case, and the way in that answers *why*, at one go."""
    rules = _told_by(actor, Verb.READ)
    query = _with_ways_in(actor, rules)
    found = db.session.execute(query, {"reference": reference}).unique().one_or_none()
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
    sought = {"reference": reference}
    if lock:
        db.session.execute(_lock(actor, verb), sought)
    case = db.session.scalars(_whole(actor, verb), sought).unique().one_or_none()
    if case is None or not _condition_met(actor, case, verb):
        raise NotFound
    return case


@worded
def _lock(actor: Actor, verb: Verb) -> Select[int]:
    return select(Case.id).where(SOUGHT, opens_for(actor, verb)).with_for_update()


@worded
def _whole(actor: Actor, verb: Verb) -> Select[Case]:
    return _query(SOUGHT, opens_for(actor, verb))


@worded
def _with_ways_in(actor: Actor, rules: tuple[Rule, ...]) -> Select[Any]:
    columns = [rule.finds(actor).label(rule.code) for rule in rules]
    return _query(SOUGHT, opens_for(actor, Verb.READ)).add_columns(*columns)


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
    return db.session.scalar(_holds(actor, rule), {"case": case.id}) is not None


@worded
def _holds(actor: Actor, rule: Rule) -> Select[bool]:
    return select(true()).where(Case.id == bindparam("case"), rule.finds(actor))


def known_to_auditors(actor: Actor, reference: str) -> Case | None:
    """A case of which an auditor asks who may see it, and not what it says."""
    there = (Case.disposed_at.is_(None), works_here(actor))
    here = (Case.reference == reference, without_conflict(actor), *there)
    return db.session.execute(_query(*here)).unique().scalar_one_or_none()


def track_of(case: Case, kind: str) -> CaseTrack:
    """One of the five tracks of a case that was fetched."""
    return next(track for track in case.tracks if track.kind == kind)
