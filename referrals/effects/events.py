"""An event that is neither a move nor a record of the rule book."""

from referrals.actor import Actor
from referrals.clock import now
from referrals.models import Case, Event
from workflows.sharing import Tier

LONGEST_HEADING = 200


def happened(actor: Actor, case: Case, kind: str, heading: str) -> Event:
    """Something done just now, under the tier of tasks; the caller adds what it keeps."""
    stamp = now()
    return Event(
        case_id=case.id,
        kind=kind,
        at=stamp,
        recorded_at=stamp,
        by_id=actor.user_id,
        organisation_id=actor.organisation_id,
        heading=heading[:LONGEST_HEADING],
        detail={},
        tier=Tier.TASKS,
        rulebook=case.rulebook,
    )
