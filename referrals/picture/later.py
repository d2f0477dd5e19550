"""What was learned since somebody handed a case over: no longer theirs to read (section e)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, case, exists, null, select

from referrals.access import visible_to
from referrals.actor import Actor
from referrals.db import db
from referrals.models import Case, CaseTrack, Event
from referrals.redaction import SUBMITS_ONLY, Holding
from workflows.records import RECORDS

AGE, PATHWAY = "age", "pathway"
ROUTED = frozenset({
    "age_band", "born_on", "ms_indicator", "sexual_exploitation", "sexual_assault_alleged",
    "vulnerable_adult", "offence_suspected", "exploitation_types", "age_at_exploitation",
})  # fmt: skip
"""What the route is made of (S36, S52)."""

NEVER_THEIRS = frozenset({"phone", "safe_address"})
"""Not asked when a case is logged, so never written by whoever has handed it over."""


def _recorded(facts: frozenset[str]) -> frozenset[str]:
    """The events by which one of these facts is written down anew."""
    return frozenset(
        row.event
        for row in RECORDS.values()
        if facts & (row.sets.keys() | {asked.sets for asked in row.questions})
    )


WRITTEN_BY: Mapping[str, frozenset[str]] = {
    "safe_contact": frozenset({RECORDS["safe_contact"].event}),
    "exploitation": _recorded(frozenset({"exploitation_types"})),
    "assault": _recorded(frozenset({"sexual_assault_alleged"})),
    AGE: _recorded(frozenset({"age_band", "born_on"})),
    PATHWAY: _recorded(ROUTED),
}


def learned_later(actor: Actor, case: Case, events: Iterable[Event]) -> frozenset[str]:
    """Items that are not as this reader wrote them, if they ever did."""
    told = sorted(events, key=lambda row: row.recorded_at)
    last = {item: [row for row in told if row.kind in kinds] for item, kinds in WRITTEN_BY.items()}
    later = {item for item, rows in last.items() if rows and rows[-1].by_id != actor.user_id}
    if PATHWAY in later and not case.exploitation_types:
        later.add("exploitation")  # where no kind is named, the pathway stands in its place
    return NEVER_THEIRS | later


def handed_over(actor: Actor, cases: Sequence[Case]) -> Mapping[int, frozenset[str]]:
    """Of a list of cases, those this reader has handed over, with what was learned of each since.

    Other roles hold a case as it stands, and have none.
    """
    if actor.role not in SUBMITS_ONLY:
        return {}
    ids = [row.id for row in cases]
    given = set(db.session.scalars(_given().where(CaseTrack.case_id.in_(ids))))
    events: dict[int, list[Event]] = defaultdict(list)
    kinds = frozenset[str]().union(*WRITTEN_BY.values())
    for row in db.session.scalars(
        select(Event).where(Event.case_id.in_(given), Event.kind.in_(kinds))
    ):
        events[row.case_id].append(row)
    return {row.id: learned_later(actor, row, events[row.id]) for row in cases if row.id in given}


def told_routing(holding: Holding, later: Collection[str]) -> bool:
    """What the police made of it is none of the form, nor theirs who handed it over before."""
    return not holding.reads_form_only and PATHWAY not in later


def hears_pathway(actor: Actor, case: Case, holding: Holding) -> bool:
    """Whether this reader has the pathway as it stands, as the head of the case says it.

    It tells what is thought to have happened.
    """
    later = handed_over(actor, [case]).get(case.id, frozenset())
    return told_routing(holding, later) and holding.has("exploitation")


def rerouted_since(actor: Actor, pathway: str) -> frozenset[int]:
    """The cases on a pathway that this reader is not told of: no filter finds them by it."""
    if actor.role not in SUBMITS_ONLY:
        return frozenset()
    here = select(Case).where(visible_to(actor), Case.pathway == pathway)
    given = handed_over(actor, db.session.scalars(here).all())
    return frozenset(case_id for case_id, later in given.items() if PATHWAY in later)


def due_to(actor: Actor) -> ColumnElement[dt.datetime | None]:
    """When the next thing on a case is due, where this reader hears of its clocks."""
    due = Case.__table__.c.next_due
    if actor.role not in SUBMITS_ONLY:
        return due
    gone = exists(_given().where(CaseTrack.case_id == Case.id))
    return case((gone, null()), else_=due)


def _given() -> Select[int]:
    return select(CaseTrack.case_id).where(
        CaseTrack.kind == "response", CaseTrack.state == "handed_over"
    )
