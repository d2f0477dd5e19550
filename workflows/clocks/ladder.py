"""Who is told before a time limit passes, and who is told when nobody answers (R24).

Each rung is a setting with its source. In days, a rung waits for working days; a limit in hours
climbs in elapsed hours, as it runs, since whoever is not safe does not wait for Monday (R1).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.clocks.limits import Unit
from workflows.working_time import (
    NONE_LATER,
    day_begins,
    due_instant,
    local_day,
    nth_working_day,
    working_days_after,
)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rung:
    """`share` of the time gone before it is due, or so many working days or hours of silence."""

    code: str
    to: str
    words: str
    source: str
    share: float | None = None
    days: int = 0
    hours: int = 0


WARNING = Rung(
    "warning",
    "owner",
    "A quarter of the time is left",
    "Local setting",
    share=0.75,
)
DUE = Rung("due", "owner", "The time has passed", "Local setting")
ON_ITS_DAY = Rung("due", "owner", "Its day has come", "Local setting")
SUPERVISOR = Rung(
    "supervisor",
    "supervisor",
    "Nobody has answered for one working day, or one hour of a limit in hours",
    "Local setting",
    days=1,
    hours=1,
)
DUTY_MANAGER = Rung(
    "duty_manager",
    "duty_manager",
    "Nobody has answered for two working days, or four hours of a limit in hours",
    "Local setting",
    days=2,
    hours=4,
)
LADDER = (WARNING, DUE, SUPERVISOR, DUTY_MANAGER)
RECEIVERS = {
    "owner": "Whoever leads the case, or the team’s supervisor while nobody does",
    "supervisor": "The team’s supervisor",
    "duty_manager": "The duty manager of the unit that logged it",
}
ALERT = "internal"
MINIMUM = "minimum"
RIGHT = "limit"


def ladder(kind: str) -> tuple[Rung, ...]:
    """The rungs a clock of this kind has.

    A minimum warns nobody, an alert is told on its day, and a right of the person's is warned of
    while it lasts: nobody is chased because they did not use it.
    """
    return {MINIMUM: (), ALERT: (ON_ITS_DAY,), RIGHT: (WARNING,)}.get(kind, LADDER)


@dataclass(frozen=True)
class Span:
    """One clock as it runs: its kind, what it is counted in, and from when to when (UTC)."""

    kind: str
    unit: Unit
    started: datetime
    due: datetime


def told_at(rung: Rung, span: Span, extra: frozenset[date] = NONE_LATER) -> datetime:
    """The instant (UTC) at which a clock reaches a rung, if nobody answers it before."""
    if span.kind == ALERT:
        return day_begins(local_day(span.due))
    if rung.share is not None:
        return _share(rung.share, span, extra)
    if span.unit is Unit.HOURS:
        return span.due + timedelta(hours=rung.hours)
    return due_instant(nth_working_day(local_day(span.due), rung.days, extra))


def day_zero(started: datetime) -> date:
    """The London day a clock runs from; one of whole days is kept as starting just before it."""
    return local_day(started + datetime.resolution)


def _share(share: float, span: Span, extra: frozenset[date]) -> datetime:
    """So much of the time gone; of working days, only these count, whole and in part."""
    if span.unit is not Unit.WORKING_DAYS:
        return span.started + (span.due - span.started) * share
    zero = day_zero(span.started)
    whole, part = divmod(working_days_after(zero, local_day(span.due), extra) * share, 1)
    day = nth_working_day(zero, int(whole) + 1, extra)
    begins = day_begins(day)
    return begins + (day_begins(day + ONE_DAY) - begins) * part
