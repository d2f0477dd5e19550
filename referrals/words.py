"""Dates and times as people here say them (ux.md B): 24 hours, London, no "12am"."""

import datetime as dt

from referrals.clock import local, now

DAY = "%a %-d %B %Y"
HOURS_UNTIL_DAYS = 48


def london_datetime(at: dt.datetime | None) -> str:
    """Tue 10 March 2026, 02:38."""
    return local(at).strftime(f"{DAY}, %H:%M") if at else ""


def london_date(day: dt.date | None) -> str:
    """Tue 10 March 2026."""
    return _day(day).strftime(DAY) if day else ""


def born(on: str | None) -> str:
    """24 December 2010: what day of the week that was tells nobody anything."""
    return f"{dt.date.fromisoformat(on):%-d %B %Y}" if on else ""


def london_time(at: dt.datetime | None) -> str:
    """02:38."""
    return local(at).strftime("%H:%M") if at else ""


def short(day: dt.date | None) -> str:
    """10 Mar, or 10 Mar 2024 when that was another year."""
    if day is None:
        return ""
    said = _day(day)
    return said.strftime("%-d %b" if said.year == local(now()).year else "%-d %b %Y")


def due(at: dt.date | None) -> str:
    """Today, 11:00. A deadline that is a whole day has no time."""
    if at is None:
        return ""
    away = (_day(at) - local(now()).date()).days
    said = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}.get(away) or short(at)
    return f"{said}, {london_time(at)}" if isinstance(at, dt.datetime) else said


def left(at: dt.date | None) -> str:
    """17 h 18 min left, or 1 h 20 min late."""
    if at is None:
        return ""
    if not isinstance(at, dt.datetime):
        return _days_left((at - local(now()).date()).days)
    seconds = (at - now()).total_seconds()
    return f"{duration(abs(seconds))} {'late' if seconds < 0 else 'left'}"


def duration(seconds: float) -> str:
    """How long, in the two largest words that matter."""
    minutes = int(seconds) // 60
    if minutes >= HOURS_UNTIL_DAYS * 60:
        return f"{minutes // (24 * 60)} days"
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


def _days_left(days: int) -> str:
    if days == 0:
        return "due today"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"{count} {'late' if days < 0 else 'left'}"


def _day(day: dt.date) -> dt.date:
    return local(day).date() if isinstance(day, dt.datetime) else day


FILTERS = {
    function.__name__: function
    for function in (london_datetime, london_date, london_time, short, due, left, duration)
}
