"""Sends what was promised, outside any transaction and at least once, to who still works there."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import structlog
from sqlalchemy import ColumnElement, select, true, update

from referrals.access import may_hear
from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.models import AccountLink, Notice, User
from referrals.outbox.promises import NOTICES
from referrals.outbox.topics import words

BY_LINK = {"first_use": "/first-use/", "reset": "/reset/"}
READ_IT = "Sign in to read it"
ONCE = "This link works once, for 30 minutes. If you did not ask for it, tell your service desk"
TAKEN_FOR = dt.timedelta(minutes=2)
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=1)


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
        for address in addresses(notice):
            sender(message_to(notice, address, base_url))
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


def message_to(notice: Notice, address: str, base_url: str) -> Message:
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


def addresses(notice: Notice) -> Sequence[str]:
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
