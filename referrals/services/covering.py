"""Cover: a colleague holds what somebody leads while they are away, and it ends by itself."""

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from referrals import access, outbox, trail
from referrals.actor import Actor
from referrals.clock import local, now, today
from referrals.db import act, db, reading
from referrals.errors import Invalid, NotFound
from referrals.models import Cover, User
from workflows.agencies import INVESTIGATORS
from workflows.working_time import day_begins

MOST_DAYS = 90
Done = dict[str, object]


@dataclass(frozen=True)
class CoverLine:
    """Who covers for whom, from when to when."""

    id: str
    covered: str
    by: str
    since: dt.datetime
    until: dt.datetime
    last: dt.date
    now: bool
    may_end: bool


@dataclass(frozen=True)
class Wanted:
    """Who is to cover for whom (by number), from the first day to the last."""

    user: int
    by: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Coverable:
    """Accredited investigators of the team: whom cover can be for, and who can give it."""

    people: tuple[tuple[int, str], ...]
    lines: tuple[CoverLine, ...]


def covers(actor: Actor, team: str) -> Coverable:
    """The team's covers that are in force or to come, and who there is."""
    _of_team(actor, team)
    with reading():
        return Coverable(_accredited(actor), _lines(actor, User.team_id == actor.team_id))


def covering_now(actor: Actor) -> tuple[CoverLine, ...]:
    """For whom this person covers at this moment."""
    if actor.role not in INVESTIGATORS:
        return ()
    with reading():
        mine = _lines(actor, Cover.by_id == actor.user_id)
        return tuple(line for line in mine if line.now)


@act
def cover(actor: Actor, team: str, wanted: Wanted, key: str | None = None) -> Done:
    """From the first day to the end of the last, London time, one holds what the other leads."""

    def do() -> Done:
        _of_team(actor, team)
        _dates(wanted.first, wanted.last)
        _people(actor, wanted.user, wanted.by)
        row = Cover(
            user_id=wanted.user,
            by_id=wanted.by,
            since=day_begins(wanted.first),
            until=day_begins(wanted.last + dt.timedelta(days=1)),
            made_by_id=actor.user_id,
            made_at=now(),
        )
        db.session.add(row)
        db.session.flush()
        trail.changed(actor, "cover.set", None, after=asdict(wanted))
        outbox.promise("cover", user_ids={wanted.user, wanted.by} - {actor.user_id})
        return {"cover": row.id}

    return access.only_once(actor, key, "cover", asdict(wanted), do)


@act
def end(actor: Actor, team: str, cover_id: str) -> None:
    """End a cover at once; the row stays, as history."""
    _of_team(actor, team)
    row = db.session.get(Cover, cover_id)
    covered = db.session.get(User, row.user_id) if row else None
    if row is None or covered is None or covered.team_id != actor.team_id:
        raise NotFound
    if not _decides(actor, row.user_id):
        raise NotFound
    row.until = min(row.until, now())
    trail.changed(actor, "cover.ended", None, after={"user": row.user_id, "by": row.by_id})
    outbox.promise("cover", user_ids={row.user_id, row.by_id} - {actor.user_id})


def _of_team(actor: Actor, team: str) -> None:
    if team != actor.team or not (actor.supervises or actor.role in INVESTIGATORS):
        raise NotFound


def _decides(actor: Actor, user_id: int) -> bool:
    return actor.supervises or actor.user_id == user_id


def _dates(first: dt.date, last: dt.date) -> None:
    errors = {}
    if first < today():
        errors["first"] = ["Cover cannot begin in the past"]
    if last < first:
        errors["last"] = ["The last day is before the first"]
    if (last - first).days >= MOST_DAYS:
        errors["last"] = [f"Cover lasts {MOST_DAYS} days at most. Assign the cases instead"]
    if errors:
        raise Invalid(errors)


def _people(actor: Actor, user_id: int, by_id: int) -> None:
    """Both of one's own team; whoever covers could lead the cases themselves (R10)."""
    able = dict(_accredited(actor))
    errors = {}
    if user_id not in able or not _decides(actor, user_id):
        errors["user"] = ["Choose whose cases are to be covered"]
    if by_id not in able or by_id == user_id:
        errors["by"] = ["Choose another accredited investigator of the team"]
    if errors:
        raise Invalid(errors)


def _accredited(actor: Actor) -> tuple[tuple[int, str], ...]:
    rows = db.session.execute(
        select(User.id, User.name).where(access.accredited(actor.team_id)).order_by(User.name)
    )
    return tuple((row.id, row.name) for row in rows)


def _last_day(until: dt.datetime) -> dt.date:
    """The last London day on which it still stands."""
    return local(until - dt.timedelta(microseconds=1)).date()


def _lines(actor: Actor, which: ColumnElement[bool]) -> tuple[CoverLine, ...]:
    at, giver = now(), aliased(User)
    rows = db.session.execute(
        select(Cover, User.name, giver.name)
        .join(User, User.id == Cover.user_id)
        .join(giver, giver.id == Cover.by_id)
        .where(which, Cover.until > at, or_(User.active, giver.active))
        .order_by(Cover.since)
    ).all()
    return tuple(
        CoverLine(
            row.id, covered, by, row.since, row.until, _last_day(row.until), row.since <= at,
            _decides(actor, row.user_id),
        )
        for row, covered, by in rows
    )  # fmt: skip
