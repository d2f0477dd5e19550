"""How long a clock runs from its trigger: working days, calendar days or elapsed hours (R1)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from workflows import eras
from workflows.answers import child_on, sexual_offence, slavery
from workflows.facts import CaseFacts, Event
from workflows.working_time import due_instant, local_day

Due = date | datetime
Reckon = Callable[[date, int], date]
Limit = Callable[[CaseFacts, Event, Reckon], Due]

HOURS_IN_A_DAY = 24
SOONEST, ORDINARY = 1, 5


def working_days(n: int) -> Limit:
    return lambda facts, trigger, reckon: reckon(trigger.day, n)


def calendar_days(n: int) -> Limit:
    return lambda facts, trigger, reckon: trigger.day + timedelta(days=n)


def days_by_law(rule: str) -> Limit:
    """As many calendar days as the rule said on the day of the trigger."""
    return lambda facts, trigger, reckon: (
        trigger.day + timedelta(days=eras.days(rule, trigger.day) or 0)
    )


def hours(n: int) -> Limit:
    """Elapsed hours, safe across a change of the clocks; from a bare date, the days they fill."""

    def limit(facts: CaseFacts, trigger: Event, reckon: Reckon) -> Due:
        if trigger.day_only:
            return trigger.day + timedelta(days=n // HOURS_IN_A_DAY)
        return trigger.at.astimezone(UTC) + timedelta(hours=n)

    return limit


def victims_code(facts: CaseFacts, trigger: Event, reckon: Reckon) -> date:
    """R11: Enhanced Rights for every child, and for trafficking, slavery or a sexual offence."""
    enhanced = child_on(facts, trigger.day) or slavery(facts) or sexual_offence(facts)
    return reckon(trigger.day, SOONEST if enhanced else ORDINARY)


def ends(moment: Due) -> datetime:
    """What is due on a day is due by the end of it."""
    return moment if isinstance(moment, datetime) else due_instant(moment)


def in_time(answer: Event, due: Due) -> bool:
    """On or before the due moment; an answer given as a date has that whole day."""
    if answer.day_only:
        return answer.day <= local_day(ends(due))
    return answer.at <= ends(due)
