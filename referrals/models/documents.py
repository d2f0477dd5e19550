"""Documents on a case: what each is and who may see it; the file itself lies sealed on disk."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing, shown
from referrals.sealed import Sealed
from workflows.sharing import Tier


class Document(Base):
    """One file. `tier` says who may read it, as for a note; `file` is its opaque name on disk.

    `state`: `waiting` to be checked for viruses, `clean`, `infected` (the file is gone), or
    `unchecked`, where no scanner is set up. A redacted copy is a document of its own.
    A receipt names the NRM referral that it is for.
    """

    __tablename__ = "documents"
    __table_args__ = (Index(None, "case_id", "added_at"), Index(None, "state"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    tier: Mapped[str] = mapped_column(String(20), info=plumbing())
    kind: Mapped[str] = mapped_column(String(20), info=plumbing())
    state: Mapped[str] = mapped_column(String(12), info=plumbing())
    file: Mapped[str | None] = mapped_column(String(32), unique=True, info=plumbing())
    extension: Mapped[str] = mapped_column(String(5), info=plumbing())
    size: Mapped[int] = mapped_column(info=plumbing())
    added_at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), info=plumbing())
    redacted_of_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"), info=plumbing())
    referral_id: Mapped[str | None] = mapped_column(
        ForeignKey("nrm_referrals.id"), index=True, info=plumbing()
    )
    name_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("File name", Tier.INTELLIGENCE)
    )
    description_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("What it is", Tier.ALLEGATION)
    )

    name = Sealed("name_sealed")
    description = Sealed("description_sealed")
