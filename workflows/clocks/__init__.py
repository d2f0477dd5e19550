"""Every limit that runs on a case, from the events that started it to where it stands now."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from workflows.clocks.limits import Due, Unit, ends, in_time
from workflows.clocks.pausing import Pause, pauses, put_off
from workflows.clocks.table import ROWS, Row
from workflows.clocks.triggers import all_of
from workflows.definition import Choice
from workflows.facts import ADULT_AT, CaseFacts, Event, birthday
from workflows.working_time import (
    NONE_LATER,
    PastTheTable,
    add_working_days,
    nth_working_day,
    working_days_after,
)

MET_BY_HAND = "clock_met"
"""An event that says a person did what the clock named in its detail waited for."""

NEVER_MISSED = "minimum"
OVER_WITH_ITS_DAY = frozenset({NEVER_MISSED, "limit"})
"""Kinds of time that the person has: once it has passed, nobody is left to do anything."""

TURNING_18 = "AGE18"
ALERTS = (
    (100, "They turn 18 in 100 days"),
    (30, "They turn 18 in 30 days"),
    (0, "They turn 18 today"),
)
ALERTED = "They turn 18: an alert before, and on the day"
ALERTS_RULE = "100 and 30 days before, and on the day"


@dataclass(frozen=True)
class Clock:
    """`due` is a local day, by its end, or an instant where the limit is in hours.

    `outstanding` while what it waits for has not come: a missed clock can still be answered late.
    `days` is how many working days it counts, pauses and all, and None where it counts others;
    `reasons` are those for which it may be paused, `met_by` the events and `shown_by` the moves
    (track, code) that are what it waits for.
    """

    id: str
    key: str
    started: Due
    due: Due
    kind: str
    state: str
    what: str
    rule: str
    outstanding: bool = False
    unit: Unit = Unit.CALENDAR_DAYS
    days: int | None = None
    pauses: tuple[Pause, ...] = ()
    reasons: tuple[Choice, ...] = ()
    met_by: tuple[str, ...] = ()
    shown_by: tuple[tuple[str, str], ...] = ()


BY_HAND = frozenset({"VCOP", "VSS_REFERRAL", "RHI", "NEG_EXIT", "REVIEW_30"})
"""Clocks that nothing on the record answers by itself: a person says that it was done."""


def clocks(
    facts: CaseFacts,
    extra_holidays: frozenset[date] = NONE_LATER,
    rows: tuple[Row, ...] = ROWS,
) -> tuple[Clock, ...]:
    """One trigger, one clock: a later trigger adds another and moves none (R22)."""
    counted = (clock for row in rows for clock in _of_row(row, facts, extra_holidays))
    return (*counted, *_turning_18(facts))


def kept_by_its_day(code: str, kind: str) -> bool:
    """Clocks that nobody can miss: the least time a person has, and the day of an alert (R9)."""
    return kind == NEVER_MISSED or code == TURNING_18


def _of_row(row: Row, facts: CaseFacts, extra: frozenset[date]) -> Iterator[Clock]:
    seen: Counter[str] = Counter()
    for trigger in row.starts(facts):
        key = f"{row.id}@{trigger.at.astimezone(UTC).isoformat()}"
        seen[key] += 1
        yield _clock(row, facts, trigger, f"{key}#{seen[key]}" if seen[key] > 1 else key, extra)


def _clock(row: Row, facts: CaseFacts, trigger: Event, key: str, extra: frozenset[date]) -> Clock:
    first, rule = _due(row, facts, trigger, extra)
    held = pauses(facts, key)
    due = _after(held, first, row.limit.unit, facts.now, extra)
    by_the_hour = isinstance(due, datetime)
    return Clock(
        id=row.id,
        key=key,
        started=trigger.at.astimezone(UTC) if by_the_hour else trigger.day,
        due=due,
        kind=row.kind,
        state=_state(row, facts, trigger, key, due, paused=_paused(held)),
        what=row.what,
        rule=rule,
        outstanding=_outstanding(row, facts, trigger, key, due),
        unit=row.limit.unit,
        days=_days(row.limit.unit, trigger.day, due, extra),
        pauses=held,
        reasons=row.pauses,
        met_by=row.met_by,
        shown_by=row.shown_by,
    )


def _after(
    held: tuple[Pause, ...], due: Due, unit: Unit, now: datetime, extra: frozenset[date]
) -> Due:
    """The due moment with the pauses added; one that lasts counts until now."""
    for pause in held:
        due = put_off(due, unit, pause.since.at, pause.until.at if pause.until else now, extra)
    return due


def _paused(held: tuple[Pause, ...]) -> bool:
    return bool(held) and held[-1].until is None


def _days(unit: Unit, start: date, due: Due, extra: frozenset[date]) -> int | None:
    if unit is not Unit.WORKING_DAYS or isinstance(due, datetime):
        return None
    return working_days_after(start, due, extra)


def _due(row: Row, facts: CaseFacts, trigger: Event, extra: frozenset[date]) -> tuple[Due, str]:
    """Past the table's end every weekday not known as a holiday counts, and it says so (R1)."""
    try:
        known = partial(add_working_days, extra_holidays=extra)
        return row.limit(facts, trigger, known), row.rule
    except PastTheTable as unknown:
        nearest = partial(nth_working_day, extra_holidays=extra)
        return row.limit(facts, trigger, nearest), f"{row.rule}. {unknown}"


def _state(row: Row, facts: CaseFacts, trigger: Event, key: str, due: Due, *, paused: bool) -> str:
    """Met or stopped in time, else missed for ever once the due moment has passed (R22)."""
    answer = _first_since(trigger, _answers(row, facts, key))
    stop = _first_since(trigger, row.stops(facts))
    too_late = answer and stop and answer.is_after(stop)  # of a later referral, say
    if answer and in_time(answer, due) and not too_late:
        return "met"
    if stop and in_time(stop, due):
        return "stopped"
    if facts.now > ends(due):
        return "met" if row.kind == NEVER_MISSED else "missed"
    shown = _shown(row, facts)
    return "paused" if paused and shown == "running" else shown


def _outstanding(row: Row, facts: CaseFacts, trigger: Event, key: str, due: Due) -> bool:
    if row.kind in OVER_WITH_ITS_DAY and facts.now > ends(due):
        return False
    ended = _first_since(trigger, _answers(row, facts, key) + list(row.stops(facts)))
    return ended is None and _shown(row, facts) == "running"


def _shown(row: Row, facts: CaseFacts) -> str:
    """What the tracks show without saying when can only be trusted before the due moment."""
    if row.shown_met(facts):
        return "met"
    return "stopped" if row.moot(facts) else "running"


def _answers(row: Row, facts: CaseFacts, key: str) -> list[Event]:
    by_hand = [event for event in all_of(facts, MET_BY_HAND) if event.detail.get("clock") == key]
    return all_of(facts, *row.met_by) + by_hand


def _first_since(trigger: Event, events: list[Event]) -> Event | None:
    since = [event for event in events if event is not trigger and not trigger.is_after(event)]
    return min(since, key=lambda event: event.at, default=None)


def turns_18_on(facts: CaseFacts) -> date | None:
    """The birthday that has made a child an adult and was not written down yet (R2, R9).

    An age determined since then stands against a birth date that was only stated.
    """
    if facts.born_on is None or facts.closed or facts.latest("turned_18") is not None:
        return None
    day, determined = birthday(facts.born_on, ADULT_AT), facts.latest("age_determined")
    if not _began(facts) < day <= facts.today or (determined and determined.day >= day):
        return None
    return day if facts.band_on(day - timedelta(days=1)) == "child" else None


def _began(facts: CaseFacts) -> date:
    return min((event.day for event in facts.events), default=facts.today)


def _turning_18(facts: CaseFacts) -> Iterator[Clock]:
    """AGE18 of a case that began as a child's; the day of an alert meets it (R9)."""
    began = _began(facts)
    if facts.born_on is None or began >= birthday(facts.born_on, ADULT_AT) or _said_adult(facts):
        return
    for days, what in ALERTS:
        due = birthday(facts.born_on, ADULT_AT) - timedelta(days=days)
        yield Clock(
            id=TURNING_18,
            key=f"{TURNING_18}@{due.isoformat()}",
            started=began,
            due=due,
            kind="internal",
            state=_alert_state(facts, due),
            what=what,
            outstanding=_alert_state(facts, due) == "running",
            rule=ALERTS_RULE,
        )


def _said_adult(facts: CaseFacts) -> bool:
    return facts.adult and not facts.age_verified and facts.latest("turned_18") is None


def _alert_state(facts: CaseFacts, due: date) -> str:
    """The last one waits until it is written down that they are 18, so that none is forgotten."""
    if facts.today >= due:
        return "running" if due == turns_18_on(facts) else "met"
    return "stopped" if facts.closed else "running"
