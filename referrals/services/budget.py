"""How often one person may open cases in an hour, or try them in vain; copies in a day (RL1)."""

import datetime as dt
import math

from sqlalchemy import and_, bindparam, case, func, select

from referrals import outbox, trail
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.db import MOMENT, act, db, reading
from referrals.effects.opening import auditors
from referrals.errors import Throttled
from referrals.models import LookFinding, TrailRead
from workflows.looking import HARD_AN_HOUR, MISSES_AN_HOUR, SOFT_AN_HOUR

HOUR = dt.timedelta(hours=1)
MISSED = and_(
    TrailRead.operation == "refusal", TrailRead.reason_code == "not_found", TrailRead.cases != ""
)
SPENT = select(
    func.count(case((trail.of_one_case(), 1))),
    func.count(case((MISSED, TrailRead.cases)).distinct()),
    func.coalesce(func.min(TrailRead.at), MOMENT),
).where(TrailRead.actor_id == bindparam("user"), TrailRead.at > bindparam("since"))


def admit(actor: Actor) -> None:
    """Let somebody ask for a case, unless they have had this hour's worth: then 429 for them all.

    What is there and what is not are refused alike, so that a walk learns nothing more.
    """
    views, misses, since = _spent(actor)
    if misses >= MISSES_AN_HOUR:
        _report(actor, "walk", misses)
    elif views >= SOFT_AN_HOUR:
        _report(actor, "many_views", views)
    if misses >= MISSES_AN_HOUR or views >= HARD_AN_HOUR:
        raise Throttled(max(1, math.ceil((since + HOUR - now()).total_seconds())))


def _spent(actor: Actor) -> tuple[int, int, dt.datetime]:
    """Views, different references that were not there, and since when, within the hour."""
    asked = {"user": actor.user_id, "since": now() - HOUR}
    with reading():
        views, misses, since = db.session.execute(SPENT, asked).one()
    return views, misses, since


def _report(actor: Actor, rule: str, number: int) -> None:
    """Tell the auditors once a day of each person and rule."""
    here = {"rule": rule, "day": today(), "user_id": actor.user_id}
    with reading():
        known = db.session.scalar(select(LookFinding.id).filter_by(**here))
    if known is None:
        _keep(actor, here, number)


@act
def _keep(actor: Actor, here: dict[str, object], number: int) -> None:
    db.session.add(LookFinding(**here, number=number, found_at=now()))
    outbox.promise("unusual_viewing", user_ids=auditors())
    trail.changed(actor, "looks.many", None, reason_code=str(here["rule"]))
