"""The dates of one case by the rule of retention: when it is looked at, and may first go."""

import datetime as dt

from sqlalchemy import select

from referrals.clock import local
from referrals.db import db
from referrals.models import Case, Person, RetentionReview
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
