"""A review ends in keeping a case on, or in its disposal, which two supervisors must agree on."""

from referrals import access, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.db import act, db
from referrals.effects.erasing import erase
from referrals.effects.schedule import schedule_of
from referrals.errors import Conflict, Invalid, NotYours
from referrals.models import Case, Disposal, RetentionReview
from referrals.models.trail import DISPOSED
from referrals.services.retention.standing import (
    holds_on,
    open_proposals,
    standing_inquiry,
)
from workflows.retention import KEEP_REASONS
from workflows.sharing import Tier

Done = dict[str, object]


@act
def keep(actor: Actor, reference: str, reason: str) -> Done:
    """A review ends in keeping the case on, for a reason of the list."""
    if reason not in KEEP_REASONS:
        raise Invalid({"reason": ["Choose why it is kept"]})
    case = _supervised(actor, reference)
    review = RetentionReview(case_id=case.id, at=now(), by_id=actor.user_id, reason_code=reason)
    db.session.add(review)
    for proposal in open_proposals(case):
        proposal.decided_by_id, proposal.decided_at = actor.user_id, now()
        proposal.outcome = "refused"
    trail.changed(actor, "retention.kept", case, tiers=(Tier.AUDIT,), reason_code=reason)
    return {"reference": case.reference}


@act
def propose(actor: Actor, reference: str) -> Done:
    """Ask for a case to be disposed of; another supervisor decides."""
    case = _supervised(actor, reference)
    _may_go(case)
    if open_proposals(case):
        raise Conflict("Its disposal is proposed already")
    row = Disposal(case_id=case.id, proposed_by_id=actor.user_id, proposed_at=now())
    db.session.add(row)
    trail.changed(actor, "retention.proposed", case, tiers=(Tier.AUDIT,))
    outbox.promise("disposal_proposed", case_id=case.id, team_id=case.lead_team_id)
    return {"reference": case.reference}


@act
def dispose(actor: Actor, reference: str) -> Done:
    """Agree, as another supervisor than whoever proposed it: the case is erased, for good."""
    case = _supervised(actor, reference)
    _may_go(case)
    proposal = next(iter(open_proposals(case)), None)
    if proposal is None:
        raise Conflict("Nobody has proposed to dispose of it")
    if proposal.proposed_by_id == actor.user_id:
        raise NotYours("Another supervisor than the one who proposed it must agree")
    proposal.decided_by_id, proposal.decided_at = actor.user_id, now()
    proposal.outcome = "disposed"
    case.disposed_at = now()
    trail.changed(actor, DISPOSED, case, operation="erasure")
    erase(case)
    return {"reference": reference}


def _may_go(case: Case) -> None:
    """A hold always wins, and no day before the first is early enough."""
    if holds_on(case) or standing_inquiry() is not None:
        raise Conflict("This case is held, and cannot be disposed of")
    earliest = schedule_of(case).earliest
    if earliest is None or today() < earliest:
        raise Conflict("Its time has not come")


def _supervised(actor: Actor, reference: str) -> Case:
    case = access.fetch(actor, reference, Verb.MOVE)
    if not actor.supervises or actor.team_id != case.lead_team_id:
        raise NotYours("Only a supervisor of the lead team decides how long a case is kept")
    if case.closed_at is None:
        raise Conflict("This case is open")
    return case
