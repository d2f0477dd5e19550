"""A share in words: to whom, for what, on what ground, and until when."""

from collections.abc import Iterable, Mapping

from referrals.effects.sharing import left_out
from referrals.models import Share
from referrals.picture.copies import copy_name
from referrals.picture.load import Rows
from referrals.redaction import Holding
from referrals.views import ShareView
from workflows.items import Item
from workflows.retention import copy_words
from workflows.shares import BASES, OVER, PURPOSES, never, offered
from workflows.sharing import Tier

LABELS: Mapping[str, str] = {choice.code: choice.label for choice in (*PURPOSES, *BASES)}


def share_view(share: Share, sender: str) -> ShareView:
    """One share, as the police on the case and its receiver may both read it."""
    kind = share.organisation.kind
    items = offered(kind)
    left = left_out(share)
    return ShareView(
        id=share.id,
        version=share.version,
        organisation=share.organisation.name,
        state=share.state,
        purpose=LABELS[share.purpose],
        legal_basis=LABELS[share.legal_basis],
        action=share.action or "",
        items=_labels(item for item in items if item.code not in left),
        withheld=_labels((*(item for item in items if item.code in left), *never(kind))),
        offered_at=share.offered_at,
        offered_by=sender,
        answered_at=share.answered_at,
        until=share.until,
        review_on=share.review_on,
        reason=OVER.get(share.reason_code or "", ""),
        outcome=share.outcome or "",
        copy=copy_name(share.id),
        copy_kept=copy_words(kind),
        ended_at=share.ended_at,
    )


def all_shares(rows: Rows, holding: Holding) -> tuple[ShareView, ...]:
    """Every share of the case, to whoever reads of the support that others give."""
    if not holding.reads(Tier.SUPPORT, free=True):
        return ()
    return tuple(share_view(row, rows.name(row.offered_by_id)) for row in rows.shares)


def own_share(rows: Rows, holding: Holding) -> ShareView | None:
    """The share by which this reader holds the case."""
    share = holding.share
    return share_view(share, rows.name(share.offered_by_id)) if share else None


def _labels(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(item.label for item in items)
