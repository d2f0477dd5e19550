"""What was promised to be told, stored with the act that promised it."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, plumbing


class Notice(Base):
    """A promise to tell a person, a team or an organisation that something waits for them.

    It is due at `due`; a worker that takes it moves `due` to when another may try.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "ix_notices_waiting",
            "due",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
        Index(None, "user_id", "id"),
        Index(None, "team_id", "id"),
        Index(None, "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    reference: Mapped[str] = mapped_column(String(8), unique=True, info=plumbing())
    topic: Mapped[str] = mapped_column(String(40), info=plumbing())
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), info=plumbing()
    )
    promised_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    due: Mapped[dt.datetime] = mapped_column(info=plumbing())
    attempts: Mapped[int] = mapped_column(default=0, info=plumbing())
    sent_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())


class NoticeMark(Base):
    """Up to which notice somebody has said that they have read theirs."""

    __tablename__ = "notice_marks"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, info=plumbing())
    notice_id: Mapped[int] = mapped_column(info=plumbing())
