"""The NRM referral: its answers over all sections, what they lack and where they contradict."""

import datetime as dt
import json

from sqlalchemy import select

from referrals import trail
from referrals.actor import Actor
from referrals.db import db
from referrals.models import Case, NrmReferral, NrmSection
from workflows.facts import CaseFacts
from workflows.nrm_form import contradictions, gaps
from workflows.sharing import Tier

OPEN = frozenset({"draft", "ready"})


def latest_referral(case_id: int) -> NrmReferral | None:
    """The attempt in hand, or the last one made."""
    return db.session.scalars(
        select(NrmReferral)
        .where(NrmReferral.case_id == case_id)
        .order_by(NrmReferral.attempt.desc())
    ).first()


def answers_of(referral: NrmReferral | None) -> dict[str, object]:
    """Every answer given so far, over all sections."""
    if referral is None:
        return {}
    found: dict[str, object] = {}
    rows = select(NrmSection).where(NrmSection.referral_id == referral.id)
    for row in db.session.scalars(rows):
        found |= loaded(row.answers)
    return found


def loaded(text: str | None) -> dict[str, object]:
    """The answers of one section as they were kept."""
    return dict(json.loads(text)) if text else {}


def sent_referral(case_id: int) -> NrmReferral | None:
    """The last attempt that was sent, as it was sent; a draft since then is nobody else's."""
    return db.session.scalars(
        select(NrmReferral)
        .where(NrmReferral.case_id == case_id, NrmReferral.submitted_at.is_not(None))
        .order_by(NrmReferral.attempt.desc())
    ).first()


def in_hand(case_id: int, at: dt.datetime) -> NrmReferral:
    """The attempt that is written in; a new one when the last was sent or has expired."""
    latest = latest_referral(case_id)
    if latest is not None and latest.submitted_at is None and latest.expired_at is None:
        return latest
    attempt = latest.attempt + 1 if latest else 1
    begun = NrmReferral(case_id=case_id, attempt=attempt, started_at=at, updated_at=at)
    db.session.add(begun)
    db.session.flush()
    return begun


def check_form(actor: Actor | None, case: Case, facts: CaseFacts) -> None:
    """Keep what the form still lacks (G5) and where it contradicts itself or the case."""
    if facts.state("nrm") not in OPEN:
        return
    answers = answers_of(latest_referral(case.id))
    before = list(case.nrm_differs or ())
    case.nrm_gaps = list(gaps(answers, facts))
    case.nrm_missing = len(case.nrm_gaps)
    case.nrm_differs = [row.code for row in contradictions(answers, facts)]
    if before != case.nrm_differs:
        trail.changed(
            actor,
            "nrm.differs",
            case,
            tiers=(Tier.NRM_DECISION,),
            before={"differs": before},
            after={"differs": case.nrm_differs},
        )
