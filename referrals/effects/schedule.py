"""The dates of one case by the rule of retention: when it is looked at, and may first go."""

import datetime as dt

from sqlalchemy import select

from referrals.clock import local
from referrals.db import db
from referrals.effects.keeping import potential_victim
from referrals.models import Case, RetentionReview
from workflows.retention import Kept, Schedule, schedule


def schedule_of(case: Case) -> Schedule:
    """When it is reviewed and may first go, reckoned in London days (RT1)."""
    reviewed = db.session.scalar(
        select(RetentionReview.at)
        .where(RetentionReview.case_id == case.id)
        .order_by(RetentionReview.at.desc())
        .limit(1)
    )
    born_on = potential_victim(case.id).born_on
    return schedule(
        Kept(
            pathway=case.pathway,
            opened_on=local(case.opened_at).date(),
            closed_on=local(case.closed_at).date() if case.closed_at else None,
            born_on=dt.date.fromisoformat(born_on) if born_on else None,
            serious=bool(case.sexual_exploitation or case.sexual_assault_alleged),
            threat_to_life=bool(case.threat_to_life),
            reviewed_on=local(reviewed).date() if reviewed else None,
        )
    )
