"""Links by mail that work once, for half an hour, and die when anything about their person does."""

import datetime as dt
import secrets

from sqlalchemy import delete, select, update

from referrals import outbox
from referrals.clock import now
from referrals.db import db
from referrals.models import AT_WORK, AccountLink, Organisation, User
from referrals.sessions import digest_of

FIRST_USE, RESET = "first_use", "reset"
LASTS = dt.timedelta(minutes=30)
KEPT_FOR = dt.timedelta(days=30)


def send(user_id: int, kind: str) -> None:
    """Promise a person a new link, in the transaction of the act; older ones end."""
    end_all(user_id)
    token = secrets.token_urlsafe(32)
    link = AccountLink(
        digest=digest_of(token),
        user_id=user_id,
        kind=kind,
        made_at=now(),
        expires_at=now() + LASTS,
    )
    link.token = token
    db.session.add(link)
    outbox.promise(kind, user_ids=[user_id])


def owner(token: str, kind: str) -> User | None:
    """Whose link this is, if it still works and they still work here."""
    found = (
        select(User)
        .join(AccountLink, AccountLink.user_id == User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(AccountLink.digest == digest_of(token), AccountLink.kind == kind)
        .where(AccountLink.ended_at.is_(None), AccountLink.expires_at > now())
        .where(AT_WORK)
    )
    return db.session.scalars(found).one_or_none()


def use(token: str) -> bool:
    """Spend a link; of two who hold it at the same moment, one does."""
    spent = (
        update(AccountLink)
        .where(AccountLink.digest == digest_of(token), AccountLink.ended_at.is_(None))
        .where(AccountLink.expires_at > now())
        .values(ended_at=now(), token_sealed=None)
        .returning(AccountLink.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(spent).first() is not None


def end_all(user_id: int) -> None:
    """Every open link of a person ends: they signed in, were suspended, or have a newer one."""
    db.session.execute(
        update(AccountLink)
        .where(AccountLink.user_id == user_id, AccountLink.ended_at.is_(None))
        .values(ended_at=now(), token_sealed=None)
        .execution_options(synchronize_session=False)
    )


def forget() -> None:
    """Delete the links that ended long ago."""
    db.session.execute(delete(AccountLink).where(AccountLink.expires_at < now() - KEPT_FOR))
