"""The only source of the time: everything else is told."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_told: ContextVar[dt.datetime | None] = ContextVar("told", default=None)


def now() -> dt.datetime:
    """The present instant, in UTC."""
    return _told.get() or dt.datetime.now(dt.UTC)


@contextmanager
def standing_at(at: dt.datetime) -> Iterator[None]:
    """Let everything inside believe it is `at`; for seeding a past, never for serving."""
    token = _told.set(at)
    try:
        yield
    finally:
        _told.reset(token)


def local(at: dt.datetime) -> dt.datetime:
    """An instant as clocks on the wall in England show it."""
    return at.astimezone(LONDON)


def today() -> dt.date:
    """The present day in England, which decides ages and working days (R1, R2)."""
    return local(now()).date()
