"""What is left to do on a case, by when, and what has been written about it."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing, shown
from referrals.sealed import Sealed
from workflows.sharing import Tier


class CaseClock(Base):
    """A time limit as it ran for one case; met or missed is kept for ever (R22).

    `days` counts its working days, so that it can be counted again when a bank holiday is added.
    `climbed` is each rung of the ladder that was reached: its code, when, and how many were told.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("case_id", "key"),
        Index(None, "state", "due"),
        Index(
            "ix_clocks_next_rung_at",
            "next_rung_at",
            sqlite_where=text("next_rung_at IS NOT NULL"),
            postgresql_where=text("next_rung_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    code: Mapped[str] = mapped_column(String(20), info=shown("Clock", Tier.TASKS))
    key: Mapped[str] = mapped_column(String(80), info=plumbing())
    kind: Mapped[str] = mapped_column(String(30), info=plumbing())
    what: Mapped[str] = mapped_column(String(200), info=shown("What is due", Tier.TASKS))
    started: Mapped[dt.datetime] = mapped_column(info=plumbing())
    due: Mapped[dt.datetime] = mapped_column(info=shown("Due", Tier.TASKS))
    due_day: Mapped[dt.date | None] = mapped_column(info=plumbing())
    state: Mapped[str] = mapped_column(String(10), info=shown("State", Tier.TASKS))
    outstanding: Mapped[bool] = mapped_column(
        default=False, server_default=false(), info=plumbing()
    )
    unit: Mapped[str] = mapped_column(
        String(20), default="calendar days", server_default="calendar days", info=plumbing()
    )
    days: Mapped[int | None] = mapped_column(info=plumbing())
    climbed: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]", info=plumbing()
    )
    next_rung_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())


class BankHoliday(Base):
    """A bank holiday that was proclaimed after the rule book's table was written (R1).

    `recounted_at` is None until every clock that runs over it has been counted again.
    """

    __tablename__ = "bank_holidays"

    day: Mapped[dt.date] = mapped_column(primary_key=True, info=plumbing())
    name: Mapped[str] = mapped_column(String(80), info=plumbing())
    added_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    recounted_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())


OPEN_TASK = ("asked", "accepted")
"""The states of a task that somebody is still to do."""


class Task(Base):
    """Something one agency or person is asked to do; a statutory one holds the case open (G11).

    `about` is the address under the case where it is done, when that is a page of its own
    (sharing/<number>): the act there finishes it, and nobody ticks it off by hand.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "user_id"),
        Index(None, "organisation_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    code: Mapped[str | None] = mapped_column(String(40), info=plumbing())
    about: Mapped[str | None] = mapped_column(String(80), info=plumbing())
    title_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=shown("Task", Tier.TASKS))
    statutory: Mapped[bool] = mapped_column(default=False, info=plumbing())
    state: Mapped[str] = mapped_column(String(12), default="asked", info=plumbing())
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), info=plumbing()
    )
    due: Mapped[dt.datetime | None] = mapped_column(info=shown("Due", Tier.TASKS))
    asked_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    done_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    outcome_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Outcome", Tier.TASKS)
    )
    title = Sealed("title_sealed")
    outcome = Sealed("outcome_sealed")


TO_DO = Task.state.in_(OPEN_TASK)
"""The tasks that somebody is still to do."""


class Note(Base):
    """A dated entry in somebody's words; added to, never edited. Its tier says who may read it."""

    __tablename__ = "notes"
    __table_args__ = (Index(None, "case_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    kind: Mapped[str] = mapped_column(String(30), info=plumbing())
    tier: Mapped[str] = mapped_column(String(20), info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    recorded_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), info=plumbing())
    text_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Note", Tier.ALLEGATION)
    )
    text = Sealed("text_sealed")


class Draft(Base):
    """A case being logged: sealed, seen by its writer alone, and deleted when it expires."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    token: Mapped[str] = mapped_column(String(20), unique=True, info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    version: Mapped[int] = mapped_column(default=1, info=plumbing())
    started_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    saved_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    expires_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    sent_case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    answers_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Answers so far", Tier.ALLEGATION)
    )
    answers = Sealed("answers_sealed")
