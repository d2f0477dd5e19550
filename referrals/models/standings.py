"""Who holds a case and by what right, and who must never see it."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import MOMENT, Base, plumbing


class Assignment(Base):
    """Who holds a case, by what right and for how long; superseded, never deleted.

    Standings: `logger`, `lead`, `named`, `owner`, `restricted_reader`, `grant`, `emergency`
    (a user); `lead_team`, `supporting_team`, `former_lead_team`, `asked_team` (a team);
    `la_children`, `la_adults`, `authority`, `board` (an organisation). `until` in the
    past means it has ended.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        Index(None, "case_id"),
        Index("ix_assignments_user", "user_id", "case_id"),
        Index("ix_assignments_team", "team_id", "case_id"),
        Index("ix_assignments_organisation", "organisation_id", "case_id"),
        Index(
            "uq_assignments_lead",
            "case_id",
            unique=True,
            sqlite_where=text("standing = 'lead' AND until IS NULL"),
            postgresql_where=text("standing = 'lead' AND until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    standing: Mapped[str] = mapped_column(String(20), info=plumbing())
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), info=plumbing())
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), info=plumbing()
    )
    since: Mapped[dt.datetime] = mapped_column(info=plumbing())
    until: Mapped[dt.datetime | None] = mapped_column(info=plumbing())


IN_FORCE = or_(Assignment.until.is_(None), Assignment.until > MOMENT)
"""The standings that hold now."""


class ConflictOfInterest(Base):
    """A user who must not see a case at all: they know someone in it, or are someone in it.

    `source` says how it came to be known: declared by them, recorded by a supervisor, or detected.
    One that was lifted stays as a row, so that it is not detected again. `recorded_by_id` is who
    recorded it, or wrote the name by which it was detected. One that leaves nobody to answer for
    the case waits for a supervisor who lifts or confirms it; `reminded_at` is when it last said so,
    and `decider_id` is whom an auditor asked to decide, where the case is restricted.
    """

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("case_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    declared_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    source: Mapped[str] = mapped_column(
        String(10), default="declared", server_default="declared", info=plumbing()
    )
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    lifted_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    reminded_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
