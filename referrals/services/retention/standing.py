"""What bears on how long one closed case is kept: its dates, its holds and what is proposed."""

import datetime as dt

from sqlalchemy import ColumnElement, select

from referrals.clock import local
from referrals.db import db
from referrals.models import Case, Disposal, LegalHold, Person, RetentionReview
from workflows.retention import Kept, Schedule, schedule


def schedule_of(case: Case) -> Schedule:
    """When it is reviewed and may first go, reckoned in London days (RT1)."""
    reviewed = db.session.scalar(
        select(RetentionReview.at)
        .where(RetentionReview.case_id == case.id)
        .order_by(RetentionReview.at.desc())
        .limit(1)
    )
    born = db.session.scalars(
        select(Person).where(Person.case_id == case.id, Person.role == "potential_victim")
    ).first()
    return schedule(
        Kept(
            pathway=case.pathway,
            opened_on=local(case.opened_at).date(),
            closed_on=local(case.closed_at).date() if case.closed_at else None,
            born_on=dt.date.fromisoformat(born.born_on) if born and born.born_on else None,
            serious=bool(case.sexual_exploitation or case.sexual_assault_alleged),
            threat_to_life=bool(case.threat_to_life),
            reviewed_on=local(reviewed).date() if reviewed else None,
        )
    )


def holds_on(case: Case) -> list[LegalHold]:
    """The holds of this case alone, lifted ones apart."""
    return _holds(LegalHold.case_id == case.id)


def standing_inquiry() -> LegalHold | None:
    """The hold over every case, if one stands."""
    return next(iter(_holds(LegalHold.case_id.is_(None))), None)


def _holds(which: ColumnElement[bool]) -> list[LegalHold]:
    return list(db.session.scalars(select(LegalHold).where(which, LegalHold.lifted_at.is_(None))))


def open_proposals(case: Case) -> list[Disposal]:
    """Proposals to dispose of it that nobody has decided."""
    mine = (Disposal.case_id == case.id, Disposal.decided_at.is_(None))
    return list(db.session.scalars(select(Disposal).where(*mine)))
