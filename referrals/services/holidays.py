"""Bank holidays proclaimed late: kept as data, and every running clock counted again (R1, R22)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from referrals import effects, outbox, trail
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.errors import Invalid
from referrals.facts import bank_holidays
from referrals.models import BankHoliday, Case, CaseClock
from workflows.clocks.ladder import day_zero
from workflows.clocks.limits import Unit
from workflows.sharing import Tier
from workflows.working_time import (
    BANK_HOLIDAYS,
    PastTheTable,
    due_instant,
    is_known,
    nth_working_day,
)

RUNS = ("running", "paused")
BATCH = 50


@dataclass(frozen=True)
class Holiday:
    """A day that was added; `counted` once every clock that runs over it was counted again.

    `note` says so where the other bank holidays of its year are not known (R1).
    """

    day: dt.date
    name: str
    counted: bool
    note: str


def added() -> tuple[Holiday, ...]:
    """The days added since the rule book's table was written, earliest first."""
    with reading():
        rows = db.session.scalars(select(BankHoliday).order_by(BankHoliday.day)).all()
    extra = frozenset(row.day for row in rows)
    return tuple(
        Holiday(row.day, row.name, row.recounted_at is not None, _note(row.day, extra))
        for row in rows
    )


def past_the_table(day: dt.date) -> str:
    """What must be said of a day in a year whose bank holidays are not all known; else nothing."""
    with reading():
        return _note(day, bank_holidays())


def _note(day: dt.date, extra: frozenset[dt.date]) -> str:
    return "" if is_known(day.year, extra) else str(PastTheTable(day.year))


@act
def add(actor: Actor | None, day: dt.date, name: str) -> None:
    """Add a bank holiday of England and Wales; Invalid if it is known, or no day of work anyway.

    The clocks that run over it are counted again by `recount`, case by case.
    """
    if day in BANK_HOLIDAYS or db.session.get(BankHoliday, day) is not None:
        raise Invalid({"day": ["That day is a bank holiday already"]})
    db.session.add(BankHoliday(day=day, name=name, added_at=now()))
    after = {"day": day.isoformat(), "name": name}
    trail.changed(actor, "holiday.added", None, after=after)


def recount() -> int:
    """Count every running clock again over the days that were added; how many have moved.

    A worker that dies half-way is taken over by the next: a clock keeps its number of working
    days, so that counting it twice is counting it once.
    """
    with reading():
        waiting = select(BankHoliday.day).where(BankHoliday.recounted_at.is_(None))
        days = db.session.scalars(waiting).all()
    if not days:
        return 0
    moved, last = 0, 0
    while ids := _over(days, last):
        moved += sum(_recount(case_id) for case_id in ids)
        last = ids[-1]
    _done(days)
    return moved


def _over(days: Sequence[dt.date], last: int) -> Sequence[int]:
    """The next cases with a clock in working days that may run over one of these days."""
    until = due_instant(min(days))
    with reading():
        return db.session.scalars(
            select(Case.id)
            .join(CaseClock, CaseClock.case_id == Case.id)
            .where(CaseClock.state.in_(RUNS), CaseClock.days.is_not(None))
            .where(CaseClock.due >= until, Case.closed_at.is_(None), Case.id > last)
            .distinct()
            .order_by(Case.id)
            .limit(BATCH)
        ).all()


@act
def _recount(case_id: int) -> int:
    case = db.session.scalars(
        select(Case)
        .where(Case.id == case_id)
        .options(selectinload(Case.tracks))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    ).one()
    stamp, extra = now(), bank_holidays()
    moved = [row for row in _running(case_id, stamp) if _move(row, extra)]
    for row in moved:
        after = {"clock": row.key, "due": str(row.due_day)}
        trail.changed(None, "clock.recounted", case, tiers=(Tier.TASKS,), after=after)
    if moved:
        told = effects.receivers(case, "owner")
        outbox.promise("clock_recounted", case_id=case.id, user_ids=told)
        effects.settle(None, case, stamp)
    return len(moved)


def _running(case_id: int, at: dt.datetime) -> Sequence[CaseClock]:
    """What has passed stays passed (R22), whether or not it has been told so yet."""
    return db.session.scalars(
        select(CaseClock).where(
            CaseClock.case_id == case_id,
            CaseClock.state.in_(RUNS),
            CaseClock.unit == Unit.WORKING_DAYS.value,
            CaseClock.days.is_not(None),
            CaseClock.due >= at,
        )
    ).all()


def _move(row: CaseClock, extra: frozenset[dt.date]) -> bool:
    due = nth_working_day(day_zero(row.started), row.days or 0, extra)
    if due == row.due_day:
        return False
    row.due_day, row.due = due, due_instant(due)
    return True


@act
def _done(days: Sequence[dt.date]) -> None:
    db.session.execute(
        update(BankHoliday).where(BankHoliday.day.in_(days)).values(recounted_at=now())
    )
