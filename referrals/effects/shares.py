"""One step in the life of a share, written down: its state, the event, the trail, the notice."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select, update

from referrals import outbox, trail
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.copies import Source, begins, named_there
from referrals.effects.events import happened
from referrals.effects.leading import end
from referrals.effects.sharing import left_out
from referrals.errors import Conflict, NotFound
from referrals.models import TO_DO, Case, ItemAsked, Share, Task
from workflows.shares import LIVE
from workflows.sharing import Tier

HEADINGS: Mapping[str, str] = {
    "offered": "Offered to {}",
    "accepted": "Accepted by {}",
    "declined": "Declined by {}",
    "withdrawn": "Offer to {} withdrawn",
    "ended": "No longer shared with {}",
    "outcome": "{} said what was done",
    "extended": "Sharing with {} goes on for longer",
    "reviewed": "Sharing with {} looked at again, and kept",
    "changed": "What is shared with {} was changed",
    "asked": "{} asked for an item that is withheld",
    "given": "An item that {} asked for is shared",
    "refused": "An item that {} asked for stays withheld",
}
PASSED: Mapping[str, str] = {
    "offered": "This offer has not been answered yet",
    "accepted": "This offer was accepted while you had it open",
    "declined": "This offer was declined while you had it open",
    "withdrawn": "This offer was withdrawn while you had it open",
    "ended": "This sharing ended while you had it open",
}
TO_SENDER = frozenset({"accepted", "declined", "outcome", "asked"})
TO_RECEIVER = frozenset({"offered", "ended", "extended", "changed", "given", "refused"})
DISCLOSING = frozenset({"offered", "accepted", "changed", "given"})


def share_of(case: Case, share_id: str, organisation_id: int | None = None) -> Share:
    """A share of a case that was fetched; to its receiver, their own alone."""
    share = db.session.scalars(
        select(Share).where(Share.case_id == case.id, Share.id == share_id)
    ).one_or_none()
    if share is None or organisation_id not in {None, share.organisation_id}:
        raise NotFound
    return share


def advance(share: Share, version: int, came_from: str, to: str) -> None:
    """Move a share on, unless it stands elsewhere or was changed since the page was opened."""
    if share.state != came_from:
        raise Conflict(PASSED[share.state])
    if share.version != version:
        raise Conflict("Someone else changed this sharing while you had it open")
    share.state = to
    share.version += 1


def over(
    actor: Actor | None, case: Case, share: Share, state: str, reason_code: str, *, at: dt.datetime
) -> None:
    """A share or an offer is over: nobody it was for reads the case, and nothing waits for it.

    What was accepted was read, and may be kept: its own clock begins.
    """
    if state == "ended" and share.answered_at is not None:
        _copy(case, share, at)
    share.state, share.ended_at = state, at
    share.reason_code = reason_code or None
    for user_id in set(share.people) - _named_anew(case, share):
        end(case, "restricted_reader", at, user_id=user_id)
    db.session.execute(
        update(ItemAsked)
        .where(ItemAsked.share_id == share.id, ItemAsked.state == "asked")
        .values(state="lapsed", answered_at=at)
    )
    finish(actor, case, f"sharing/{share.id}", at)
    write_down(actor, case, share, state, at=at)


def _named_anew(case: Case, share: Share) -> set[int]:
    """Whom another share of the case names: one may be offered before the end of this is noted."""
    live = select(Share.people).where(
        Share.case_id == case.id, Share.id != share.id, Share.state.in_(LIVE), Share.runs
    )
    return {user_id for people in db.session.scalars(live) for user_id in people}


def _copy(case: Case, share: Share, at: dt.datetime) -> None:
    source = Source(
        "share",
        share.id,
        share.purpose,
        share.offered_by_id,
        share.answered_at or at,
        knows_who="who" not in left_out(share),
    )
    people = share.people or named_there(case, share.organisation)
    begins(case, share.organisation, source, people, at)


def finish(actor: Actor | None, case: Case, about: str, at: dt.datetime) -> None:
    """The tasks that are done at an address, or below it, are done."""
    db.session.execute(
        update(Task)
        .where(Task.case_id == case.id, TO_DO)
        .where(Task.about.startswith(about, autoescape=True))
        .values(state="done", done_at=at, done_by_id=actor.user_id if actor else None)
    )


def write_down(
    actor: Actor | None, case: Case, share: Share, step: str, *, at: dt.datetime, reason: str = ""
) -> None:
    """Tell the timeline, the trail and whoever waits for it; `reason` is sealed in the trail."""
    organisation = share.organisation
    heading = HEADINGS[step].format(organisation.name)
    event = happened(actor, case, f"share_{step}", heading, tier=Tier.SUPPORT, at=at)
    event.detail = {"organisation": organisation.code}
    db.session.add(event)
    case.updated_at = at
    trail.changed(
        actor,
        f"share.{step}",
        case,
        operation="disclosure" if step in DISCLOSING else "alteration",
        tiers=share.tiers,
        after={"share": share.id, "state": share.state, "withheld": share.withheld},
        reason=reason,
        reason_code=share.reason_code or "",
        recipients=(organisation.code,),
        basis=share.legal_basis,
    )
    if step in TO_SENDER:
        outbox.promise(f"share_{step}", case_id=case.id, user_ids=(share.offered_by_id,))
    if step in TO_RECEIVER:
        _tell_receiver(case, share, f"share_{step}")


def _tell_receiver(case: Case, share: Share, topic: str) -> None:
    """Their organisation; of a restricted case, its named people alone (R27)."""
    if share.people:
        outbox.promise(topic, case_id=case.id, user_ids=share.people)
    else:
        outbox.promise(topic, case_id=case.id, organisation_id=share.organisation_id)
