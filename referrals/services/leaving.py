"""Leavers: nothing they hold is orphaned, and nobody who has left gets in."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, not_, select, update

from referrals import access, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects import leaving, passing
from referrals.effects.authority import subject
from referrals.effects.passing import Work
from referrals.errors import Conflict, Invalid, NotFound
from referrals.models import Case, Leaving, User
from workflows.agencies import POLICE_SUPERVISORS

WHY = {
    "left": "They have left",
    "moved": "They have moved to other work",
    "long_leave": "They are away for a long time",
    "risk": "Their access is a risk",
    "dormant": "Not used for 90 days",
}
TRIES = 3


@dataclass(frozen=True)
class Part:
    """One case that somebody who leaves holds, as the supervisor is shown it."""

    reference: str
    leads: bool
    named: bool


@dataclass(frozen=True)
class Able:
    """A colleague who could lead what is given away."""

    id: int
    name: str


@dataclass(frozen=True)
class Leaver:
    """Somebody who leaves, what of theirs this supervisor can give away, and to whom."""

    id: str
    name: str
    why: str
    closed: bool
    asked_at: dt.datetime
    parts: tuple[Part, ...]
    colleagues: tuple[Able, ...]


def held(actor: Actor, user_id: int) -> Work:
    """What somebody holds, in numbers: an administrator is shown no case."""
    with reading():
        user = subject(actor, user_id, change=False)
        return passing.work_of(user.id, now())


@act
def ask(actor: Actor, user_id: int, why: str) -> None:
    """Somebody will leave: their supervisors are asked to give away what they hold."""
    user = subject(actor, user_id)
    _known(why)
    if leaving.open_list(user.id) is not None:
        raise Conflict("Their supervisor has been asked already")
    at = now()
    db.session.add(
        Leaving(
            user_id=user.id,
            team_id=user.team_id,
            why=why,
            asked_by_id=actor.user_id,
            asked_at=at,
        )
    )
    outbox.promise("leaver", team_id=user.team_id)
    trail.changed(actor, "user_leaves", None, after={"user": user.id, "why": why})


def finish(actor: Actor, user_id: int, why: str) -> None:
    """Give away whatever is left, leads to the queue, one case an act; then close the account."""
    _known(why)
    for _ in range(TRIES):
        with reading():
            work = passing.work_of(subject(actor, user_id, change=False).id, now())
        for case_id in work.cases:
            _pass_on(actor, case_id, user_id)
        if _closed(actor, user_id, why):
            return
    raise Conflict("They took on more work while you were closing the account. Try again")


@act
def _closed(actor: Actor, user_id: int, why: str) -> bool:
    """Close the account, unless something is held again."""
    user = subject(actor, user_id)
    at = now()
    if passing.work_of(user.id, at).cases:
        return False
    leaving.close(actor, user, why, at)
    mine = (Leaving.user_id == user.id, Leaving.done_at.is_(None))
    db.session.execute(
        update(Leaving)
        .where(*mine)
        .values(done_at=at, closed_at=func.coalesce(Leaving.closed_at, at))
    )
    return True


@act
def suspend_now(actor: Actor, user_id: int, why: str) -> None:
    """Close the account at once; what it holds becomes an urgent list of the supervisor."""
    _known(why)
    leaving.suspend(actor, subject(actor, user_id), why, now())


@act
def _pass_on(actor: Actor, case_id: int, user_id: int) -> None:
    user = db.session.get_one(User, user_id)
    for case in passing.locked((case_id,)):
        passing.pass_on(actor, case, user, None, now())


def leavers(actor: Actor, team: str) -> tuple[Leaver, ...]:
    """Those who leave the supervisor's team, with the cases of theirs that the supervisor sees."""
    if team != actor.team or not _supervises(actor):
        raise NotFound
    with reading():
        rows = db.session.execute(
            select(Leaving, User)
            .join(User, User.id == Leaving.user_id)
            .where(Leaving.team_id == actor.team_id, Leaving.done_at.is_(None))
            .order_by(Leaving.asked_at)
        ).all()
        found = tuple(_leaver(actor, leaving_row, user) for leaving_row, user in rows)
        seen = [(case.id, case.reference) for _, user in rows for case in _visible(actor, user.id)]
    trail.looked(actor, "leavers.read", seen, ("tasks",), single=False)
    return found


@act
def give(actor: Actor, leaving_id: str, reference: str, to: int | None) -> None:
    """A supervisor gives one case of somebody who leaves to a colleague, or to the queue."""
    row = db.session.get(Leaving, leaving_id)
    if row is None or row.team_id != actor.team_id or not _supervises(actor):
        raise NotFound
    leaver = db.session.get(User, row.user_id)
    case = access.fetch(actor, reference, Verb.MOVE)
    if leaver is None or case.id not in passing.work_of(leaver.id, now()).cases:
        raise Conflict("Somebody else gave this case away while you had it open")
    passing.pass_on(actor, case, leaver, _colleague(actor, case, to), now())
    if not passing.work_of(leaver.id, now()).cases:
        row.done_at = now() if row.closed_at is not None else None


def _known(why: str) -> None:
    if why not in WHY:
        raise Invalid({"why": ["Choose why the account is to be closed"]})


def _supervises(actor: Actor) -> bool:
    return actor.role in POLICE_SUPERVISORS


def _visible(actor: Actor, user_id: int) -> list[Case]:
    ids = passing.work_of(user_id, now()).cases
    query = select(Case).where(Case.id.in_(ids), access.visible_to(actor, Verb.MOVE))
    return list(db.session.scalars(query.order_by(Case.id)))


def _leaver(actor: Actor, row: Leaving, user: User) -> Leaver:
    cases = _visible(actor, user.id)
    parts = tuple(
        Part(case.reference, case.lead_id == user.id, case.lead_id != user.id) for case in cases
    )
    colleagues = _could_lead(actor, user.id)
    closed = row.closed_at is not None
    return Leaver(row.id, user.name, WHY[row.why], closed, row.asked_at, parts, colleagues)


def _could_lead(actor: Actor, leaver_id: int) -> tuple[Able, ...]:
    rows = db.session.execute(
        select(User.id, User.name)
        .where(access.accredited(actor.team_id), User.id != leaver_id)
        .order_by(User.name)
    )
    return tuple(Able(row.id, row.name) for row in rows)


def _colleague(actor: Actor, case: Case, to: int | None) -> User | None:
    """An accredited investigator of the lead team without a conflict on the case (R10)."""
    if to is None:
        return None
    fits = select(User).where(
        User.id == to,
        access.accredited(case.lead_team_id),
        User.team_id == actor.team_id,
        not_(access.in_conflict(case.id, to)),
    )
    person = db.session.scalars(fits).one_or_none()
    if person is None:
        raise Invalid({"to": ["Choose an accredited investigator of the team, without a conflict"]})
    return person
