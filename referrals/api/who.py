"""Who can see a case: why a named person can or cannot, and whom a conflict keeps from it."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import overseeing as asks
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import Done
from referrals.schemas.api_asks import MOST_ID
from referrals.schemas.questions import json_schema
from referrals.services import conflicts, entitlement
from referrals.services.conflicts import KnownConflicts
from referrals.services.entitlement import AccessAnswer

bp = Door("who", "/api/cases/<ref:reference>", "Who can see a case")


@bp.post("/access")
@needs(Verb.AUDIT)
@takes(json_schema(asks.WHO, "WhoseAccess"))
@gives(described(AccessAnswer))
def explain(reference: str) -> Any:
    """Why this person can or cannot see the case: every rule, and what would change it."""
    email = str(answers(asks.WHO)["email"])
    return dumped(entitlement.explain(current_actor(), reference, email))


@bp.get("/conflicts")
@needs(Verb.MOVE)
@gives(described(KnownConflicts))
def known(reference: str) -> Any:
    """Whom a conflict of interest keeps from the case."""
    return dumped(conflicts.conflicts(current_actor(), reference))


@bp.post("/conflicts")
@needs(Verb.MOVE)
@takes(json_schema(asks.CONFLICT, "NewConflict"))
@carries("key")
@gives(Done)
def record(reference: str) -> Any:
    """A colleague knows somebody in the case."""
    given = answers(asks.CONFLICT)
    told = (str(given["email"]), str(given["reason"]))
    return conflicts.record(current_actor(), reference, *told, key=key())


@bp.post("/conflicts/lift")
@needs(Verb.MOVE)
@takes(json_schema(asks.LIFT_BY_API, "ConflictLifted"))
@carries("key")
@gives(Done)
def lift(reference: str) -> Any:
    """There is no conflict, or none any more."""
    given = answers(asks.LIFT_BY_API)
    user = min(int(given["user"]), MOST_ID)
    return conflicts.lift(current_actor(), reference, user, str(given["lifted"]), key=key())
