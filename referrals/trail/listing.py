"""The record of activity as a list: both streams together, newest first, and nothing of content."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from referrals.db import db
from referrals.models import Organisation, TrailChange, TrailRead, User
from workflows.eras import AUTHORITIES

Row = type[TrailChange] | type[TrailRead]
STREAM: dict[str, Row] = {"c": TrailChange, "r": TrailRead}
KINDS: dict[str, tuple[str, ...]] = {
    "viewed": ("consultation",),
    "changed": ("alteration", "collection", "combination"),
    "shared": ("disclosure",),
    "refused": ("refusal",),
    "erased": ("erasure",),
}

NUMBERED = ("board.", "information.")
"""Acts whose rows say by its number which agency they told."""


@dataclass(frozen=True)
class ActivityEntry:
    """Who did what to which case, when, as what and on what ground; never what it said."""

    id: str
    at: dt.datetime
    who: str
    organisation: str
    role: str
    act: str
    operation: str
    cases: tuple[str, ...]
    tiers: tuple[str, ...]
    basis: str
    reason: str
    request: str
    seq: int
    mac: str


@dataclass(frozen=True)
class Place:
    """One row by its stream, chain and number, as an address may hold it."""

    stream: str
    chain: str
    seq: int

    @property
    def token(self) -> str:
        return f"{self.stream}-{self.chain.replace(':', '_')}-{self.seq}"


def place_of(token: str) -> Place | None:
    """The row an address names; None when it names none."""
    stream, _, rest = token.partition("-")
    chain, _, seq = rest.rpartition("-")
    whole = seq.isascii() and seq.isdigit() and len(seq) <= 9  # noqa: PLR2004 - an integer's
    if stream not in STREAM or not whole:
        return None
    return Place(stream, chain.replace("_", ":"), int(seq))


def entries(
    wheres: dict[str, Sequence[ColumnElement[bool]]], before: str | None, limit: int
) -> tuple[tuple[ActivityEntry, ...], str | None]:
    """A page of entries after the cursor, and the cursor of the next page."""
    found: list[tuple[tuple[dt.datetime, str], ActivityEntry]] = []
    for stream, where in wheres.items():
        row = STREAM[stream]
        query = _selected(row).where(*where, *_after(stream, before))
        query = query.order_by(row.at.desc(), row.chain.desc(), row.seq.desc()).limit(limit + 1)
        for values in db.session.execute(query):
            entry = _entry(stream, values)
            found.append(((entry.at, stream), entry))
    found.sort(key=lambda pair: pair[0], reverse=True)
    page = tuple(entry for _, entry in found[:limit])
    onward = f"{page[-1].at.isoformat()}~{page[-1].id}" if len(found) > limit else None
    return page, onward


def entry_at(
    place: Place, where: Sequence[ColumnElement[bool]]
) -> tuple[ActivityEntry, Any] | None:
    """One entry and its row, if it is there to be read."""
    row = STREAM[place.stream]
    here = (row.chain == place.chain, row.seq == place.seq, *where)
    values = db.session.execute(_selected(row).where(*here)).one_or_none()
    if values is None:
        return None
    kept = db.session.execute(select(row).where(*here)).scalar_one()
    return _entry(place.stream, values), kept


def told_to(row: Any) -> tuple[str, ...]:
    """By name, whom a row says it told: agencies by their codes, and people by their numbers."""
    told = [each for each in row.recipients.split(",") if each]
    numbers = [int(each) for each in told if each.isdigit()]
    named = Organisation if row.act.startswith(NUMBERED) else User
    by_number = select(cast(named.id, String), named.name).where(named.id.in_(numbers))
    by_code = select(Organisation.code, Organisation.name).where(Organisation.code.in_(told))
    names = {row[0]: row[1] for row in db.session.execute(by_code.union(by_number))}
    return tuple(names.get(each) or AUTHORITIES.get(each, each) for each in told)


def _selected(row: Row) -> Any:
    return (
        select(row, User.name, Organisation.name)
        .outerjoin(User, User.id == row.actor_id)
        .outerjoin(Organisation, Organisation.id == row.organisation_id)
    )


def _entry(stream: str, values: Any) -> ActivityEntry:
    row, who, organisation = values
    return ActivityEntry(
        id=Place(stream, row.chain, row.seq).token,
        at=row.at,
        who=who or ("Somebody not signed in" if row.operation == "refusal" else "The service"),
        organisation=organisation or "",
        role=row.role,
        act=row.act,
        operation=row.operation,
        cases=_split(row.cases),
        tiers=_split(row.tiers),
        basis=row.basis,
        reason=row.reason_code,
        request=row.request,
        seq=row.seq,
        mac=row.mac,
    )


def _after(stream: str, before: str | None) -> tuple[ColumnElement[bool], ...]:
    """What comes after the cursor, in the order of time, stream, chain and number."""
    if before is None:
        return ()
    text, _, token = before.partition("~")
    place, at, row = place_of(token), _moment(text), STREAM[stream]
    if place is None or at is None:
        return (row.seq < 0,)
    if stream > place.stream:
        return (row.at < at,)
    if stream < place.stream:
        return (row.at <= at,)
    further = or_(row.chain < place.chain, and_(row.chain == place.chain, row.seq < place.seq))
    return (or_(row.at < at, and_(row.at == at, further)),)


def _moment(text: str) -> dt.datetime | None:
    """The moment a cursor names; None of one that was never given out."""
    try:
        at = dt.datetime.fromisoformat(text)
        return at.astimezone(dt.UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()
