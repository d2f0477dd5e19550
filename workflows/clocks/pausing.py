"""When a clock may stand still, for which reasons, at whose word, and what that adds to it.

A pause is said by two events that name the clock's key. What the law or a code fixes is never
paused; a few local targets are, while the reason lies with the person the case is about (R24).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from workflows.agencies import POLICE_SUPERVISORS
from workflows.clocks.limits import Due, Unit
from workflows.clocks.triggers import all_of
from workflows.definition import Choice
from workflows.facts import CaseFacts, Event
from workflows.working_time import (
    NONE_LATER,
    local_day,
    nth_working_day,
    working_days_after,
)

PAUSED, RESUMED = "clock_paused", "clock_resumed"
PAUSED_BY = POLICE_SUPERVISORS
"""A supervisor answers for the time that is not counted; nobody pauses their own clock."""

INTERPRETER = Choice("interpreter", "Waiting for an interpreter")
MEDICAL = Choice("medical", "They are having medical treatment")
MISSING = Choice("missing", "They are missing")
TIME_ASKED = Choice("time_asked", "They asked for time to decide")
OTHER_FORCE = Choice("other_force", "Another force has been asked to take the case")
NO_CONFLICT = Choice("no_conflict", "An investigator without a conflict is being found")
OTHER_AGENCY = Choice("other_agency", "An agency that must take part cannot yet")
REASONS: Mapping[str, str] = MappingProxyType({
    choice.code: choice.label
    for choice in (
        INTERPRETER, MEDICAL, MISSING, TIME_ASKED, OTHER_FORCE, NO_CONFLICT, OTHER_AGENCY,
    )
})  # fmt: skip

SAFETY = "This local target keeps somebody safe, so it is never paused"
NEVER: Mapping[str, str] = MappingProxyType({
    "target": "The authority’s target runs on, even while a referral is suspended",
    "minimum": "This is the least time the person has: it protects them, and nothing pauses it",
    "limit": "The guidance fixes this limit. A request after it needs a reason to be late",
    "statutory code": "The Victims’ Code does not let this time be paused",
    "statutory guidance": "Statutory guidance does not let this time be paused",
    "internal": "This day follows from a date of birth or a decision, and nothing pauses it",
    "mirror of the Home Office form": "The Home Office form deletes a draft whatever we record",
    "confirm before use": "This time is not ours to pause: ask whoever funds the support",
})  # fmt: skip


@dataclass(frozen=True)
class Pause:
    """From when to when a clock stood still, and why (a code); `until` is None while it does."""

    since: Event
    until: Event | None

    @property
    def reason(self) -> str:
        return str(self.since.detail.get("reason", ""))


def why_never(kind: str) -> str:
    """Why a clock of this kind that names no reason is not paused, in words for a page."""
    return NEVER.get(kind, SAFETY)


def pauses(facts: CaseFacts, key: str) -> tuple[Pause, ...]:
    """Every pause of one clock, oldest first."""
    found: list[Pause] = []
    for event in all_of(facts, PAUSED, RESUMED):
        if event.detail.get("clock") != key:
            continue
        if event.kind == PAUSED:
            found.append(Pause(event, None))
        elif found and found[-1].until is None:
            found[-1] = Pause(found[-1].since, event)
    return tuple(found)


def put_off(
    due: Due, unit: Unit, since: datetime, until: datetime, extra: frozenset[date] = NONE_LATER
) -> Due:
    """A due moment after a pause: elapsed time in hours, whole days in days (R1)."""
    if isinstance(due, datetime):
        return due + (until - since)
    start, end = local_day(since), local_day(until)
    if unit is not Unit.WORKING_DAYS:
        return due + timedelta(days=(end - start).days)
    moved = nth_working_day(due, working_days_after(start, end, extra), extra)
    return moved if moved >= end or due < start else nth_working_day(end, 1, extra)
