"""What was opened to whom for a set time: in an emergency, by a grant, or to a board."""

import datetime as dt

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing, shown
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
