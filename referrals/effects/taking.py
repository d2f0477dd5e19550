"""How many copies one person takes out of the service in a day (RL1)."""

import datetime as dt
import math

from sqlalchemy import func, select

from referrals.actor import Actor
from referrals.clock import LONDON, now, today
from referrals.db import db
from referrals.errors import Throttled
from referrals.models import TrailChange
from workflows.looking import EXPORTS_A_DAY


def refuse_more(actor: Actor, act: str) -> None:
    """Throttled until midnight once somebody has taken this day's worth of copies by an act."""
    begins, ends = (
        dt.datetime.combine(today() + dt.timedelta(days=days), dt.time(), LONDON) for days in (0, 1)
    )
    made = db.session.scalar(
        select(func.count()).where(
            TrailChange.actor_id == actor.user_id,
            TrailChange.act == act,
            TrailChange.at >= begins,
        )
    )
    if (made or 0) >= EXPORTS_A_DAY:
        raise Throttled(math.ceil((ends - now()).total_seconds()))
