"""What a partner asked for and how it was answered, as they and the police on the case read it."""

from referrals.effects.sharing import left_out
from referrals.models import ItemAsked, Share
from referrals.views import AskedView
from workflows.items import BY_CODE
from workflows.shares import REASONS


def asked_for(share: Share) -> tuple[AskedView, ...]:
    """Everything asked for under one share, the newest first."""
    left = left_out(share)
    return tuple(_view(row, share, left.get(row.item, "")) for row in share.asked)


def _view(row: ItemAsked, share: Share, left: str) -> AskedView:
    return AskedView(
        id=row.id,
        share=share.id,
        organisation=share.organisation.name,
        item=row.item,
        label=BY_CODE[row.item].label,
        state=row.state,
        why=row.why or "",
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        due=row.due,
        answered_at=row.answered_at,
        reason=REASONS.get(row.reason_code or left, ""),
    )
