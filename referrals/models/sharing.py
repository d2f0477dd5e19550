"""What was shared with whom, why, and exactly what they were shown."""

import datetime as dt

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referrals.clock import now
from referrals.db import MOMENT, Base, new_id, plumbing, shown
from referrals.models.organisations import Organisation, User
from referrals.sealed import Sealed
from workflows.sharing import Tier


class Share(Base):
    """A share and its life: offered, then accepted or declined, withdrawn or ended (G12, S47)."""

    __tablename__ = "shares"
    __table_args__ = (
        Index(None, "case_id"),
        Index("ix_shares_organisation", "organisation_id", "state", "case_id"),
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
    why_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Why it was shared all the same", Tier.AUDIT)
    )
    people: Mapped[list[int]] = mapped_column(
        JSON, default=list, server_default=text("'[]'"), info=plumbing()
    )
    action = Sealed("action_sealed")
    outcome = Sealed("outcome_sealed")
    why = Sealed("why_sealed")

    organisation: Mapped[Organisation] = relationship()
    asked: Mapped[list["ItemAsked"]] = relationship(
        viewonly=True, order_by="ItemAsked.asked_at.desc()"
    )

    @hybrid_property
    def runs(self) -> bool:
        """Whether its time is not over."""
        return self.until > now()

    @runs.inplace.expression
    @classmethod
    def _runs(cls) -> ColumnElement[bool]:
        return cls.until > MOMENT


class ItemAsked(Base):
    """A partner asks for an item that was withheld; the answer is yes, or no with a reason."""

    __tablename__ = "items_asked"
    __table_args__ = (Index(None, "case_id"), Index(None, "share_id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    share_id: Mapped[str] = mapped_column(ForeignKey("shares.id"), info=plumbing())
    item: Mapped[str] = mapped_column(String(20), info=plumbing())
    state: Mapped[str] = mapped_column(String(12), default="asked", info=plumbing())
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    asked_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    due: Mapped[dt.datetime] = mapped_column(info=plumbing())
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    answered_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    reason_code: Mapped[str | None] = mapped_column(String(40), info=plumbing())
    why_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Why they need it", Tier.SUPPORT)
    )
    why = Sealed("why_sealed")

    asked_by: Mapped[User] = relationship(viewonly=True, foreign_keys=asked_by_id)


class Release(Base):
    """One item of intelligence in agreed words, for one reader: asked for, approved or not (G13).

    `organisation_id` is the authority that reads it; without one it goes with the NRM form.
    """

    __tablename__ = "releases"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    source_kind: Mapped[str] = mapped_column(String(12), info=plumbing())
    source_id: Mapped[str] = mapped_column(String(32), info=plumbing())
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), info=plumbing()
    )
    state: Mapped[str] = mapped_column(String(12), default="asked", info=plumbing())
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    asked_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    decided_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    revoked_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    reason_code: Mapped[str | None] = mapped_column(String(40), info=plumbing())
    wording_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Words released", Tier.INTELLIGENCE)
    )
    why_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Why they need it", Tier.INTELLIGENCE)
    )
    wording = Sealed("wording_sealed")
    why = Sealed("why_sealed")

    organisation: Mapped[Organisation | None] = relationship()


class Disclosure(Base):
    """One row of the ledger: to whom, which items (a hash of them), why, by whose decision.

    `occasion` is what makes it one disclosure: told twice, it is the same row. `reader_id` is the
    one person it was told to, where it was not their organisation. `recipient` is the code of a
    competent authority that does not use the service, and so is no organisation of it.
    """

    __tablename__ = "disclosures"
    __table_args__ = (Index(None, "case_id", "at"), Index(None, "occasion", unique=True))

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    share_id: Mapped[str | None] = mapped_column(ForeignKey("shares.id"), info=plumbing())
    occasion: Mapped[str | None] = mapped_column(String(160), info=plumbing())
    kind: Mapped[str] = mapped_column(String(20), info=plumbing())
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), info=plumbing()
    )
    recipient: Mapped[str | None] = mapped_column(String(40), info=plumbing())
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    purpose: Mapped[str] = mapped_column(String(40), info=plumbing())
    legal_basis: Mapped[str] = mapped_column(String(40), info=plumbing())
    tiers: Mapped[list[str]] = mapped_column(JSON, info=plumbing())
    items: Mapped[list[str]] = mapped_column(JSON, info=plumbing())
    digest: Mapped[str] = mapped_column(String(64), info=plumbing())
