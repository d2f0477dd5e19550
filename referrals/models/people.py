"""Changes to people that wait for somebody: a second administrator, a supervisor, or a date."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing


class AccountRequest(Base):
    """A role and place for somebody, which a second administrator must agree to."""

    __tablename__ = "account_requests"
    __table_args__ = (Index(None, "user_id"), Index(None, "decided_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    role: Mapped[str] = mapped_column(String(40), info=plumbing())
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    area_code: Mapped[str | None] = mapped_column(ForeignKey("areas.code"), info=plumbing())
    pip2: Mapped[bool] = mapped_column(default=False, info=plumbing())
    manages_organisation: Mapped[bool] = mapped_column(default=False, info=plumbing())
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    asked_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    decided_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    outcome: Mapped[str | None] = mapped_column(String(10), info=plumbing())


class Leaving(Base):
    """Somebody leaves, and what they hold goes to others: before the account closes, if there is
    time; as an urgent list of their supervisor, if it had to close at once (`closed_at`)."""

    __tablename__ = "leavings"
    __table_args__ = (Index(None, "user_id"), Index(None, "done_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    why: Mapped[str] = mapped_column(String(20), info=plumbing())
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    asked_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    closed_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    done_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())


class Cover(Base):
    """One person holds what another leads, from one moment to another; it ends by itself."""

    __tablename__ = "covers"
    __table_args__ = (Index(None, "by_id", "until"), Index(None, "user_id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    since: Mapped[dt.datetime] = mapped_column(info=plumbing())
    until: Mapped[dt.datetime] = mapped_column(info=plumbing())
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    made_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
