"""How much time is left, in the words a clock is read in."""

import datetime as dt

from referrals.clock import local
from referrals.models import CaseClock
from referrals.views import ClockView
from workflows.clocks import BY_HAND, OVER_WITH_ITS_DAY, kept_by_its_day
from workflows.clocks.ladder import WARNING, Span, ladder, told_at
from workflows.clocks.limits import Unit
from workflows.working_time import NONE_LATER, working_days_after

SOON = 0.75
HOUR = 60
TWO_DAYS = 48 * HOUR
ORDER = {"late": 0, "soon": 1, "paused": 2, "ok": 3, "met_late": 4, "met": 5}
Days = frozenset[dt.date]


def clock_view(
    row: CaseClock,
    now: dt.datetime,
    extra: Days = NONE_LATER,
    paused: tuple[dt.datetime, str] | None = None,
) -> ClockView:
    """One stored clock as a reader sees it at `now` (UTC); `paused` is since when, and why."""
    at = paused[0] if paused and row.state == "paused" else now
    whole = (row.due - row.started).total_seconds() or 1.0
    share = min(1.0, max(0.0, (at - row.started).total_seconds() / whole))
    return ClockView(
        id=row.id,
        by_hand=row.outstanding and row.code in BY_HAND,
        code=row.code,
        what=row.what,
        kind=row.kind,
        due=row.due,
        due_day=row.due_day,
        state=_as_of(row, now),
        tone=_tone(row, now, extra),
        left=_state_words(row, now, extra),
        percent=round(share * 20) * 5,
        note=f"{paused[1]}. {_remaining(row, at, extra)}" if paused and at is not now else "",
    )


def _as_of(row: CaseClock, now: dt.datetime) -> str:
    """Past its due time it is missed, although nobody has touched the case since (R22)."""
    if row.state != "running" or now <= row.due:
        return row.state
    return "met" if kept_by_its_day(row.code, row.kind) else "missed"


def _tone(row: CaseClock, now: dt.datetime, extra: Days) -> str:
    """The same quarter of the time left as the warning waits for, so that both say it at once."""
    if row.state == "paused":
        return "paused"
    if row.state == "missed" and not row.outstanding:
        return "met_late"
    tone = tone_of(row.state, row.kind, row.started, row.due, now)
    if tone not in {"soon", "ok"} or WARNING not in ladder(row.kind):
        return tone
    warned = told_at(WARNING, Span(row.kind, Unit(row.unit), row.started, row.due), extra)
    return "soon" if now >= warned else "ok"


def _remaining(row: CaseClock, at: dt.datetime, extra: Days) -> str:
    return f"{left(row.due, at, working=_working(row), extra=extra)} when it restarts"


def _working(row: CaseClock) -> bool:
    return row.unit == Unit.WORKING_DAYS


def tone_of(state: str, kind: str, started: dt.datetime, due: dt.datetime, now: dt.datetime) -> str:
    """Late, soon (a quarter of the time left), met, or nothing to say; a minimum is never late."""
    if state in {"met", "stopped"}:
        return "met"
    if kind == "minimum":
        return "ok"
    if state == "missed" or now > due:
        return "late"
    used = (now - started) / (due - started) if due > started else 1.0
    return "soon" if used >= SOON else "ok"


def left(
    due: dt.datetime, now: dt.datetime, *, working: bool = False, extra: Days = NONE_LATER
) -> str:
    """2 h 5 min left, 3 days left, 3 working days left, or 1 h 20 min late."""
    late = now > due
    span = now - due if late else due - now
    ending = "late" if late else "left"
    if working and not late and span >= dt.timedelta(days=1):
        days = working_days_after(local(now).date(), local(due).date(), extra)
        return f"{days} working day{'' if days == 1 else 's'} {ending}"
    return f"{_span(span)} {ending}"


def _span(span: dt.timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < HOUR:
        return f"{minutes} min"
    if minutes < TWO_DAYS:
        return f"{minutes // HOUR} h {minutes % HOUR} min"
    return f"{span.days} days"


SAID = {"met": "Met", "stopped": "No longer applies", "paused": "Paused"}


def _state_words(row: CaseClock, now: dt.datetime, extra: Days) -> str:
    if row.state in SAID:
        return SAID[row.state]
    if row.kind in OVER_WITH_ITS_DAY and now > row.due:
        return "Over"
    if row.state == "missed" and not row.outstanding:
        return "Met late"
    return left(row.due, now, working=_working(row), extra=extra)
