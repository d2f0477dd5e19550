"""By which grants an auditor reads a case: of what, by whom, why and until when."""

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.models import Case, Opening, User
from referrals.views import GrantView
from workflows.oversight import GRANT_REASONS, GRANTED, label_of
from workflows.sharing import Tier


def own_grants(actor: Actor, case: Case) -> tuple[GrantView, ...]:
    """Those of this reader that are in force, the newest first; nobody but an auditor has one."""
    if not actor.audits:
        return ()
    rows = db.session.execute(
        select(Opening, User.name)
        .join(User, User.id == Opening.given_by_id)
        .where(Opening.case_id == case.id, Opening.kind == "grant", Opening.runs)
        .where(Opening.user_id == actor.user_id)
        .order_by(Opening.since.desc(), Opening.id)
    )
    return tuple(
        GrantView(
            tiers=tuple(GRANTED[Tier(tier)] for tier in row.tiers),
            given_by=name,
            reason=label_of(GRANT_REASONS, row.reason_code),
            words=row.words or "",
            until=row.until,
        )
        for row, name in rows
    )
