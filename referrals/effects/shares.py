"""One step in the life of a share, written down: its state, the event, the trail, the notice."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select

from referrals import outbox, trail
from referrals.actor import Actor
from referrals.db import db
from referrals.errors import Conflict, NotFound
from referrals.models import Case, Event, Share
from workflows import VERSION
from workflows.sharing import Tier

HEADINGS: Mapping[str, str] = {
    "offered": "Offered to {}",
    "accepted": "Accepted by {}",
    "declined": "Declined by {}",
    "withdrawn": "Offer to {} withdrawn",
    "ended": "No longer shared with {}",
    "outcome": "{} said what was done",
}
PASSED: Mapping[str, str] = {
    "offered": "This offer has not been answered yet",
    "accepted": "This offer was accepted while you had it open",
    "declined": "This offer was declined while you had it open",
    "withdrawn": "This offer was withdrawn while you had it open",
    "ended": "This sharing ended while you had it open",
}
TO_SENDER = frozenset({"accepted", "declined", "outcome"})
TO_RECEIVER = frozenset({"offered", "ended"})
DISCLOSING = frozenset({"offered", "accepted"})


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


def write_down(
    actor: Actor, case: Case, share: Share, step: str, *, at: dt.datetime, reason: str = ""
) -> None:
    """Tell the timeline, the trail and whoever waits for it; `reason` is sealed in the trail."""
    organisation = share.organisation
    db.session.add(
        Event(
            case_id=case.id,
            kind=f"share_{step}",
            at=at,
            recorded_at=at,
            by_id=actor.user_id,
            organisation_id=actor.organisation_id,
            heading=HEADINGS[step].format(organisation.name),
            detail={"organisation": organisation.code},
            tier=Tier.SUPPORT,
            rulebook=VERSION,
        )
    )
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
        receiver = share.organisation_id
        outbox.promise(f"share_{step}", case_id=case.id, organisation_id=receiver)
