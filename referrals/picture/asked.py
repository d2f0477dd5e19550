"""What a partner asked for and how it was answered, as they and the police on the case read it."""

from sqlalchemy import select

from referrals.db import db
from referrals.effects.sharing import left_out
from referrals.models import ItemAsked, Share, User
from referrals.views import AskedView
from workflows.items import BY_CODE
from workflows.shares import REASONS


def asked_for(share: Share) -> tuple[AskedView, ...]:
    """Everything asked for under one share, the newest first."""
    rows = db.session.execute(
        select(ItemAsked, User.name)
        .join(User, User.id == ItemAsked.asked_by_id)
        .where(ItemAsked.share_id == share.id)
        .order_by(ItemAsked.asked_at.desc())
    )
    left = left_out(share)
    return tuple(_view(row, name, share, left.get(row.item, "")) for row, name in rows)


def _view(row: ItemAsked, name: str, share: Share, left: str) -> AskedView:
    return AskedView(
        id=row.id,
        share=share.id,
        organisation=share.organisation.name,
        item=row.item,
        label=BY_CODE[row.item].label,
        state=row.state,
        why=row.why or "",
        asked_by=name,
        asked_at=row.asked_at,
        due=row.due,
        answered_at=row.answered_at,
        reason=REASONS.get(row.reason_code or left, ""),
    )
