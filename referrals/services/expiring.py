"""An NRM draft nobody has sent or changed for 28 days: its answers are deleted, as on the form."""

import datetime as dt

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import selectinload

from referrals import effects, outbox, trail
from referrals.clock import LONDON, now, today
from referrals.db import act, db, reading
from referrals.models import Case, NrmReferral, NrmSection
from workflows.nrm_form import KEPT_DAYS
from workflows.sharing import Tier

BATCH = 50
HEADING = "NRM draft deleted: nobody had sent or changed it for 28 days"


def expire_nrm_drafts() -> int:
    """Delete the answers of every draft whose last day has passed; how many (one batch)."""
    with reading():
        ids = db.session.scalars(select(NrmReferral.id).where(*_over()).limit(BATCH)).all()
    for referral_id in ids:
        _expire(referral_id)
    return len(ids)


def _over() -> tuple[ColumnElement[bool], ...]:
    """The 28th day after the last change, in London, has ended."""
    first_kept = dt.datetime.combine(
        today() - dt.timedelta(days=KEPT_DAYS), dt.time(), LONDON
    ).astimezone(dt.UTC)
    return (
        NrmReferral.submitted_at.is_(None),
        NrmReferral.expired_at.is_(None),
        NrmReferral.updated_at < first_kept,
    )


@act
def _expire(referral_id: str) -> None:
    """What is left says that there was a draft and when, and holds none of its answers."""
    case = db.session.scalars(
        select(Case)
        .join(NrmReferral, NrmReferral.case_id == Case.id)
        .where(NrmReferral.id == referral_id, *_over())
        .options(selectinload(Case.tracks))
        .with_for_update(of=Case)
    ).one_or_none()
    if case is None:
        return
    stamp = now()
    sections = NrmSection.referral_id == referral_id
    count = db.session.scalar(select(func.count()).select_from(NrmSection).where(sections))
    db.session.execute(delete(NrmSection).where(sections))
    referral = db.session.get_one(NrmReferral, referral_id)
    referral.expired_at = stamp
    db.session.add(
        effects.happened(None, case, "draft_expired", HEADING, tier=Tier.NRM_DECISION, at=stamp)
    )
    trail.changed(
        None,
        "nrm.expired",
        case,
        operation="erasure",
        tiers=(Tier.NRM_DECISION,),
        after={"sections": count},
        reason_code="draft_expired",
    )
    outbox.promise("draft_deleted", case_id=case.id, team_id=case.lead_team_id)
    effects.settle(None, case, stamp)
