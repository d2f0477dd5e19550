"""A share in words: to whom, for what, on what ground, and until when."""

from collections.abc import Iterable, Mapping

from referrals.models import Share
from referrals.views import ShareView
from workflows.shares import BASES, NAMES, OVER, PURPOSES
from workflows.sharing import Tier

LABELS: Mapping[str, str] = {choice.code: choice.label for choice in (*PURPOSES, *BASES)}


def share_view(share: Share, sender: str) -> ShareView:
    """One share, as the police on the case and its receiver may both read it."""
    return ShareView(
        id=share.id,
        version=share.version,
        organisation=share.organisation.name,
        state=share.state,
        purpose=LABELS[share.purpose],
        legal_basis=LABELS[share.legal_basis],
        action=share.action or "",
        tiers=_named(share.tiers),
        withheld=_named(share.withheld),
        offered_at=share.offered_at,
        offered_by=sender,
        answered_at=share.answered_at,
        until=share.until,
        reason=OVER.get(share.reason_code or "", ""),
        outcome=share.outcome or "",
    )


def _named(tiers: Iterable[str]) -> tuple[str, ...]:
    return tuple(NAMES[Tier(tier)] for tier in tiers)
