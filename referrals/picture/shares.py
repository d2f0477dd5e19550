"""A share in words: to whom, for what, on what ground, and until when."""

from collections.abc import Mapping

from referrals.models import Share
from referrals.views import ShareView
from workflows.shares import BASES, DECLINE_REASONS, PURPOSES

LABELS: Mapping[str, str] = {
    choice.code: choice.label for choice in (*PURPOSES, *BASES, *DECLINE_REASONS)
}
TIERS = {
    "identity": "Who they are",
    "contact": "Safe ways to contact them",
    "allegation": "What is thought to have happened",
    "intelligence": "Intelligence",
    "medical": "Health",
    "interview": "Interviews",
    "nrm_decision": "NRM decisions",
    "safeguarding": "Safeguarding",
    "support": "Support",
    "tasks": "Tasks",
    "audit": "Who has seen this",
}
"""What each tier is called where people choose or read it."""


def share_view(share: Share, sender: str) -> ShareView:
    """One share, as the police on the case and its receiver may both read it."""
    return ShareView(
        id=share.id,
        version=share.version,
        organisation=share.organisation.name,
        state=share.state,
        purpose=LABELS.get(share.purpose, share.purpose),
        legal_basis=LABELS.get(share.legal_basis, share.legal_basis),
        action=share.action or "",
        tiers=tuple(TIERS[tier] for tier in share.tiers),
        withheld=tuple(TIERS[tier] for tier in share.withheld),
        offered_at=share.offered_at,
        offered_by=sender,
        answered_at=share.answered_at,
        until=share.until,
        reason=LABELS.get(share.reason_code or "", share.reason_code or ""),
        outcome=share.outcome or "",
    )
