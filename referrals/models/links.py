"""That two cases belong together, or that somebody looked and they do not."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing, shown
from referrals.sealed import Sealed
from workflows.sharing import Tier

IN_FORCE = text("ended_at IS NULL")


class CaseLink(Base):
    """A link of one kind between two cases, the earlier first; ended, never deleted.

    It is told only to whoever may open both (section e, rule 7). `joined` keeps both references.
    """

    __tablename__ = "case_links"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="in_order"),
        Index("ix_case_links_other_id", "other_id"),
        Index(
            "uq_case_links_in_force",
            "one_id",
            "other_id",
            "kind",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    one_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    kind: Mapped[str] = mapped_column(String(20), info=plumbing())
    sure: Mapped[str] = mapped_column(String(10), info=plumbing())
    made_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    ended_at: Mapped[dt.datetime | None] = mapped_column(info=plumbing())
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), info=plumbing())
    words_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("How they are linked", Tier.INTELLIGENCE)
    )
    words = Sealed("words_sealed")
