"""Who is signed in where, and how often somebody has lately tried."""

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing
from referrals.sealed import Sealed


class Session(Base):
    """One signed-in browser or API token. Only a digest of its id is kept: a copy opens nothing."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    digest: Mapped[str] = mapped_column(String(64), primary_key=True, info=plumbing())
    kind: Mapped[str] = mapped_column(String(10), info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    created_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    last_seen_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    idle_seconds: Mapped[int] = mapped_column(info=plumbing())
    expires_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    shared_device: Mapped[bool] = mapped_column(default=False, info=plumbing())
    locked_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    revoked_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())


class SignInAttempt(Base):
    """The tries of the last minute in one bucket, which a keyed code names (AT3)."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "last_at"),)

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True, info=plumbing())
    tries: Mapped[list[float]] = mapped_column(JSON, info=plumbing())
    last_at: Mapped[dt.datetime] = mapped_column(info=plumbing())


class AccountLink(Base):
    """A way in by mail that works once: to first use an account, or to choose a password (AT7).

    Its token is kept sealed until it is used, so that the message can be sent again.
    """

    __tablename__ = "account_links"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    digest: Mapped[str] = mapped_column(String(64), unique=True, info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    kind: Mapped[str] = mapped_column(String(10), info=plumbing())
    made_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    expires_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    ended_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    token_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=plumbing())
    token = Sealed("token_sealed")


class RecoveryCode(Base):
    """A spare second thing, for when the phone is gone: kept as a keyed code, and used once.

    `key_id` numbers the key it was made with: it cannot be made again, since nobody knows it.
    """

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    code: Mapped[bytes] = mapped_column(LargeBinary, info=plumbing())
    key_id: Mapped[int] = mapped_column(default=1, server_default="1", info=plumbing())
    used_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
