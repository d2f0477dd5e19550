"""Reads the trail back: who has seen a case, and what an act changed."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from referrals.db import db
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
    """How often somebody saw a case in one way on one day, and when last."""

    at: dt.datetime
    user_id: int
    name: str
    organisation: str
    role: str
    act: str
    operation: str
    tiers: tuple[str, ...]
    basis: str
    times: int = 1


def lookers(case_id: int, begin: int = 0, limit: int = 100) -> tuple[Looker, ...]:
    """Who has seen this case: opened it or was told of it, then in lists; each latest first.

    The same person, in the same way, on the same day (UTC), is one line: nobody pushes what
    another did off the page by looking again.
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
    query = (
        select(found, User.name, Organisation.name)
        .join(User, User.id == found.c.actor_id)
        .join(Organisation, Organisation.id == found.c.organisation_id)
        .order_by(found.c.listed, found.c.at.desc(), found.c.actor_id, found.c.act)
    )
    rows = db.session.execute(query.offset(begin).limit(limit))
    return tuple(_looker(*row) for row in rows)


def _folded(
    row: type[TrailRead] | type[TrailChange], listed: bool, where: ColumnElement[bool]
) -> Select[Any]:
    same = (row.actor_id, row.organisation_id, row.role, row.act, row.operation, row.tiers)
    return (
        select(literal(listed).label("listed"), func.max(row.at).label("at"))
        .add_columns(func.count().label("times"), *same, row.basis)
        .where(where)
        .group_by(_day(row.at), *same, row.basis)
    )


def _day(at: Any) -> ColumnElement[Any]:
    on_sqlite = db.engine.dialect.name == "sqlite"
    return func.date(at if on_sqlite else func.timezone("UTC", at))


def _looker(
    _listed: bool, at: dt.datetime, times: int, user_id: int, _organisation: int, *rest: str
) -> Looker:
    role, act, operation, tiers, basis, name, organisation = rest
    return Looker(
        at, user_id, name, organisation, role, act, operation, _split(tiers), basis, times
    )


def words(digest: str) -> dict[str, Any]:
    """The before, after and reason that a row's digest joins it to; empty when it has none."""
    sealed = db.session.scalar(select(TrailValue.words_sealed).where(TrailValue.digest == digest))
    found: dict[str, Any] = json.loads(unseal(sealed, place(digest), "trail")) if sealed else {}
    return found


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()
