"""Lets time pass over the cases told: each time limit is told of when its time came."""

import datetime as dt

from sqlalchemy import func, select, union_all

from referrals.clock import now, standing_at
from referrals.db import db, reading
from referrals.models import CaseClock
from referrals.services import upkeep

A_MINUTE = dt.timedelta(minutes=1)
"""The worker looks at least as often."""
BEGINNING = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


def watch() -> None:
    """Look at the clocks as the worker would have all along, and not once when all is told."""
    moment = _next_moment(BEGINNING)
    while moment is not None:
        with standing_at(moment + A_MINUTE):
            _look()
        moment = _next_moment(moment)
    _look()


def _look() -> None:
    while upkeep.reckon():
        pass
    while upkeep.climb():
        pass


def _next_moment(after: dt.datetime) -> dt.datetime | None:
    """When a clock next fell due or told somebody, of those that are over."""
    due = select(CaseClock.due.label("at")).where(CaseClock.state == "running")
    telling = select(CaseClock.next_rung_at.label("at"))
    times = union_all(due, telling).subquery()
    over = (times.c.at > after, times.c.at <= now() - A_MINUTE)
    with reading():
        found: dt.datetime | None = db.session.scalar(select(func.min(times.c.at)).where(*over))
    return found
