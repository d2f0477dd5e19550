"""Reads the trail back: who has seen a case, and what an act changed."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from referrals.db import UtcDateTime, db, london_day
from referrals.models import (
    Case,
    Organisation,
    TrailChange,
    TrailIndex,
    TrailRead,
    TrailValue,
    User,
)
from referrals.sealed import unseal
from referrals.trail.rows import place

LISTS, OPENINGS = True, False


@dataclass(frozen=True)
class Looker:
    """How often somebody saw a case in one way on one day, when last, and what of it in all.

    `words` is why they opened it in an emergency, for a reader who reviews that.
    """

    at: dt.datetime
    user_id: int
    name: str
    organisation: str
    role: str
    act: str
    operation: str
    tiers: tuple[str, ...]
    basis: str
    reason: str = ""
    times: int = 1
    words: tuple[str, ...] = ()


def lookers(case_id: int, begin: int = 0, limit: int = 100) -> tuple[Looker, ...]:
    """Who has seen this case: opened it or was told of it, then in lists; each latest first.

    The same person, in the same way, on the same day in England, is one line, whatever they saw:
    nobody pushes what another did off the page by looking again.
    """
    listed = select(TrailIndex.chain, TrailIndex.seq).join(
        Case, and_(Case.reference == TrailIndex.reference, Case.id == case_id)
    )
    own = f"case:{case_id}"
    told = and_(TrailChange.chain == own, TrailChange.operation == "disclosure")
    found = union_all(
        _folded(TrailRead, OPENINGS, TrailRead.chain == own),
        _folded(TrailChange, OPENINGS, told),
        _folded(TrailRead, LISTS, tuple_(TrailRead.chain, TrailRead.seq).in_(listed)),
    ).subquery()
    line = found.c
    at = func.max(line.at, type_=UtcDateTime()).label("at")
    same = (line.role, line.act, line.operation, line.basis, line.reason_code)
    query = (
        select(at, line.actor_id, User.name, Organisation.name.label("organisation"), *same)
        .add_columns(func.sum(line.times).label("times"))
        .add_columns(func.aggregate_strings(line.tiers, ",").label("tiers"))
        .join(User, User.id == line.actor_id)
        .join(Organisation, Organisation.id == line.organisation_id)
        .group_by(line.listed, line.day, line.actor_id, User.name, Organisation.name, *same)
        .order_by(line.listed, at.desc(), line.actor_id, line.act, line.reason_code)
    )
    rows = db.session.execute(query.offset(begin).limit(limit))
    return tuple(_looker(row) for row in rows)


def _folded(
    row: type[TrailRead] | type[TrailChange], listed: bool, where: ColumnElement[bool]
) -> Select[Any]:
    """Of each kind of information apart, so that its name is not told once for every look."""
    day = london_day(row.at).label("day")
    who = (row.actor_id, row.organisation_id, row.role)
    how = (row.act, row.operation, row.tiers, row.basis, row.reason_code)
    return (
        select(literal(listed).label("listed"), func.max(row.at).label("at"), day)
        .add_columns(func.count().label("times"), *who, *how)
        .where(where)
        .group_by(day, *who, *how)
    )


def _looker(row: Row[Any]) -> Looker:
    return Looker(
        at=row.at,
        user_id=row.actor_id,
        name=row.name,
        organisation=row.organisation,
        role=row.role,
        act=row.act,
        operation=row.operation,
        tiers=tuple(sorted({*row.tiers.split(",")} - {""})),
        basis=row.basis,
        reason=row.reason_code,
        times=row.times,
    )


def words(digest: str) -> dict[str, Any]:
    """The before, after and reason that a row's digest joins it to; empty when it has none."""
    sealed = db.session.scalar(select(TrailValue.words_sealed).where(TrailValue.digest == digest))
    found: dict[str, Any] = json.loads(unseal(sealed, place(digest), "trail")) if sealed else {}
    return found
