"""How many copies one person takes out of the service in a day (RL1)."""

import datetime as dt
import math
from collections.abc import Iterable

from sqlalchemy import func, select

from referrals.actor import Actor
from referrals.clock import LONDON, now, today
from referrals.db import db
from referrals.errors import Throttled
from referrals.models import TrailChange, User
from referrals.words import london_date
from workflows.looking import EXPORTS_A_DAY

SPENT = (
    f"You have taken the {EXPORTS_A_DAY} copies that one person takes in a day. You can take more "
    "from midnight, on {}"
)
OF_CASES = ("export.taken", "pack.taken")
"""Copies of cases count together: a file, a printed form and a meeting pack leave alike."""
OF_THE_RECORD = ("audit.exported",)


def refuse_more(actor: Actor, acts: Iterable[str]) -> None:
    """Throttled until midnight once somebody has taken this day's worth of copies by these acts.

    Two that one person takes in one moment, of two cases, are counted one after the other.
    """
    one_by_one = select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True)
    db.session.execute(one_by_one)
    begins, ends = (
        dt.datetime.combine(today() + dt.timedelta(days=days), dt.time(), LONDON) for days in (0, 1)
    )
    made = db.session.scalar(
        select(func.count()).where(
            TrailChange.actor_id == actor.user_id,
            TrailChange.act.in_(acts),
            TrailChange.at >= begins,
        )
    )
    if (made or 0) >= EXPORTS_A_DAY:
        raise Throttled(math.ceil((ends - now()).total_seconds()), SPENT.format(london_date(ends)))
