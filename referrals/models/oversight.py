"""What was opened to whom for a set time: in an emergency, by a grant, or to a board."""

import datetime as dt

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from referrals.clock import now
from referrals.db import MOMENT, Base, new_id, plumbing, shown
from referrals.sealed import Sealed
from workflows.sharing import Tier


class Opening(Base):
    """One case opened for a set time, why, and what was said of it afterwards.

    `kind` is `emergency` (answered by a review), `grant` (tiers an auditor reads) or `board`
    (answered by its finding). The standing that lets them in is an assignment of the same time.
    """

    __tablename__ = "openings"
    __table_args__ = (Index(None, "case_id"), Index(None, "kind", "since"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    kind: Mapped[str] = mapped_column(String(12), info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), info=plumbing()
    )
    given_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    reason_code: Mapped[str] = mapped_column(String(40), info=shown("Reason", Tier.AUDIT))
    words_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Reason in their words", Tier.AUDIT)
    )
    tiers: Mapped[list[str]] = mapped_column(JSON, default=list, info=plumbing())
    since: Mapped[dt.datetime] = mapped_column(info=shown("Opened", Tier.AUDIT))
    until: Mapped[dt.datetime] = mapped_column(info=shown("Ends", Tier.AUDIT))
    answer_due: Mapped[dt.datetime | None] = mapped_column(info=shown("Review by", Tier.AUDIT))
    answer: Mapped[str | None] = mapped_column(String(20), info=shown("Outcome", Tier.AUDIT))
    answer_words_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("What was said of it", Tier.AUDIT)
    )
    answered_at: Mapped[dt.datetime | None] = mapped_column(info=shown("Answered", Tier.AUDIT))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    more_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("What they added", Tier.AUDIT)
    )
    reminded_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())

    words = Sealed("words_sealed")
    answer_words = Sealed("answer_words_sealed")
    more = Sealed("more_sealed")

    @hybrid_property
    def runs(self) -> bool:
        """Whether its time is not over."""
        return self.until > now()

    @runs.inplace.expression
    @classmethod
    def _runs(cls) -> ColumnElement[bool]:
        return cls.until > MOMENT


class TrailCheck(Base):
    """One reading of the whole trail: how much was read, and the first row that did not fit."""

    __tablename__ = "record_checks"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=shown("Checked", Tier.AUDIT))
    outcome: Mapped[str] = mapped_column(String(10), info=shown("Outcome", Tier.AUDIT))
    rows: Mapped[int] = mapped_column(info=shown("Entries read", Tier.AUDIT))
    seals: Mapped[int] = mapped_column(info=shown("Seals read", Tier.AUDIT))
    where: Mapped[str] = mapped_column(String(200), info=shown("What does not fit", Tier.AUDIT))
    why: Mapped[str] = mapped_column(String(200), info=shown("Why", Tier.AUDIT))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())


class LookFinding(Base):
    """A way of looking that a rule finds unusual, or one look drawn for the weekly sample.

    `rule` is a code of `workflows.looking`, or `sample`; `day` is when they looked, in England.
    A sample waits for an answer of the viewer's supervisor until `due`.
    """

    __tablename__ = "look_findings"
    __table_args__ = (
        UniqueConstraint("rule", "day", "user_id", "case_id"),
        Index(None, "day"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    rule: Mapped[str] = mapped_column(String(20), info=shown("Rule", Tier.AUDIT))
    day: Mapped[dt.date] = mapped_column(info=shown("Day", Tier.AUDIT))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    number: Mapped[int] = mapped_column(info=shown("How many", Tier.AUDIT))
    found_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    looked_at: Mapped[dt.datetime | None] = mapped_column(info=shown("Looked", Tier.AUDIT))
    due: Mapped[dt.datetime | None] = mapped_column(info=shown("Answer by", Tier.AUDIT))
    answer: Mapped[str | None] = mapped_column(String(20), info=shown("Answer", Tier.AUDIT))
    words_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Why they looked", Tier.AUDIT)
    )
    answered_at: Mapped[dt.datetime | None] = mapped_column(info=shown("Answered", Tier.AUDIT))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    reminded_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())

    words = Sealed("words_sealed")
