"""What time alone does to accounts: those nobody uses are closed, and nothing they held waits."""

import datetime as dt

from sqlalchemy import func, select

from referrals import trail
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects import leaving, passing
from referrals.models import Leaving, User

DORMANT_AFTER = dt.timedelta(days=90)
URGENT_FOR = dt.timedelta(hours=24)


def suspend_dormant() -> int:
    """Close the accounts nobody has used for 90 days, but never the last administrator's."""
    used = func.coalesce(User.last_used_at, User.created_at)
    with reading():
        found = db.session.scalars(
            select(User.id).where(User.active, used < now() - DORMANT_AFTER).order_by(User.id)
        ).all()
    return sum(_suspend_dormant(user_id) for user_id in found)


@act
def _suspend_dormant(user_id: int) -> bool:
    user = db.session.scalars(select(User).where(User.id == user_id).with_for_update()).one()
    others = select(User.id).where(User.role == "system_admin", User.active, User.id != user.id)
    if user.role == "system_admin" and db.session.scalar(others.limit(1)) is None:
        return False
    leaving.suspend(None, user, "dormant", now())
    return True


def settle_urgent() -> int:
    """Give to the teams what no supervisor has given away in a day; nothing waits for ever."""
    late = (Leaving.done_at.is_(None), Leaving.closed_at < now() - URGENT_FOR)
    with reading():
        rows = [(row.id, row.user_id) for row in db.session.scalars(select(Leaving).where(*late))]
    for leaving_id, user_id in rows:
        with reading():
            cases = passing.work_of(user_id, now()).cases
        for case_id in cases:
            _pass_on(case_id, user_id)
        _done(leaving_id)
    return len(rows)


@act
def _done(leaving_id: str) -> None:
    row = db.session.get(Leaving, leaving_id)
    if row is not None:
        row.done_at = now()
        trail.changed(None, "leaving.settled", None, after={"user": row.user_id})


@act
def _pass_on(case_id: int, user_id: int) -> None:
    user = db.session.get_one(User, user_id)
    for case in passing.locked((case_id,)):
        passing.pass_on(None, case, user, None, now())
