"""Somebody leaves: what they hold, and how each part of it goes to somebody else."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, not_, or_, select, update
from sqlalchemy.orm import selectinload

from referrals import access, links, outbox, sessions, trail
from referrals.access import track_of
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.holders import holders, supervised
from referrals.effects.leading import assign, end
from referrals.effects.moves import of_itself
from referrals.effects.settle import settle
from referrals.effects.standing import lead
from referrals.models import (
    IN_FORCE,
    TO_DO,
    Assignment,
    Case,
    Cover,
    Draft,
    Leaving,
    Task,
    User,
)
from workflows.agencies import POLICE_SUPERVISORS, RESPONSE_SUPERVISORS
from workflows.sharing import Tier

HELD = ("lead", "named", "owner", "restricted_reader", "grant")
REHOME = "rehome"
"""The code of the task that asks a team to give a case to somebody else."""
WAITS = frozenset({"claimed", "active"})
DRAFTS_LAST = dt.timedelta(days=14)


@dataclass(frozen=True)
class Work:
    """What one person holds, in numbers: all that an administrator is told of it."""

    cases: tuple[int, ...]
    leads: int
    named: int
    owns: int
    reads: int
    tasks: int
    drafts: int

    @property
    def nothing(self) -> bool:
        return not (self.cases or self.drafts)


def work_of(user_id: int, at: dt.datetime) -> Work:
    """Everything that would be orphaned if this person were gone."""
    rows = db.session.execute(
        select(Assignment.case_id, Assignment.standing)
        .where(Assignment.user_id == user_id, Assignment.standing.in_(HELD))
        .where(IN_FORCE)
    ).all()
    asked = db.session.scalars(select(Task.case_id).where(Task.user_id == user_id, TO_DO)).all()
    standings = [row.standing for row in rows]
    return Work(
        cases=tuple(sorted({row.case_id for row in rows} | set(asked))),
        leads=standings.count("lead"),
        named=standings.count("named"),
        owns=standings.count("owner"),
        reads=standings.count("restricted_reader"),
        tasks=len(asked),
        drafts=_drafts(user_id, at),
    )


def _drafts(user_id: int, at: dt.datetime) -> int:
    unsent = (Draft.user_id == user_id, Draft.sent_case_id.is_(None), Draft.expires_at > at)
    return db.session.scalar(select(func.count()).select_from(Draft).where(*unsent)) or 0


def in_the_name_of(case: Case, user_id: int) -> bool:
    """Whether a case waits for this person: they lead it, or own it until support is agreed."""
    return user_id in {case.lead_id, case.owner_id}


def let_go(actor: Actor, case: Case, user_id: int, at: dt.datetime) -> None:
    """Whoever may not see it any more holds nothing of it: what was in their name waits anew."""
    if in_the_name_of(case, user_id):
        pass_on(actor, case, db.session.get_one(User, user_id), None, at)


def pass_on(
    actor: Actor | None, case: Case, leaver: User, to: User | None, at: dt.datetime
) -> None:
    """Give what somebody holds of one case to another; a lead without one goes to the queue."""
    before = {"user": leaver.id, "lead": case.lead_id, "owner": case.owner_id}
    _pass_tasks(case, leaver, to, at)
    if case.lead_id == leaver.id:
        _pass_lead(case, leaver, to, at)
    if case.owner_id == leaver.id:
        _pass_owner(case, leaver, at)
    for standing in ("lead", "named", "owner", "grant"):
        end(case, standing, at, user_id=leaver.id)
    _pass_reading(case, leaver, to, at)
    after = {"lead": case.lead_id, "owner": case.owner_id}
    trail.changed(actor, "case.rehomed", case, tiers=(Tier.TASKS,), before=before, after=after)
    told = () if to is None else (to.id,)
    outbox.promise("case_rehomed", case_id=case.id, user_ids=told, team_id=case.lead_team_id)
    settle(actor, case, at)


def _pass_lead(case: Case, leaver: User, to: User | None, at: dt.datetime) -> None:
    if to is not None:
        lead(case, to.id, at)
        return
    case.lead_id = None
    if case.closed_at is None and track_of(case, "investigation").state in WAITS:
        of_itself(case, "investigation", "release", at)


def _pass_owner(case: Case, leaver: User, at: dt.datetime) -> None:
    """An owner is a response supervisor of the unit; the unit's own see it in any case."""
    another = db.session.scalars(
        select(User)
        .where(User.team_id == case.logged_team_id, User.role.in_(RESPONSE_SUPERVISORS))
        .where(User.active, User.id != leaver.id, not_(access.in_conflict(case.id, User.id)))
        .order_by(User.id)
    ).first()
    case.owner_id = another.id if another else None
    if another is not None:
        assign(case, "owner", at, user_id=another.id)


def _pass_reading(case: Case, leaver: User, to: User | None, at: dt.datetime) -> None:
    """A restricted case keeps a supervisor among those who are named on it (R27)."""
    if not case.restricted:
        return
    if to is not None:
        assign(case, "restricted_reader", at, user_id=to.id)
    named = [row for row in holders(case) if row.named and row.user_id != leaver.id]
    if not supervised(named):
        for row in holders(case):
            if row.supervises and row.user_id != leaver.id:
                assign(case, "restricted_reader", at, user_id=row.user_id)
    end(case, "restricted_reader", at, user_id=leaver.id)


def _pass_tasks(case: Case, leaver: User, to: User | None, at: dt.datetime) -> None:
    theirs = (Task.case_id == case.id, Task.user_id == leaver.id, TO_DO)
    team_id = None if to else case.lead_team_id or leaver.team_id
    db.session.execute(
        update(Task).where(*theirs).values(user_id=to.id if to else None, team_id=team_id)
    )
    urgent = (Task.case_id == case.id, Task.code == REHOME, TO_DO)
    db.session.execute(update(Task).where(*urgent).values(state="done", done_at=at))


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
    if supervisor is None or not _drafts(user.id, at):
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


def locked(ids: tuple[int, ...]) -> Sequence[Case]:
    """The cases in one order, so that two acts never wait for each other."""
    query = select(Case).where(Case.id.in_(ids)).options(selectinload(Case.tracks))
    query = query.order_by(Case.id).with_for_update(of=Case)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()
