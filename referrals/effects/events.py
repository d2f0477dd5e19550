"""Events: one that is neither a move nor a record of the rule book, and who wrote the last."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db
from referrals.models import Case, Event
from workflows.sharing import Tier

LONGEST_HEADING = 200


def happened(
    actor: Actor | None,
    case: Case,
    kind: str,
    heading: str,
    *,
    tier: Tier = Tier.TASKS,
    at: dt.datetime | None = None,
) -> Event:
    """Something done just now, or `at`, by somebody or by time alone; the caller adds the rest."""
    stamp = at or now()
    return Event(
        case_id=case.id,
        kind=kind,
        at=stamp,
        recorded_at=stamp,
        by_id=actor.user_id if actor else None,
        organisation_id=actor.organisation_id if actor else None,
        heading=heading[:LONGEST_HEADING],
        detail={},
        tier=tier,
        rulebook=case.rulebook,
    )


def who_last(case: Case, kind: str) -> Sequence[int]:
    """Whoever wrote the last event of a kind down, by number; nobody, where there is none."""
    written = select(Event.by_id).where(Event.case_id == case.id, Event.kind == kind)
    last = db.session.scalars(written.order_by(Event.recorded_at.desc(), Event.id.desc()).limit(1))
    return [user_id for user_id in last if user_id is not None]
