"""The rule book asked about a case that need not exist."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import body
from referrals.api.door import Door, gives, takes
from referrals.gate import needs
from referrals.schemas.api_answers import Explained
from referrals.schemas.api_asks import Facts
from referrals.services import trying

bp = Door("explain", "/api", "The rule book")


@bp.post("/explain")
@needs(Verb.SIGNED_IN)
@takes(Facts)
@gives(Explained)
def ask() -> Any:
    """Route, stage, moves, clocks and readers of a case told as facts, as the command answers."""
    return trying.explained(body())
