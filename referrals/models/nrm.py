"""The NRM referral as it is written, section by section, in the order of the form."""

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing, shown
from referrals.sealed import Sealed
from workflows.sharing import Tier


class NrmReferral(Base):
    """One attempt at a referral ("nrm") or a duty to notify ("dtn"); a later one is a new row.

    What was sent stays as it was; what expired unsent keeps its dates and no answer.
    """

    __tablename__ = "nrm_referrals"
    __table_args__ = (UniqueConstraint("case_id", "attempt"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    attempt: Mapped[int] = mapped_column(default=1, info=plumbing())
    started_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    updated_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    kind: Mapped[str] = mapped_column(
        String(8), default="nrm", server_default="nrm", info=plumbing()
    )
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    expired_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    submitted_at: Mapped[dt.datetime | None] = mapped_column(info=shown("Sent", Tier.NRM_DECISION))
    competent_authority: Mapped[str | None] = mapped_column(
        String(30), info=shown("Competent authority", Tier.NRM_DECISION)
    )
    home_office_reference_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Home Office reference", Tier.NRM_DECISION)
    )
    sent_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("The form as it was sent", Tier.NRM_DECISION)
    )
    home_office_reference = Sealed("home_office_reference_sealed")
    sent = Sealed("sent_sealed")


class NrmSection(Base):
    """The answers to one section of the form, sealed together."""

    __tablename__ = "nrm_sections"
    __table_args__ = (UniqueConstraint("referral_id", "section"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    referral_id: Mapped[str] = mapped_column(ForeignKey("nrm_referrals.id"), info=plumbing())
    section: Mapped[str] = mapped_column(String(40), info=plumbing())
    version: Mapped[int] = mapped_column(default=1, info=plumbing())
    updated_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    answers_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Answers", Tier.NRM_DECISION)
    )
    answers = Sealed("answers_sealed")
