"""What time alone changes: clocks that fall due or climb, and a child who turns 18 (R9)."""

import datetime as dt

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from referrals import effects, trail
from referrals.clock import now, today
from referrals.db import act, db, reading
from referrals.facts import bank_holidays, facts_of
from referrals.models import Case, CaseClock
from workflows.clocks import TURNING_18, kept_by_its_day
from workflows.sharing import Tier

BATCH = 50


def reckon() -> int:
    """Read the rules again on every open case with a clock that has fallen due; how many."""
    birthday_begun = and_(CaseClock.code == TURNING_18, CaseClock.due_day <= today())
    fallen = or_(CaseClock.due < now(), birthday_begun)
    due = (CaseClock.state == "running", fallen, Case.closed_at.is_(None))
    with reading():
        found = select(Case.id).join(CaseClock, CaseClock.case_id == Case.id).where(*due)
        ids = db.session.scalars(found.distinct().limit(BATCH)).all()
    for case_id in ids:
        _reckon(case_id)
    return len(ids)


def climb() -> int:
    """Tell whoever must be told of clocks near their end or past it; how many cases."""
    due = (CaseClock.next_rung_at <= now(), Case.closed_at.is_(None))
    with reading():
        found = select(Case.id).join(CaseClock, CaseClock.case_id == Case.id).where(*due)
        ids = db.session.scalars(found.distinct().limit(BATCH)).all()
    for case_id in ids:
        _climb(case_id)
    return len(ids)


@act
def _climb(case_id: int) -> None:
    """The case is locked first, so that of two workers one tells and the other finds it told."""
    case, stamp, extra = _locked(case_id), now(), bank_holidays()
    reached = select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.next_rung_at <= stamp)
    for row in db.session.scalars(reached.order_by(CaseClock.due)).all():
        rungs = effects.climb(case, row, stamp, extra)
        if rungs:
            after = {"clock": row.key, "rungs": rungs}
            trail.changed(None, "clock.escalated", case, tiers=(Tier.TASKS,), after=after)


def _locked(case_id: int) -> Case:
    return db.session.scalars(
        select(Case)
        .where(Case.id == case_id)
        .options(selectinload(Case.tracks))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    ).one()


@act
def _reckon(case_id: int) -> None:
    case, stamp = _locked(case_id), now()
    late = _late(case, stamp)
    effects.turn_18(case, facts_of(case, None, stamp), stamp)
    effects.settle(None, case, stamp)
    for clock in late:
        trail.changed(None, "clock.due", case, tiers=(Tier.TASKS,), after={"clock": clock})


def _late(case: Case, at: dt.datetime) -> list[str]:
    """The limits that have just passed unanswered; a minimum and an alert are never late."""
    rows = db.session.scalars(
        select(CaseClock).where(
            CaseClock.case_id == case.id, CaseClock.state == "running", CaseClock.due < at
        )
    )
    return [row.key for row in rows if not kept_by_its_day(row.code, row.kind)]
