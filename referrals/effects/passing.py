"""What somebody holds, and how each part of it goes to somebody else."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, not_, select, update
from sqlalchemy.orm import selectinload

from referrals import access, outbox, trail
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
    Draft,
    Task,
    User,
)
from workflows.agencies import RESPONSE_SUPERVISORS
from workflows.sharing import Tier

HELD = ("lead", "named", "owner", "restricted_reader", "grant")
REHOME = "rehome"
"""The code of the task that asks a team to give a case to somebody else."""
WAITS = frozenset({"claimed", "active"})


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
        drafts=drafts_of(user_id, at),
    )


def drafts_of(user_id: int, at: dt.datetime) -> int:
    """How many cases they began to log and have not sent."""
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


def locked(ids: tuple[int, ...]) -> Sequence[Case]:
    """The cases in one order, so that two acts never wait for each other."""
    query = select(Case).where(Case.id.in_(ids)).options(selectinload(Case.tracks))
    query = query.order_by(Case.id).with_for_update(of=Case)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()
