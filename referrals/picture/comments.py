"""What somebody who read the NRM referral through said of it, while it is being written."""

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.models import Event, User
from referrals.picture.acts import drafts
from referrals.picture.form import Opened
from referrals.views.form import Comment
from workflows import nrm_form
from workflows.records.checking import READERS
from workflows.sharing import Tier


def comments(actor: Actor, found: Opened) -> tuple[Comment, ...]:
    """Those on the attempt in hand, oldest first; to whoever reads the referral in full."""
    attempt = found.referral
    if not found.drafting or attempt is None or attempt.expired_at is not None:
        return ()
    rows = db.session.execute(
        select(Event, User.name)
        .join(User, User.id == Event.by_id)
        .where(Event.case_id == found.case.id, Event.kind == "read_through_commented")
        .where(Event.recorded_at >= attempt.started_at)
        .order_by(Event.recorded_at, Event.id)
    )
    reads = found.holding.reads_of_others(Tier.NRM_DECISION, free=True)
    return tuple(
        _comment(event, name) for event, name in rows if reads or event.by_id == actor.user_id
    )


def may_comment(actor: Actor, found: Opened) -> bool:
    return found.drafting and drafts(actor) and actor.role in READERS


def _comment(event: Event, by: str) -> Comment:
    section = nrm_form.BY_CODE.get(str(event.detail["about"]))
    return Comment(
        section=section.code if section else "",
        label=section.label if section else "The referral as a whole",
        words=event.words or "",
        by=by,
        at=event.recorded_at,
    )
