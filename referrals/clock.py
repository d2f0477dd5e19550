"""The only source of the time: everything else is told."""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """The present instant, in UTC."""
    return dt.datetime.now(dt.UTC)


def local(at: dt.datetime) -> dt.datetime:
    """An instant as clocks on the wall in England show it."""
    return at.astimezone(LONDON)


def today() -> dt.date:
    """The present day in England, which decides ages and working days (R1, R2)."""
    return local(now()).date()
