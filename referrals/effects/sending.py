"""What starting and sending a referral or a notice changes beside its track."""

import datetime as dt
import json
from collections.abc import Callable

from sqlalchemy import select

from referrals import outbox
from referrals.actor import Actor
from referrals.clock import local
from referrals.db import db
from referrals.effects.answers import Answered
from referrals.effects.leading import assign, end, stands
from referrals.effects.ledger import Ground, What, digest_of, disclosed
from referrals.effects.referral import answers_of, in_hand, latest_referral, sent_referral
from referrals.effects.releasing import tell_with_the_form
from referrals.facts import facts_of
from referrals.models import Case, NrmReferral, NrmSection, Organisation
from workflows import eras
from workflows.exports import basis
from workflows.facts import CaseFacts
from workflows.nrm_form import AGAIN_AFTER_NOTICE, as_kept, text_of, to_send
from workflows.sharing import Tier

NOTICE, REFERRAL = "dtn", "nrm"


def drafted(actor: Actor, case: Case, answered: Answered) -> None:
    """Each attempt is its own referral; an earlier one that was sent stays as it was.

    An adult who agrees after a notice is not asked all of it again.
    """
    before = latest_referral(case.id)
    begun = in_hand(case.id, answered.recorded_at)
    if before is not None and before.kind == NOTICE and before is not begun:
        _carry_over(before, begun)


def _carry_over(before: NrmReferral, begun: NrmReferral) -> None:
    rows = select(NrmSection).where(
        NrmSection.referral_id == before.id, NrmSection.section.not_in(AGAIN_AFTER_NOTICE)
    )
    for row in db.session.scalars(rows).all():
        copy = NrmSection(
            referral_id=begun.id,
            section=row.section,
            version=1,
            updated_at=begun.updated_at,
            updated_by_id=row.updated_by_id,
        )
        db.session.add(copy)
        db.session.flush()
        copy.answers = row.answers


def submitted(actor: Actor, case: Case, answered: Answered) -> None:
    """The competent authority that must decide holds the case from now on."""
    _sent(actor, case, answered, REFERRAL)


def notified(actor: Actor, case: Case, answered: Answered) -> None:
    """The authority holds what the notice says and nothing else of the case (s52, R18)."""
    _sent(actor, case, answered, NOTICE)


def _sent(actor: Actor, case: Case, answered: Answered, kind: str) -> None:
    db.session.flush()
    facts = facts_of(case, actor, answered.recorded_at)
    referral = in_hand(case.id, answered.recorded_at)
    code = eras.decider(facts, local(answered.at).date())
    referral.kind, referral.competent_authority = kind, code
    referral.submitted_at, referral.updated_at = answered.at, answered.recorded_at
    referral.sent_by_id = actor.user_id
    referral.sent = json.dumps(as_kept(to_send(answers_of(referral), facts)))
    referral.home_office_reference = answered.said.get("home_office_reference")
    _goes_to(actor, case, referral, facts, answered.recorded_at)


def allocated_to(code: str) -> Callable[[Actor, Case, Answered], None]:
    """The Home Office gives a referral to the authority of this code, which is told (R21)."""

    def allocated(actor: Actor, case: Case, answered: Answered) -> None:
        referral = sent_referral(case.id)
        if referral is None:
            return
        referral.competent_authority = code
        at = answered.recorded_at
        authority = _goes_to(actor, case, referral, facts_of(case, actor, at), at)
        outbox.promise("nrm_allocated", case_id=case.id, organisation_id=authority)

    return allocated


def _goes_to(
    actor: Actor, case: Case, referral: NrmReferral, facts: CaseFacts, at: dt.datetime
) -> int | None:
    """Whoever decides it holds the case from now on, and nobody who did before (section e).

    One that does not use the service holds nothing here, and was told all the same.
    """
    authority, kind = authority_of(case), referral.kind
    to = authority or str(referral.competent_authority)
    if authority is None or not stands(case, "authority", organisation_id=authority):
        end(case, "authority", at)
    if authority is not None:
        assign(case, "authority", at, organisation_id=authority)
    disclosed(
        case.id,
        to,
        Ground(kind, kind, basis(facts, kind), actor.user_id),
        _what(case, referral),
        at=at,
        occasion=f"{kind}:{referral.id}:{to}",
    )
    if kind == REFERRAL:
        tell_with_the_form(case, to, at)
    return authority


def authority_of(case: Case) -> int | None:
    """The organisation that decides on what was last sent, if it uses the service."""
    referral = sent_referral(case.id)
    code = referral.competent_authority if referral else None
    return db.session.scalar(select(Organisation.id).where(Organisation.code == code))


def _what(case: Case, referral: NrmReferral) -> What:
    """What was sent, with a hash of it as the pack says it."""
    parts = json.loads(referral.sent or "[]")
    said = [
        (part["label"], [(line["label"], line["text"], line["missing"]) for line in part["lines"]])
        for part in parts
    ]
    tiers = {line["tier"] for part in parts for line in part["lines"]}
    return What(
        tuple(sorted(tiers)) or (Tier.NRM_DECISION.value,),
        tuple(part["code"] for part in parts),
        digest_of(text_of(said, case.reference).encode()),
    )
