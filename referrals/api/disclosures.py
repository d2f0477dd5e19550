"""Who has been told what of one person, why and since when."""

from typing import Any

from referrals.access import Verb
from referrals.api.door import Door, gives
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped
from referrals.services import disclosures
from referrals.services.disclosures import Ledger

bp = Door("disclosures", "/api/cases/<ref:reference>/disclosures", "Who was told what")


@bp.get("")
@needs(Verb.SHARE)
@gives(described(Ledger))
def show(reference: str) -> Any:
    """Everything told of this person, to whom, on what ground and by whose decision."""
    return dumped(disclosures.ledger(current_actor(), reference))
