"""The record of activity, for auditors and the supervisors of a case: who did what, when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, literal, select

from referrals import access, trail
from referrals.actor import Actor
from referrals.clock import LONDON
from referrals.db import db, reading
from referrals.errors import NotFound
from referrals.models import Case, TrailCheck
from referrals.reference import SHAPE
from referrals.trail.listing import (
    KINDS,
    STREAM,
    ActivityEntry,
    Row,
    entries,
    entry_at,
    place_of,
    told_to,
)
from workflows.sharing import Tier

PAGE = 50
MOST = 20_000


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; nothing here names a person, since it stands in an address."""

    since: dt.date | None = None
    until: dt.date | None = None
    kind: str = ""
    role: str = ""
    case: str = ""


@dataclass(frozen=True)
class TrailChecked:
    """When the whole record was last read through, and what was found."""

    at: dt.datetime
    outcome: str
    rows: int
    seals: int
    where: str
    why: str


@dataclass(frozen=True)
class ActivityPage:
    """A page of the record, the cursor of the next, and the last check."""

    entries: tuple[ActivityEntry, ...]
    next: str | None
    checked: TrailChecked | None


@dataclass(frozen=True)
class ActivityRecord:
    """One entry with all its marks; of what changed, which things, and never what they said."""

    entry: ActivityEntry
    before: tuple[str, ...]
    after: tuple[str, ...]
    reasoned: bool
    recipients: tuple[str, ...]
    rulebook: str
    digest: str
    prev: str
    earlier: str
    later: str


def activity(actor: Actor, narrowed: Narrowed, after: str | None = None) -> ActivityPage:
    """A page of the record; that it was looked at is a row of the record itself."""
    with reading():
        found, onward = entries(_wheres(actor, narrowed), after, PAGE)
        checked = last_check()
    _looked(actor, "audit.read", found)
    return ActivityPage(found, onward, checked)


def copied(actor: Actor, narrowed: Narrowed) -> tuple[ActivityEntry, ...]:
    """Every entry that the filters leave, up to twenty thousand, to be exported."""
    with reading():
        found, _ = entries(_wheres(actor, narrowed), None, MOST)
    return found


def one(actor: Actor, token: str) -> ActivityRecord:
    """One entry; NotFound for one of a case that is not this supervisor's."""
    place = place_of(token)
    if place is None:
        raise NotFound
    with reading():
        where = _wheres(actor, Narrowed())[place.stream]
        found = entry_at(place, where)
        if found is None:
            raise NotFound
        entry, row = found
        said = trail.words(row.digest) if row.digest else {}
        view = ActivityRecord(
            entry=entry,
            before=tuple(sorted(said.get("before", {}))),
            after=tuple(sorted(said.get("after", {}))),
            reasoned=bool(said.get("reason")),
            recipients=told_to(row),
            rulebook=row.rulebook,
            digest=row.digest,
            prev=row.prev,
            earlier=_beside(place.stream, place.chain, place.seq - 1, where),
            later=_beside(place.stream, place.chain, place.seq + 1, where),
        )
    _looked(actor, "audit.entry_read", (entry,))
    return view


def checked(actor: Actor) -> TrailChecked | None:
    """The newest check, for those who read the record."""
    if not actor.audits and not actor.supervises:
        raise NotFound
    with reading():
        return last_check()


def last_check() -> TrailChecked | None:
    """What the newest check of the whole trail found."""
    row = db.session.scalars(select(TrailCheck).order_by(TrailCheck.at.desc()).limit(1)).first()
    if row is None:
        return None
    return TrailChecked(row.at, row.outcome, row.rows, row.seals, row.where, row.why)


def _beside(stream: str, chain: str, seq: int, where: Sequence[ColumnElement[bool]]) -> str:
    row = STREAM[stream]
    here = select(row.seq).where(row.chain == chain, row.seq == seq, *where)
    found = db.session.scalar(here)
    return "" if found is None else f"{stream}-{chain.replace(':', '_')}-{found}"


def _looked(actor: Actor, act: str, found: Sequence[ActivityEntry]) -> None:
    named = dict.fromkeys(
        reference for entry in found for reference in entry.cases if SHAPE.fullmatch(reference)
    )
    trail.looked(actor, act, [(0, each) for each in named], (Tier.AUDIT,), single=False)


def _wheres(actor: Actor, narrowed: Narrowed) -> dict[str, Sequence[ColumnElement[bool]]]:
    return {
        stream: [*_scope(actor, row), *_narrow(row, narrowed)] for stream, row in STREAM.items()
    }


def _scope(actor: Actor, row: Row) -> list[ColumnElement[bool]]:
    """An auditor reads all of it but what a conflict hides; a supervisor, of the cases they see.

    Nor does a list that somebody else read name to an auditor a case that is hidden from them.
    """
    mine = literal("case:") + cast(Case.id, String)
    if actor.audits:
        barred = ~access.without_conflict(actor)
        names = db.session.scalars(select(Case.reference).where(barred)).all()
        unnamed = [~row.cases.contains(name) for name in names]
        return [row.chain.not_in(select(mine).where(barred)), *unnamed]
    if not actor.supervises:
        raise NotFound
    return [row.chain.in_(select(mine).where(access.visible_to(actor)))]


def _narrow(row: Row, narrowed: Narrowed) -> list[ColumnElement[bool]]:
    day = dt.timedelta(days=1)
    emergency = narrowed.kind == "emergency"
    wanted = (
        narrowed.since and row.at >= _begins(narrowed.since),
        narrowed.until and row.at < _begins(narrowed.until + day),
        emergency and row.act.like("emergency%"),
        narrowed.kind and not emergency and row.operation.in_(KINDS.get(narrowed.kind, ())),
        narrowed.role and row.role == narrowed.role,
        narrowed.case and row.cases.contains(narrowed.case, autoescape=True),
    )
    return [each for each in wanted if isinstance(each, ColumnElement)]


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC)
