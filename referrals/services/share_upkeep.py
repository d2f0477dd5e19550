"""What time alone changes of a share: it ends on its day, and its review is asked for."""

import datetime as dt

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from referrals import outbox, trail
from referrals.clock import now, today
from referrals.db import act, db, reading
from referrals.effects.shares import over
from referrals.models import Case, Share, Task
from workflows.shares import LIVE, TIME_PASSED, WARNED_DAYS
from workflows.sharing import Tier
from workflows.working_time import due_instant

BATCH = 50


def end_due() -> int:
    """End every share and offer whose time has passed; how many (at most one batch)."""
    with reading():
        late = select(Share.id).where(Share.state.in_(LIVE), Share.until <= now())
        ids = db.session.scalars(late.order_by(Share.until).limit(BATCH)).all()
    for share_id in ids:
        _end(share_id)
    return len(ids)


def ask_reviews() -> int:
    """Ask the lead to look again at every share whose review is near; how many were asked for."""
    near = today() + dt.timedelta(days=WARNED_DAYS)
    with reading():
        wanted = (
            select(Share.id)
            .join(Case, Case.id == Share.case_id)
            .where(Share.state == "accepted", Share.runs, Share.review_on <= near)
            .where(Case.closed_at.is_(None))
            .where(~exists().where(Task.about == _about(), Task.state == "asked"))
        )
        ids = db.session.scalars(wanted.limit(BATCH)).all()
    for share_id in ids:
        _ask(share_id)
    return len(ids)


def _about() -> object:
    return "sharing/" + Share.id + "/review"


@act
def _end(share_id: str) -> None:
    """It ended at the moment it was given, and is written down as that; access was gone by then."""
    case, share = _locked(share_id)
    if share.state in LIVE and share.until <= now():
        share.version += 1
        over(None, case, share, "ended", TIME_PASSED.code, at=share.until)
        outbox.promise("share_ended", case_id=case.id, user_ids=(share.offered_by_id,))


@act
def _ask(share_id: str) -> None:
    case, share = _locked(share_id)
    about = f"sharing/{share.id}/review"
    asked = select(Task.id).where(Task.about == about, Task.state == "asked")
    if share.state != "accepted" or db.session.scalar(asked) is not None:
        return
    db.session.add(
        Task(
            case_id=case.id,
            about=about,
            title=f"Look again at what is shared with {share.organisation.name}",
            user_id=case.lead_id,
            team_id=case.lead_team_id,
            due=due_instant(share.review_on),
            asked_at=now(),
        )
    )
    trail.changed(None, "share.review_asked", case, tiers=(Tier.TASKS,), after={"share": share.id})
    if case.lead_id is not None:
        outbox.promise("task_asked", case_id=case.id, user_ids=(case.lead_id,))
    else:
        outbox.promise("task_asked", case_id=case.id, team_id=case.lead_team_id)


def _locked(share_id: str) -> tuple[Case, Share]:
    """The case first, as every other act takes its locks."""
    case_id = select(Share.case_id).where(Share.id == share_id).scalar_subquery()
    here = select(Case).where(Case.id == case_id).options(selectinload(Case.tracks))
    case = db.session.scalars(here.with_for_update()).one()
    share = db.session.scalars(
        select(Share)
        .where(Share.id == share_id)
        .options(joinedload(Share.organisation))
        .execution_options(populate_existing=True)
    ).one()
    return case, share
