"""A partner's copy in words: what it is of, by when it goes, and where that stands."""

import datetime as dt

from referrals.clock import today
from referrals.models import PartnerCopy
from referrals.views.copies import CopyView
from workflows.ledger import REASONS, said
from workflows.retention import COPY_WARNED_DAYS

WHAT = {"share": "What was shared with you", "release": "Intelligence released in agreed words"}


def copy_name(source_id: str) -> str:
    """What a copy is called: it names no case, and nobody learns of one by it."""
    return f"COPY-{source_id[:8].upper()}"


def copy_view(row: PartnerCopy) -> CopyView:
    return CopyView(
        id=row.id,
        name=copy_name(row.source_id),
        organisation=row.organisation.name,
        what=WHAT[row.source],
        purpose=said(REASONS, row.purpose),
        since=row.since,
        until=row.until,
        dispose_by=row.dispose_by,
        stands=stands(row),
        why=row.why or "",
        answered_at=row.answered_at,
    )


def stands(row: PartnerCopy) -> str:
    """held, kept, due once its day is near, late once it is past, or gone."""
    if row.gone_at is not None:
        return "gone"
    if row.held:
        return "held"
    if today() > row.dispose_by:
        return "late"
    near = row.dispose_by - dt.timedelta(days=COPY_WARNED_DAYS)
    return "due" if today() >= near else "kept"
