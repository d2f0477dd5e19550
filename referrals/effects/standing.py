"""What some moves and records change beside their track: who leads, and who holds the case."""

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy import select, update

from referrals import outbox
from referrals.access import track_of
from referrals.actor import Actor
from referrals.db import db
from referrals.effects import checking, councils, tasking
from referrals.effects.answers import Answered
from referrals.effects.keeping import potential_victim
from referrals.effects.leading import assign, end, take_lead, team_by_code
from referrals.effects.sending import allocated_to, drafted, notified, submitted
from referrals.effects.shares import over
from referrals.effects.tasks import CLOSING
from referrals.facts import facts_of
from referrals.models import IN_FORCE, Assignment, Case, Share, Task
from workflows.shares import CLOSED, LIVE
from workflows.sharing import AUTHORITIES, standing_of

BESIDE_THE_LEAD = (
    "logger", "supporting_team", "former_lead_team",
    *AUTHORITIES, "authority", "board",
)  # fmt: skip
Consequence = Callable[[Actor, Case, Answered], None]


def _claimed(actor: Actor, case: Case, answered: Answered) -> None:
    """The claimant becomes the one lead investigator, unless a supervisor has named one (R10)."""
    if case.lead_id is None:
        lead(case, actor.user_id, answered.recorded_at)


def lead(case: Case, user_id: int, now: dt.datetime) -> None:
    """Make a user the lead investigator; whoever led before no longer does."""
    end(case, "lead", now)
    assign(case, "lead", now, user_id=user_id)
    case.lead_id = user_id


def _released(actor: Actor, case: Case, answered: Answered) -> None:
    end(case, "lead", answered.recorded_at)
    case.lead_id = None
    track_of(case, "investigation").team_id = case.lead_team_id


def _rerouted(actor: Actor, case: Case, answered: Answered) -> None:
    """A person's decision: the rule's own answer stays beside it in `rule_lead` (R8)."""
    take_lead(case, team_by_code(str(answered.detail["team"])), answered.recorded_at)


def _closed(actor: Actor, case: Case, answered: Answered) -> None:
    """A closed case is shared with nobody from now on, and nobody is asked for anything on it."""
    at = answered.recorded_at
    case.closed_at = at
    end(case, tasking.ASKED, at)
    live = select(Share).where(Share.case_id == case.id, Share.state.in_(LIVE))
    for share in db.session.scalars(live):
        share.version += 1
        over(actor, case, share, "ended", CLOSED.code, at=at)
    db.session.execute(
        update(Task)
        .where(Task.case_id == case.id, Task.code == CLOSING, Task.state == "asked")
        .values(state="done", done_at=at, done_by_id=actor.user_id)
    )


def tell_others(case: Case, topic: str) -> None:
    """Tell whoever logged a case, each team that supports it, and each agency that holds it."""
    holders = (Assignment.user_id, Assignment.team_id, Assignment.organisation_id)
    held = db.session.execute(
        select(*holders)
        .where(Assignment.case_id == case.id, Assignment.standing.in_(BESIDE_THE_LEAD))
        .where(IN_FORCE)
        .distinct()
    ).all()
    shared = db.session.scalars(
        select(Share.organisation_id)
        .where(Share.case_id == case.id, Share.state == "accepted", Share.runs)
        .distinct()
    )
    organisations = {row.organisation_id for row in held} | set(shared)
    outbox.promise(topic, case_id=case.id, user_ids=[row.user_id for row in held if row.user_id])
    for row in held:
        outbox.promise(topic, case_id=case.id, team_id=row.team_id)
    for organisation_id in organisations:
        outbox.promise(topic, case_id=case.id, organisation_id=organisation_id)


def _reopened(actor: Actor, case: Case, answered: Answered) -> None:
    case.closed_at = None
    case.close_asked_by_id = None


def _authority_told(actor: Actor, case: Case, answered: Answered) -> None:
    """The authority named in a referral holds the case from now on (section e)."""
    organisation = councils.named(answered.detail)
    if organisation is not None:
        standing = standing_of(facts_of(case, None, answered.recorded_at).band)
        assign(case, standing, answered.recorded_at, organisation_id=organisation.id)


def _told_in_error(actor: Actor, case: Case, answered: Answered) -> None:
    """An authority that was told by mistake no longer holds the case."""
    organisation = councils.named(answered.detail)
    if organisation is not None:
        for standing in AUTHORITIES:
            end(case, standing, answered.recorded_at, organisation_id=organisation.id)


def _contact_checked(actor: Actor, case: Case, answered: Answered) -> None:
    """What was checked is what is shown from now on as the safe way to contact them."""
    potential_victim(case.id).safe_contact = answered.words


def _authority_accepts(actor: Actor, case: Case, answered: Answered) -> None:
    """The supervisor who owned it until then no longer does (routing table, rule 9)."""
    end(case, "owner", answered.recorded_at)
    case.owner_id = None


CONSEQUENCES: Mapping[tuple[str, str], Consequence] = {
    ("investigation", "claim"): _claimed,
    ("investigation", "release"): _released,
    ("case", "reroute"): _rerouted,
    ("case", "close"): _closed,
    ("case", "reopen"): _reopened,
    ("safeguarding", "refer"): _authority_told,
    ("nrm", "draft"): drafted,
    ("nrm", "submit"): submitted,
    ("nrm", "send_dtn"): notified,
}
RECORDED: Mapping[str, Consequence] = {
    "la_referral": _authority_told,
    "s42_concern": _authority_told,
    "la_told_in_error": _told_in_error,
    "la_accepts": _authority_accepts,
    "allocate_ieca": allocated_to("ieca"),
    "allocate_sca": allocated_to("sca"),
    "safe_contact": _contact_checked,
    "read_through": checking.asked,
    "read_through_comment": checking.commented,
    "ett_request": tasking.asked,
    "ett_accept": tasking.accepted,
    "ett_decline": tasking.declined,
}
