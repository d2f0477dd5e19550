"""The receiver's side of a share: accept it, decline it, say what was done (decision 9, S47)."""

import datetime as dt
import hashlib
import json

from referrals import access, once, picture, redaction
from referrals.access import SHARED, Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db
from referrals.effects import judged_mover
from referrals.effects.shares import advance, share_of, write_down
from referrals.errors import Conflict, Invalid
from referrals.facts import facts_of
from referrals.models import Case, Disclosure, Share
from referrals.views import CaseView
from workflows.shares import DECLINE_REASONS

DECLINE_CODES = frozenset(choice.code for choice in DECLINE_REASONS)


@act
def accept(
    actor: Actor, reference: str, share_id: str, *, version: int, key: str | None = None
) -> dict[str, object]:
    """Take a case on: its content from now on, and one row in the ledger of what that is."""

    def do() -> dict[str, object]:
        at = now()
        case, share = _own(actor, reference, share_id)
        advance(share, version, "offered", "accepted")
        share.answered_at, share.answered_by_id = at, actor.user_id
        db.session.flush()
        db.session.add(_ledger(case, share, _as_received(actor, case, at), at))
        write_down(actor, case, share, "accepted", at=at)
        return _result(case, share)

    return once.only(actor.user_id, key, f"{reference}/sharing/{share_id}/accept", version, do)


@act
def decline(
    actor: Actor,
    reference: str,
    share_id: str,
    reason: str,
    *,
    version: int,
    key: str | None = None,
) -> dict[str, object]:
    """Say no, with a coded reason; from then on the case does not exist for this organisation."""

    def do() -> dict[str, object]:
        at = now()
        case, share = _own(actor, reference, share_id)
        if reason not in DECLINE_CODES:
            raise Invalid({"reason": ["Say why you cannot take this on"]})
        advance(share, version, "offered", "declined")
        share.answered_at, share.answered_by_id = at, actor.user_id
        share.reason_code = reason
        write_down(actor, case, share, "declined", at=at)
        return _result(case, share)

    body = [version, reason]
    return once.only(actor.user_id, key, f"{reference}/sharing/{share_id}/decline", body, do)


@act
def record_outcome(
    actor: Actor,
    reference: str,
    share_id: str,
    outcome: str,
    *,
    version: int,
    key: str | None = None,
) -> dict[str, object]:
    """Write down what was done with what was shared; the police on the case read it (S47)."""

    def do() -> dict[str, object]:
        case, share = _own(actor, reference, share_id)
        if not outcome.strip():
            raise Invalid({"outcome": ["Say what was done"]})
        advance(share, version, "accepted", "accepted")
        share.outcome = outcome
        write_down(actor, case, share, "outcome", at=now())
        return _result(case, share)

    body = [version, outcome]
    return once.only(actor.user_id, key, f"{reference}/sharing/{share_id}/outcome", body, do)


def digest_of(view: CaseView) -> str:
    """A hash of what a reader is shown of a person, so that it can be proved later."""
    heading = (view.initials, view.who, view.name, view.exploitation, view.because)
    shown = [value if isinstance(value, str) else None for value in heading]
    items = [(fact.key, fact.value) for fact in view.summary if isinstance(fact.value, str)]
    return hashlib.sha256(json.dumps([shown, items]).encode()).hexdigest()


def _own(actor: Actor, reference: str, share_id: str) -> tuple[Case, Share]:
    """Only an organisation that a case is shared with finds it, and then its own share alone."""
    case = access.fetch(actor, reference, Verb.ANSWER_SHARE)
    return case, share_of(case, share_id, actor.organisation_id)


def _as_received(actor: Actor, case: Case, at: dt.datetime) -> CaseView:
    facts = facts_of(case, actor, at)
    holding = redaction.holding(actor, case, facts, SHARED)
    if not holding.levels:
        raise Conflict("This offer cannot be taken up as the case stands. Ask whoever sent it")
    mover = judged_mover(actor, case, holds=True)
    return picture.case_view(actor, case, facts, holding, way_in=SHARED, mover=mover, named=True)


def _ledger(case: Case, share: Share, view: CaseView, at: dt.datetime) -> Disclosure:
    """To whom, which items, why, and by whose decision."""
    return Disclosure(
        case_id=case.id,
        share_id=share.id,
        kind="share",
        organisation_id=share.organisation_id,
        at=at,
        decided_by_id=share.offered_by_id,
        purpose=share.purpose,
        legal_basis=share.legal_basis,
        tiers=share.tiers,
        items=[fact.key for fact in view.summary if isinstance(fact.value, str)],
        digest=digest_of(view),
    )


def _result(case: Case, share: Share) -> dict[str, object]:
    return {
        "reference": case.reference,
        "share": share.id,
        "state": share.state,
        "version": share.version,
    }
