"""What bears on how long one closed case is kept beside its dates: holds, and what is proposed."""

from sqlalchemy import ColumnElement, select

from referrals.db import db
from referrals.models import Case, Disposal, LegalHold


def holds_on(case: Case) -> list[LegalHold]:
    """The holds of this case alone, lifted ones apart."""
    return _holds(LegalHold.case_id == case.id)


def standing_inquiry() -> LegalHold | None:
    """The hold over every case, if one stands."""
    return next(iter(_holds(LegalHold.case_id.is_(None))), None)


def _holds(which: ColumnElement[bool]) -> list[LegalHold]:
    return list(db.session.scalars(select(LegalHold).where(which, LegalHold.lifted_at.is_(None))))


def open_proposals(case: Case) -> list[Disposal]:
    """Proposals to dispose of it that nobody has decided, made since it was last closed.

    What was proposed before a case was opened again was proposed of another case.
    """
    mine = (Disposal.case_id == case.id, Disposal.proposed_at >= case.closed_at)
    undecided = select(Disposal).where(*mine, Disposal.decided_at.is_(None))
    return list(db.session.scalars(undecided))
