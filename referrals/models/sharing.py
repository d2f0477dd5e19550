"""What was shared with whom, why, and exactly what they were shown."""

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referrals.db import Base, new_id, plumbing, shown
from referrals.models.organisations import Organisation
from referrals.sealed import Sealed
from workflows.sharing import Tier


class Share(Base):
    """A share and its life: offered, then accepted or declined, withdrawn or ended (G12, S47)."""

    __tablename__ = "shares"
    __table_args__ = (
        Index(None, "case_id"),
        Index("ix_shares_organisation", "organisation_id", "case_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), info=plumbing())
    state: Mapped[str] = mapped_column(String(12), default="offered", info=plumbing())
    version: Mapped[int] = mapped_column(default=1, info=plumbing())
    purpose: Mapped[str] = mapped_column(String(40), info=shown("Purpose", Tier.SUPPORT))
    legal_basis: Mapped[str] = mapped_column(String(40), info=shown("Legal basis", Tier.SUPPORT))
    consent: Mapped[str] = mapped_column(String(40), info=shown("Told the person", Tier.SUPPORT))
    tiers: Mapped[list[str]] = mapped_column(JSON, info=plumbing())
    withheld: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=plumbing())
    offered_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    answered_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    reason_code: Mapped[str | None] = mapped_column(String(40), info=plumbing())
    ended_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    review_on: Mapped[dt.date] = mapped_column(info=plumbing())
    until: Mapped[dt.datetime] = mapped_column(info=plumbing())
    action_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Action expected", Tier.SUPPORT)
    )
    outcome_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Outcome", Tier.SUPPORT)
    )
    action = Sealed("action_sealed")
    outcome = Sealed("outcome_sealed")

    organisation: Mapped[Organisation] = relationship()


class Disclosure(Base):
    """One row of the ledger: to whom, which items (a hash of them), why, by whose decision."""

    __tablename__ = "disclosures"
    __table_args__ = (Index(None, "case_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    share_id: Mapped[str | None] = mapped_column(ForeignKey("shares.id"), info=plumbing())
    kind: Mapped[str] = mapped_column(String(20), info=plumbing())
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    purpose: Mapped[str] = mapped_column(String(40), info=plumbing())
    legal_basis: Mapped[str] = mapped_column(String(40), info=plumbing())
    tiers: Mapped[list[str]] = mapped_column(JSON, info=plumbing())
    items: Mapped[list[str]] = mapped_column(JSON, info=plumbing())
    digest: Mapped[str] = mapped_column(String(64), info=plumbing())
