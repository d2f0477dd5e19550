"""An event that is neither a move nor a record of the rule book."""

import datetime as dt

from referrals.actor import Actor
from referrals.clock import now
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
