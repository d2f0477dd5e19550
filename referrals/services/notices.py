"""Where the link of a notice leads, for whoever it was sent to and still may go there."""

from sqlalchemy import select

from referrals import access, outbox
from referrals.access import Verb
from referrals.actor import Actor
from referrals.db import db, reading
from referrals.errors import NotFound
from referrals.models import Case, Notice

OPENS = (Verb.READ, Verb.ANSWER_SHARE)


def about_oneself(actor: Actor, reference: str) -> bool:
    """Whether it is about one's own account, and no case."""
    mine = (Notice.reference == reference, Notice.user_id == actor.user_id)
    with reading():
        found = db.session.scalar(select(Notice.id).where(*mine, Notice.case_id.is_(None)))
    return found is not None


ELSEWHERE = {
    "emergency_access": "/audit/emergency-access",
    "case_withdrawn": "/notifications",
    "conflict_found": "/conflicts",
    "conflict_waits": "/conflicts",
    "conflict_asked": "/conflicts",
    "emergency_reviewed": "/emergency-access",
    "review_overdue": "/audit/emergency-access",
    "unusual_viewing": "/audit/unusual",
    "samples_drawn": "/looks",
    "samples_overdue": "/looks",
    "record_broken": "/audit/verify",
    "copy_due": "/partner/copies",
}
"""Topics that are about no case of the reader's own: where their link leads."""


def elsewhere(actor: Actor, reference: str) -> str | None:
    """The page a notice is about, when it is not about one case."""
    query = select(Notice.topic).where(Notice.reference == reference, outbox.told_to(actor))
    with reading():
        topic = db.session.scalar(query) or ""
    if topic == outbox.SHARE_ENDED and not actor.police:
        return "/partner"
    return ELSEWHERE.get(topic)


def place(actor: Actor, reference: str) -> tuple[str, bool]:
    """A case's reference, and whether it can be opened or only waits in the team's queue."""
    query = (
        select(Case.reference)
        .join(Notice, Notice.case_id == Case.id)
        .where(Notice.reference == reference, outbox.told_to(actor))
    )
    with reading():
        opens = access.visible_to(actor, *OPENS)
        found = db.session.scalar(query.where(opens))
        if found:
            _readable(actor, found)
            return found, True
        found = db.session.scalar(query.where(access.visible_to(actor, Verb.QUEUE, Verb.TASKING)))
    if found is None:
        raise NotFound
    return found, False


def _readable(actor: Actor, reference: str) -> None:
    """NotFound once they may neither read the case nor answer an offer of it (section e)."""
    try:
        access.fetch_quietly(actor, reference, Verb.READ)
    except NotFound:
        access.fetch_quietly(actor, reference, Verb.ANSWER_SHARE)
