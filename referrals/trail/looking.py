"""Reads the trail back: who has seen a case, and what an act changed."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select, tuple_

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


@dataclass(frozen=True)
class Looker:
    """One time that somebody saw a case, on its own or in a list."""

    at: dt.datetime
    user_id: int
    name: str
    organisation: str
    role: str
    act: str
    operation: str
    tiers: tuple[str, ...]
    basis: str


def lookers(case_id: int, limit: int = 200) -> tuple[Looker, ...]:
    """Who has seen this case, latest first: opened, in a list, or disclosed to somebody."""
    listed = select(TrailIndex.chain, TrailIndex.seq).join(
        Case, and_(Case.reference == TrailIndex.reference, Case.id == case_id)
    )
    opened = _of(TrailRead).where(TrailRead.chain == f"case:{case_id}")
    shown = _of(TrailRead).where(tuple_(TrailRead.chain, TrailRead.seq).in_(listed))
    told = _of(TrailChange).where(
        TrailChange.chain == f"case:{case_id}", TrailChange.operation == "disclosure"
    )
    found = [
        one for query in (opened, shown, told) for one in db.session.execute(query.limit(limit))
    ]
    latest = sorted(found, key=lambda one: one.at, reverse=True)[:limit]
    return tuple(
        Looker(at, user_id, name, organisation, role, act, operation, _split(tiers), basis)
        for at, user_id, name, organisation, role, act, operation, tiers, basis in latest
    )


def _of(row: type[TrailRead] | type[TrailChange]) -> Select[Any]:
    return (
        select(row.at, row.actor_id, User.name, Organisation.name, row.role)
        .add_columns(row.act, row.operation, row.tiers, row.basis)
        .join(User, User.id == row.actor_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .order_by(row.at.desc())
    )


def words(digest: str) -> dict[str, Any]:
    """The before, after and reason that a row's digest joins it to; empty when it has none."""
    sealed = db.session.scalar(select(TrailValue.words_sealed).where(TrailValue.digest == digest))
    found: dict[str, Any] = json.loads(unseal(sealed, place(digest), "trail")) if sealed else {}
    return found


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()
