"""Promises notices in the transaction of the act, and sends them afterwards, at least once."""

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import structlog
from sqlalchemy import ColumnElement, Table, and_, or_, select, true, update

from referrals.access import may_hear
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.models import AccountLink, Notice, User
from referrals.once import put_new

NOW = "A case needs you now"
QUEUE = "A case is waiting in your team's queue"
CHANGED = "Something has changed on a case of yours"
SHARE_ENDED = "share_ended"
"""The one thing told of a case that is not theirs any more: without saying which it was."""

SUBJECTS = {
    SHARE_ENDED: "A case is no longer shared",
    "went_missing": NOW,
    "threat_to_life": NOW,
    "new_risk": NOW,
    "emergency_access": "Emergency access is waiting for review",
    "case_queued": QUEUE,
    "case_handed_over": QUEUE,
    "case_rerouted": QUEUE,
    "share_offered": "A share is waiting for your answer",
    "emergency_opened": NOW,
    "case_withdrawn": "A case is no longer open to you",
    "conflict_found": "A conflict of interest was found",
    "conflict_waits": "A conflict of interest has waited too long",
    "emergency_reviewed": "A review has been answered",
    "review_overdue": "A review is overdue",
    "unusual_viewing": "Unusual viewing was found",
    "tasking_asked": "A request for tasking is waiting for your answer",
    "samples_drawn": "Looks wait for your answer",
    "samples_overdue": "A review is overdue",
    "record_broken": "The record of activity needs you now",
    "possible_match": "There is something to compare on a case of yours",
    "task_asked": "A task is waiting for you",
    "clock_due": "A time limit of yours is near",
    "clock_missed": "A time limit of yours has passed",
    "clock_unanswered": "A time limit has passed, and nobody has answered",
    "clock_recounted": "A time limit of yours has moved",
    "first_use": "Your account is ready to be set up",
    "reset": "Choose a new password",
    "password_changed": "Your password was changed",
    "new_device": "Your account was used on a device that is new to us",
    "spare_used": "A recovery code of yours was used",
    "account_changed": "Your account was changed",
    "disposal_proposed": "A disposal is waiting for a second supervisor",
    "copy_due": "A copy that you keep is to be disposed of soon",
    "cover": "Cover in your team has changed",
    "leaver": "Work in your team has to go to somebody else",
    "leaver_urgent": "Work in your team has to go to somebody else now",
    "information_asked": "A question is waiting for your answer",
    "information_answered": "A question of yours is answered",
    "draft_deleted": "Something unsent was deleted",
    "draft_taken_over": "Something unsent is waiting for you",
}
INSIDE = {
    "case_logged": "A case was logged",
    "case_claimed": "A case was claimed",
    "case_closed": "A case was closed",
    "case_reopened": "A case was opened again",
    "case_secured": "Somebody is recorded as safe",
    "case_handed_back": "A case was handed back",
    "case_named": "You were named on a case",
    "emergency_opened": "A case of yours was opened in an emergency",
    "case_owned": "A case is now in your name",
    "case_rehomed": "A case has gone to somebody else",
    "close_asked": "You are asked to close a case",
    "returned": "Somebody who was missing is back",
    "la_referral": "A local authority was told",
    "la_accepted": "A local authority has accepted its part",
    "s42_concern": "An adult's safety was raised with a local authority",
    "safeguarding_stepped_down": "Safeguarding was stepped down",
    "age_determined": "An age was decided",
    "read_through_asked": "You are asked to read an NRM referral through",
    "read_through_commented": "Somebody read an NRM referral through and commented",
    "nrm_submitted": "An NRM referral was sent",
    "nrm_allocated": "The Home Office gave an NRM referral to another authority",
    "nrm_withdrawn": "An NRM referral was withdrawn",
    "withdrawal_query": "A child wants to leave the NRM, and waits for an answer",
    "withdrawal_answered": "A child’s wish to leave the NRM was answered",
    "decision_received": "A decision has come",
    "routing_query": "Somebody doubts that the right team has a case",
    "routing_answered": "A doubt about the team was answered",
    "challenge_raised": "A challenge is waiting for an answer",
    "challenge_answered": "A challenge was answered",
    "share_accepted": "A share of yours was accepted",
    "share_declined": "A share of yours was declined",
    "share_outcome": "A partner said what was done",
    "copy_late": "A partner has not said what became of its copy",
    "copy_answered": "A partner said what became of its copy",
    "partner_wrote": "A partner wrote on a case of yours",
    "share_asked": "A partner asks for an item that is withheld",
    "share_given": "An item that you asked for is shared",
    "share_refused": "An item that you asked for stays withheld",
    "share_changed": "What is shared with you was changed",
    "share_extended": "A sharing goes on for longer",
    "share_ended": "A sharing has ended",
    "share_withdrawn": "An offer was withdrawn",
    "release_asked": "You are asked to release intelligence",
    "release_made": "Intelligence was released to you",
    "release_decided": "Intelligence that you asked to release was decided on",
    "board_assigned": "A case was assigned to your board",
    "board_finding": "A board has recorded its finding",
    "match_answered": "A possible match was answered",
    "conflict_declared": "Somebody declared that they know somebody on a case",
    "conflict_lifted": "A case is no longer kept from you",
    "tasking_accepted": "ETT has taken on what you asked",
    "tasking_declined": "ETT has declined what you asked",
    "case_supported": "You or your team support a case from now on",
    "team_released": "A team no longer works on a case of yours",
    "grant_given": "A case was opened to you for a time",
}
"""What is told of a case inside the service alone, to whom the notice is for; mail says less."""

BY_LINK = {"first_use": "/first-use/", "reset": "/reset/"}
READ_IT = "Sign in to read it"
ONCE = "This link works once, for 30 minutes. If you did not ask for it, tell your service desk"
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
TAKEN_FOR = dt.timedelta(minutes=2)
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=1)
NOTICES = cast(Table, Notice.__table__)


@dataclass(frozen=True)
class Message:
    """What leaves the service: no name, no fact, and no reference but its own (NT1)."""

    to: str
    reference: str
    subject: str
    link: str
    ask: str = READ_IT

    @property
    def body(self) -> str:
        return f"{self.subject}. {self.reference}\n\n{self.ask}:\n{self.link}\n"


Sender = Callable[[Message], None]


def promise(
    topic: str,
    *,
    case_id: int | None = None,
    user_ids: Iterable[int] = (),
    team_id: int | None = None,
    organisation_id: int | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Promise each person, team and organisation a notice, in the transaction of the act."""
    db.session.flush()
    promised = now()
    receivers: list[tuple[str, int | None]] = [("user_id", user_id) for user_id in user_ids]
    receivers += [("team_id", team_id), ("organisation_id", organisation_id)]
    for column, receiver in receivers:
        if receiver is not None:
            _store(
                {
                    "topic": topic,
                    "case_id": case_id,
                    "promised_at": promised,
                    "due": at or promised,
                    "attempts": 0,
                    column: receiver,
                }
            )


def told_to(actor: Actor) -> ColumnElement[bool]:
    """The notices of a person: their own, their team's and their organisation's."""
    return or_(
        Notice.user_id == actor.user_id,
        and_(Notice.team_id.is_not(None), Notice.team_id == actor.team_id),
        Notice.organisation_id == actor.organisation_id,
    )


def words(topic: str) -> str:
    """The constant line of a topic, which says no fact of any case: what mail may hold (NT1)."""
    return SUBJECTS.get(topic, CHANGED)


def words_inside(topic: str) -> str:
    """The same for whoever has signed in and may see the case now."""
    return INSIDE.get(topic) or words(topic)


def drain(sender: Sender, base_url: str, limit: int = 20) -> int:
    """Send what is due, and say how many went; what fails is tried again, later each time."""
    return sum(_send(notice, sender, base_url) for notice in _take(limit))


def again_after(attempts: int) -> dt.timedelta:
    """How long to leave what failed: twice as long each time, to an hour."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)


def to_folder(folder: Path) -> Sender:
    """Writes each message to a file of its own; a message sent again is the same file again."""

    def send(message: Message) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        whole = EmailMessage()
        whole["To"], whole["Subject"] = message.to, message.subject
        whole.set_content(message.body)
        receiver = hashlib.sha256(message.to.encode()).hexdigest()[:12]
        name = f"{message.reference}-{receiver}.eml"
        part = folder / f".{name}.{os.getpid()}"
        part.write_bytes(bytes(whole))
        part.replace(folder / name)

    return send


def to_console(message: Message) -> None:
    """Says on the log that a message would have gone, and to nobody's name."""
    structlog.get_logger().info("notice", notice=message.reference, subject=message.subject)


def _store(notice: dict[str, object]) -> None:
    reference = "N-" + "".join(secrets.choice(LETTERS) for _ in range(6))
    if not put_new(NOTICES, reference=reference, **notice):
        _store(notice)  # another notice has that reference


def _take(limit: int) -> Sequence[Notice]:
    """Claim what is due, so that no other worker sends it while this one may be alive.

    A claim is a later due time: what a dead worker took comes back by itself.
    """
    with writing():
        due = (
            select(Notice.id)
            .where(Notice.sent_at.is_(None), Notice.due <= now())
            .order_by(Notice.due, Notice.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claim = (
            update(Notice)
            .where(Notice.id.in_(db.session.scalars(due).all()))
            .values(due=now() + TAKEN_FOR, attempts=Notice.attempts + 1)
            .returning(Notice)
        )
        taken = db.session.scalars(claim).all()
    db.session.close()  # what was taken is kept as it was, whatever is read next
    return taken


def _send(notice: Notice, sender: Sender, base_url: str) -> bool:
    """Send one notice to everybody it was promised to, outside any transaction."""
    try:
        for address in _addresses(notice):
            sender(_message(notice, address, base_url))
    except Exception as error:
        name = type(error).__name__  # its words may hold an address
        structlog.get_logger().warning("notice.unsent", notice=notice.reference, error=name)
        _mark(notice, due=now() + again_after(notice.attempts))
        return False
    _mark(notice, sent_at=now())
    return True


def _mark(notice: Notice, **values: dt.datetime) -> None:
    with writing():
        db.session.execute(update(NOTICES).where(NOTICES.c.id == notice.id).values(values))


def _message(notice: Notice, address: str, base_url: str) -> Message:
    subject = words(notice.topic)
    way_in = _way_in(notice) if notice.topic in BY_LINK else None
    if way_in:
        return Message(address, notice.reference, subject, base_url + way_in, ONCE)
    return Message(address, notice.reference, subject, f"{base_url}/n/{notice.reference}")


def _way_in(notice: Notice) -> str | None:
    """The link that was promised, unless it has ended."""
    open_link = (
        select(AccountLink)
        .where(AccountLink.user_id == notice.user_id, AccountLink.kind == notice.topic)
        .where(AccountLink.ended_at.is_(None))
    )
    with reading():
        link = db.session.scalars(open_link).first()
        return f"{BY_LINK[notice.topic]}{link.token}" if link else None


def _addresses(notice: Notice) -> Sequence[str]:
    """Whoever still works there: the person, the team, or those who manage the organisation."""
    active = select(User.email).where(User.active, _may_know(notice)).order_by(User.id)
    with reading():
        if notice.user_id is not None:
            return db.session.scalars(active.where(User.id == notice.user_id)).all()
        if notice.team_id is not None:
            return db.session.scalars(active.where(User.team_id == notice.team_id)).all()
        everybody = active.where(User.organisation_id == notice.organisation_id)
        managers = db.session.scalars(everybody.where(User.manages_organisation)).all()
        return managers or db.session.scalars(everybody).all()


def _may_know(notice: Notice) -> ColumnElement[bool]:
    """The auditor is told of an emergency without being told of the case."""
    return true() if notice.case_id is None else may_hear(notice.case_id)
