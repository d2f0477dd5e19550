"""Which files of a case its reader may know of, wherever a page tells of one."""

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.models import Document, NrmReferral
from referrals.redaction import Holding
from referrals.views.form import Receipt


def may_know(row: Document, holding: Holding, actor: Actor) -> bool:
    """What they added, or what is of a tier they read in full; of a summary there is no file.

    A file may say whatever its tier holds: where one thing of it was left out, it is not there.
    """
    theirs = holding.reads_of_others(row.tier, free=True) and holding.whole(row.tier)
    return row.by_id == actor.user_id or theirs


def receipts(referral: NrmReferral, holding: Holding, actor: Actor) -> tuple[Receipt, ...]:
    """What the Home Office sent back for one referral, oldest first."""
    kept = select(Document).where(Document.referral_id == referral.id)
    rows = db.session.scalars(kept.order_by(Document.added_at, Document.id))
    return tuple(Receipt(row.id, row.added_at) for row in rows if may_know(row, holding, actor))
