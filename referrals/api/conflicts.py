"""Conflicts of interest that leave nobody to answer for a case, decided by another supervisor."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, body, key
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import overseeing as asks
from referrals.schemas.api import several
from referrals.schemas.api_answers import Done, listed
from referrals.schemas.api_asks import Colleague
from referrals.schemas.questions import json_schema
from referrals.services import conflict_reviews
from referrals.services.conflict_reviews import WaitingConflict

bp = Door("conflicts", "/api/conflicts", "Conflicts of interest to decide")


@bp.get("")
@needs(Verb.SIGNED_IN)
@gives(listed(WaitingConflict, "WaitingConflicts"))
def waiting() -> Any:
    """The conflicts that leave nobody to answer for a case of your organisation."""
    return {"items": several(conflict_reviews.waiting(current_actor())), "next": None}


@bp.post("/<int(max=2147483647):conflict>")
@needs(Verb.SIGNED_IN)
@takes(json_schema(asks.DECIDE_CONFLICT, "ConflictDecided"))
@carries("key")
@gives(Done)
def decide(conflict: int) -> Any:
    """Lift it, or confirm it and have somebody else answer for the case."""
    given = answers(asks.DECIDE_CONFLICT)
    said = (str(given["answer"]), str(given["words"]))
    return conflict_reviews.decide(current_actor(), conflict, *said, key=key())


@bp.post("/<int(max=2147483647):conflict>/ask")
@needs(Verb.SIGNED_IN)
@takes(Colleague)
@carries("key")
@gives(Done)
def ask_somebody(conflict: int) -> Any:
    """Ask one of the deciders, where nobody who is named on a restricted case may decide."""
    user_id = Colleague().load(body())["user"]
    return conflict_reviews.ask(current_actor(), conflict, user_id, key=key())
