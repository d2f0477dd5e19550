"""What somebody searched for, so that no name ever stands in an address."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing, shown
from referrals.sealed import Sealed
from workflows.sharing import Tier


class Search(Base):
    """One search of one session, and dead with it; only a digest of its token is kept."""

    __tablename__ = "searches"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    digest: Mapped[str] = mapped_column(String(64), unique=True, info=plumbing())
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), info=plumbing())
    session: Mapped[str] = mapped_column(String(64), info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=plumbing())
    query_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Searched for", Tier.AUDIT)
    )
    query = Sealed("query_sealed")
