"""What keeps a case from disposal, what was decided at each review, and who disposed of it."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing


class LegalHold(Base):
    """While it stands, a case is not disposed of; without a case, no case is (an inquiry)."""

    __tablename__ = "legal_holds"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    reason_code: Mapped[str] = mapped_column(String(20), info=plumbing())
    set_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    set_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    lifted_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())


class RetentionReview(Base):
    """A decision to keep a case on, which every review ends in unless it is disposed of."""

    __tablename__ = "retention_reviews"
    __table_args__ = (Index(None, "case_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    reason_code: Mapped[str] = mapped_column(String(20), info=plumbing())


class Disposal(Base):
    """Proposed by one supervisor and decided by another, never the same."""

    __tablename__ = "disposals"
    __table_args__ = (Index(None, "case_id"), Index(None, "decided_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    proposed_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    decided_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    outcome: Mapped[str | None] = mapped_column(String(10), info=plumbing())
