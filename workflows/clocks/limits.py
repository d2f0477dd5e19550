"""How long a clock runs from its trigger: working days, calendar days or elapsed hours (R1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from workflows import eras
from workflows.answers import child_when, sexual_offence, slavery
from workflows.facts import CaseFacts, Event
from workflows.working_time import due_instant, local_day

Due = date | datetime
"""A London day, by the end of it; or an instant in UTC, for a limit in hours."""
Reckon = Callable[[date, int], date]
"""A day and a number of working days after it: the day, by the holidays that are known."""

HOURS_IN_A_DAY = 24
SOONEST, ORDINARY = 1, 5


class Unit(StrEnum):
    """What a limit is counted in; a pause and a late bank holiday put it off by the same."""

    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    HOURS = "hours"


@dataclass(frozen=True)
class Limit:
    """How long a clock runs: `reckons` gives the due day, or the instant of a limit in hours."""

    unit: Unit
    reckons: Callable[[CaseFacts, Event, Reckon], Due]

    def __call__(self, facts: CaseFacts, trigger: Event, reckon: Reckon) -> Due:
        return self.reckons(facts, trigger, reckon)


def working_days(n: int) -> Limit:
    """The end of the nth working day after the trigger's London day, which is day 0 (R1)."""
    return Limit(Unit.WORKING_DAYS, lambda facts, trigger, reckon: reckon(trigger.day, n))


def calendar_days(n: int) -> Limit:
    """The end of the nth day after the trigger's London day, weekends not moved (R1)."""
    return Limit(Unit.CALENDAR_DAYS, lambda facts, trigger, reckon: trigger.day + timedelta(days=n))


def days_by_law(rule: str) -> Limit:
    """As many calendar days as a rule of `eras` said on the day of the trigger; none is 0."""

    def limit(facts: CaseFacts, trigger: Event, reckon: Reckon) -> Due:
        return trigger.day + timedelta(days=eras.days(rule, trigger.day) or 0)

    return Limit(Unit.CALENDAR_DAYS, limit)


def hours(n: int) -> Limit:
    """n elapsed hours, so safe across a change of the clocks; from a bare date, whole days."""

    def limit(facts: CaseFacts, trigger: Event, reckon: Reckon) -> Due:
        if trigger.day_only:
            return trigger.day + timedelta(days=n // HOURS_IN_A_DAY)
        return trigger.at.astimezone(UTC) + timedelta(hours=n)

    return Limit(Unit.HOURS, limit)


def _victims_code(facts: CaseFacts, trigger: Event, reckon: Reckon) -> date:
    """In working days: 1 with Enhanced Rights, else 5 (Victims' Code, Right 6)."""
    enhanced = child_when(facts, trigger) or slavery(facts) or sexual_offence(facts)
    return reckon(trigger.day, SOONEST if enhanced else ORDINARY)


victims_code = Limit(Unit.WORKING_DAYS, _victims_code)
"""R11: Enhanced Rights for every child, and for trafficking, slavery or a sexual offence."""


def ends(moment: Due) -> datetime:
    """What is due on a day is due by the end of it."""
    return moment if isinstance(moment, datetime) else due_instant(moment)


def in_time(answer: Event, due: Due) -> bool:
    """Whether it came on or before the due moment; one told as a date has that whole day."""
    if answer.day_only:
        return answer.day <= local_day(ends(due))
    return answer.at <= ends(due)
