"""What a board is told of its area."""

from typing import Any

from referrals.access import Verb
from referrals.api.door import Door, gives
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped
from referrals.schemas.api_asks import Covering
from referrals.services import figures
from referrals.services.figures import Figures

bp = Door("figures", "/api/reports", "Figures for boards")


@bp.get("/board")
@needs(Verb.LIST)
@bp.arguments(Covering, location="query")
@gives(described(Figures))
def board(given: dict[str, Any]) -> Any:
    """Counts of the board's own area; null in place of one that could point at somebody."""
    return dumped(figures.figures(current_actor(), given["period"], given["area"]))
