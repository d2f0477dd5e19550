"""The receiver's side of a share: accept it, decline it, say what was done (decision 9, S47)."""

import datetime as dt

from referrals import access, picture
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db
from referrals.effects.ledger import by_share, disclosed
from referrals.effects.shares import advance, over, share_of, write_down
from referrals.effects.sharing import as_meant, step
from referrals.errors import Conflict, Invalid, NotFound
from referrals.facts import facts_of
from referrals.models import Case, Share
from referrals.views import CaseView
from workflows.shares import DECLINE_REASONS, RECEIVERS
from workflows.sharing import held

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
        view = _received(case, share, at)
        disclosed(
            case.id,
            share.organisation_id,
            by_share(share),
            picture.what_told(view, share.tiers),
            at=at,
        )
        write_down(actor, case, share, "accepted", at=at)
        return step(case, share)

    return access.only_once(actor, key, f"sharing/{share_id}/accept", version, do, case=reference)


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
        over(actor, case, share, "declined", reason, at=at)
        return step(case, share)

    body = [version, reason]
    return access.only_once(actor, key, f"sharing/{share_id}/decline", body, do, case=reference)


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
        return step(case, share)

    body = [version, outcome]
    return access.only_once(actor, key, f"sharing/{share_id}/outcome", body, do, case=reference)


def _own(actor: Actor, reference: str, share_id: str) -> tuple[Case, Share]:
    """Only an organisation that a case is shared with finds it, and then its own share alone.

    Another that was made since does not bring back one whose time has passed.
    """
    case = access.fetch(actor, reference, Verb.ANSWER_SHARE)
    share = share_of(case, share_id, actor.organisation_id)
    if not share.runs:
        raise NotFound
    return case, share


def _received(case: Case, share: Share, at: dt.datetime) -> CaseView:
    """Their page from now on, unless the condition under which they hold it is not met."""
    facts = facts_of(case, None, at)
    if not held(RECEIVERS[share.organisation.kind], facts):
        raise Conflict("This offer cannot be taken up as the case stands. Ask whoever sent it")
    return picture.as_received(case, facts, share.organisation, as_meant(share), share)
