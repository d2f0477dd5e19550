"""Intelligence as it was released: the agreed words, to the reader they were agreed for."""

from sqlalchemy import or_, select

from referrals.actor import Actor
from referrals.db import db
from referrals.models import Case, Release
from referrals.picture.copies import copy_name
from referrals.redaction import Holding
from referrals.views import ReleasedView
from workflows.eras import submitted_on
from workflows.facts import CaseFacts
from workflows.releases import RECEIVING

AUTHORITY = "competent_authority"


def released(
    actor: Actor, case: Case, facts: CaseFacts, holding: Holding
) -> tuple[ReleasedView, ...]:
    """What this reader was released of this case; nothing to roles that never are (rule 4)."""
    if actor.role not in RECEIVING | {AUTHORITY} or not holding.levels:
        return ()
    mine = Release.organisation_id == actor.organisation_id
    sent = actor.role == AUTHORITY and submitted_on(facts) is not None
    form = Release.organisation_id.is_(None) if sent else None
    rows = db.session.scalars(
        select(Release)
        .where(Release.case_id == case.id, Release.state == "approved")
        .where(mine if form is None else or_(mine, form))
        .order_by(Release.decided_at, Release.id)
    )
    return tuple(
        ReleasedView(row.decided_at or row.asked_at, row.wording or "", copy_name(row.id))
        for row in rows
    )
