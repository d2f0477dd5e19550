"""What keeps a case from disposal, what was decided at each review, and who disposed of it."""

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, exists, or_
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from referrals.db import Base, new_id, plumbing, shown
from referrals.models.organisations import Organisation
from referrals.sealed import Sealed
from workflows.sharing import Tier


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


class PartnerCopy(Base):
    """What a partner may still keep of what it was told, by its own clock, until it is gone.

    `source_id` names the share or release it came by. `people` are the only ones there who may
    hear of it, where the case was restricted (R27). `asked_at` is when it was last asked for.
    """

    __tablename__ = "partner_copies"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "source_id", "organisation_id", unique=True),
        Index(None, "organisation_id", "gone_at", "dispose_by"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), info=plumbing())
    source: Mapped[str] = mapped_column(String(12), info=plumbing())
    source_id: Mapped[str] = mapped_column(String(32), info=plumbing())
    purpose: Mapped[str] = mapped_column(String(40), info=plumbing())
    people: Mapped[list[int]] = mapped_column(JSON, default=list, info=plumbing())
    told_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    since: Mapped[dt.datetime] = mapped_column(info=plumbing())
    until: Mapped[dt.datetime] = mapped_column(info=plumbing())
    dispose_by: Mapped[dt.date] = mapped_column(info=plumbing())
    asked_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    answered_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    gone_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    why_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Why they keep their copy", Tier.SUPPORT)
    )
    why = Sealed("why_sealed")

    organisation: Mapped[Organisation] = relationship()
    held: Mapped[bool] = column_property(
        exists().where(
            LegalHold.lifted_at.is_(None),
            or_(LegalHold.case_id.is_(None), LegalHold.case_id == case_id),
        )
    )
    """Whether its case is held, or every case is: then nobody disposes of a copy either (RT1)."""
