"""Somebody leaves: their account closes, and what they hold waits for others."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import or_, select, update

from referrals import links, outbox, sessions, trail
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.passing import REHOME, drafts_of, locked, pass_on, work_of
from referrals.models import (
    TO_DO,
    Case,
    Cover,
    Draft,
    Leaving,
    Task,
    User,
)
from workflows.agencies import POLICE_SUPERVISORS
from workflows.sharing import Tier

DRAFTS_LAST = dt.timedelta(days=14)


def close(actor: Actor | None, user: User, why: str, at: dt.datetime) -> None:
    """Close an account: sessions, tokens, links and covers end with this transaction (AC9)."""
    user.active, user.suspended_at, user.suspended_why = False, at, why
    sessions.end_all(user.id)
    links.end_all(user.id)
    db.session.execute(
        update(Cover)
        .where(or_(Cover.user_id == user.id, Cover.by_id == user.id), Cover.until > at)
        .values(until=at)
    )
    _pass_drafts(user, at)
    trail.changed(actor, "user_suspended", None, after={"user": user.id, "why": why})


def _pass_drafts(user: User, at: dt.datetime) -> None:
    """A draft may be a child nobody has told of yet: the supervisor takes it over, unread."""
    supervisor = supervisor_of(user)
    if supervisor is None or not drafts_of(user.id, at):
        return
    unsent = (Draft.user_id == user.id, Draft.sent_case_id.is_(None), Draft.expires_at > at)
    db.session.execute(
        update(Draft).where(*unsent).values(user_id=supervisor.id, expires_at=at + DRAFTS_LAST)
    )
    outbox.promise("draft_taken_over", user_ids=(supervisor.id,))


def supervisor_of(user: User) -> User | None:
    """A supervisor of somebody's own team, who is at work and is not they themselves."""
    if user.team_id is None:
        return None
    return db.session.scalars(
        select(User)
        .where(User.team_id == user.team_id, User.role.in_(POLICE_SUPERVISORS))
        .where(User.active, User.id != user.id)
        .order_by(User.id)
    ).first()


def suspend(actor: Actor | None, user: User, why: str, at: dt.datetime) -> None:
    """Close an account at once; what it holds becomes its supervisor's urgent list."""
    close(actor, user, why, at)
    waits = open_list(user.id)
    if waits is not None:
        waits.done_at = at
    leave_list(actor, user, why, at)


def open_list(user_id: int) -> Leaving | None:
    """The list of what somebody who leaves still holds, if one is open."""
    mine = (Leaving.user_id == user_id, Leaving.done_at.is_(None))
    return db.session.scalars(select(Leaving).where(*mine)).first()


def leave_list(actor: Actor | None, user: User, why: str, at: dt.datetime) -> None:
    """The account is closed and its work is not yet given away: an urgent task on every case."""
    work = work_of(user.id, at)
    if not work.cases:
        return
    _urgent(db.session.scalars(select(Case).where(Case.id.in_(work.cases))), actor, user, at)
    db.session.add(
        Leaving(
            user_id=user.id,
            team_id=user.team_id,
            why=why,
            asked_by_id=actor.user_id if actor else None,
            asked_at=at,
            closed_at=at,
        )
    )
    outbox.promise("leaver_urgent", team_id=user.team_id)


def _urgent(cases: Iterable[Case], actor: Actor | None, user: User, at: dt.datetime) -> None:
    for case in cases:
        team_id = case.lead_team_id or user.team_id
        db.session.add(_task(case, team_id, actor.user_id if actor else user.id, at))
        trail.changed(actor, "case.rehoming_asked", case, tiers=(Tier.TASKS,))


def _task(case: Case, team_id: int | None, asked_by_id: int, at: dt.datetime) -> Task:
    """Work for a supervisor that must not wait: 4 hours, the local target to claim (R24)."""
    return Task(
        case_id=case.id,
        code=REHOME,
        title="Give this case to somebody else: whoever held it has gone",
        team_id=team_id,
        due=at + dt.timedelta(hours=4),
        asked_at=at,
        asked_by_id=asked_by_id,
    )


def leave_cases(actor: Actor | None, user: User, team_id: int | None, at: dt.datetime) -> None:
    """Somebody moves to other work, or begins anew: in this one act, their cases go to the team."""
    for case in locked(work_of(user.id, at).cases):
        pass_on(actor, case, user, None, at)
    db.session.execute(
        update(Task).where(Task.user_id == user.id, TO_DO).values(user_id=None, team_id=team_id)
    )
    waits = open_list(user.id)
    if waits is not None:
        waits.done_at = at
