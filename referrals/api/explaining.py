"""The rule book asked about a case that need not exist."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import body
from referrals.api.door import Door, gives, takes
from referrals.errors import Invalid
from referrals.gate import needs
from referrals.schemas.api_asks import Explained, Facts
from workflows.explain import BadFacts, explain, from_json

bp = Door("explain", "/api", "The rule book")

MOST_EVENTS = 200


@bp.post("/explain")
@needs(Verb.SIGNED_IN)
@takes(Facts)
@gives(Explained)
def ask() -> Any:
    """Route, stage, moves, clocks and readers of a case told as facts, as the command answers."""
    document = body()
    _refuse_long(document.get("events"))
    try:
        facts, mover = from_json(document)
    except BadFacts as fault:
        raise Invalid({fault.key: [str(fault)]}) from fault
    return explain(facts, mover)


def _refuse_long(events: object) -> None:
    """Each event is weighed against the others: beyond what a case ever holds, that takes long."""
    if isinstance(events, list) and len(events) > MOST_EVENTS:
        raise Invalid({"events": [f"There can be {MOST_EVENTS} events at most"]})
