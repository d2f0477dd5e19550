"""The NRM referral in hand: its answers over all sections, and how many are still missing."""

import json

from sqlalchemy import select

from referrals.db import db
from referrals.models import Case, NrmReferral, NrmSection
from workflows.facts import CaseFacts
from workflows.nrm_form import missing

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


def count_missing(case: Case, facts: CaseFacts) -> None:
    """Keep how many required answers the branch of the form still lacks (G5)."""
    if facts.state("nrm") in OPEN:
        answers = answers_of(latest_referral(case.id))
        case.nrm_missing = len(missing(answers, facts))
