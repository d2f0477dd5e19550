"""How much time is left, in the words a clock is read in."""

import datetime as dt

from referrals.clock import local
from referrals.models import CaseClock
from referrals.views import ClockView
from workflows.clocks import BY_HAND
from workflows.working_time import is_working_day

SOON = 0.75
HOUR = 60
TWO_DAYS = 48 * HOUR
ORDER = {"late": 0, "soon": 1, "ok": 2, "met_late": 3, "met": 4}
WORKING = {"RG_TARGET", "LA_DECISION", "CHILD_ASSESS", "ICPC", "VCOP", "VSS_REFERRAL", "NEG_EXIT"}


def clock_view(row: CaseClock, now: dt.datetime) -> ClockView:
    """One stored clock as a reader sees it at `now` (UTC)."""
    whole = (row.due - row.started).total_seconds() or 1.0
    share = min(1.0, max(0.0, (now - row.started).total_seconds() / whole))
    tone = tone_of(row.state, row.kind, row.started, row.due, now)
    if row.state == "missed" and not row.outstanding:
        tone = "met_late"
    return ClockView(
        id=row.id,
        by_hand=row.outstanding and row.code in BY_HAND,
        code=row.code,
        what=row.what,
        kind=row.kind,
        due=row.due,
        due_day=row.due_day,
        state=row.state,
        tone=tone,
        left=_state_words(row, now),
        percent=round(share * 20) * 5,
    )


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


def left(due: dt.datetime, now: dt.datetime, *, working: bool = False) -> str:
    """2 h 5 min left, 3 days left, 3 working days left, or 1 h 20 min late."""
    late = now > due
    span = now - due if late else due - now
    ending = "late" if late else "left"
    if working and not late and span >= dt.timedelta(days=1):
        days = _working_days(local(now).date(), local(due).date())
        return f"{days} working day{'' if days == 1 else 's'} {ending}"
    return f"{_span(span)} {ending}"


def _span(span: dt.timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < HOUR:
        return f"{minutes} min"
    if minutes < TWO_DAYS:
        return f"{minutes // HOUR} h {minutes % HOUR} min"
    return f"{span.days} days"


def _working_days(start: dt.date, end: dt.date) -> int:
    days = (start + dt.timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(1 for day in days if is_working_day(day))


def _state_words(row: CaseClock, now: dt.datetime) -> str:
    if row.state == "met":
        return "Met"
    if row.state == "missed" and not row.outstanding:
        return "Met late"
    if row.state == "stopped":
        return "No longer applies"
    if row.kind == "minimum" and now > row.due:
        return "Over"
    return left(row.due, now, working=row.code in WORKING)
