"""Who is signed in where, and how often somebody has lately tried."""

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, plumbing


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
