"""Reads the whole record through, keeps what was found, and copies it so that it proves itself."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select

from referrals import outbox, trail
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects.opening import auditors
from referrals.effects.taking import OF_THE_RECORD, refuse_more
from referrals.errors import NotYours
from referrals.models import TrailCheck
from referrals.trail.listing import ActivityEntry
from workflows.sharing import Tier

LONGEST = 200
A_DAY = dt.timedelta(hours=24)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "id", "at", "who", "organisation", "role", "act", "operation", "cases", "tiers", "basis",
    "reason", "request", "mac",
)  # fmt: skip
AUDITORS_ONLY = "Only an auditor checks or exports the record of activity"


@dataclass(frozen=True)
class ActivityManifest:
    """What a copy holds, and the hash by which it is proved to be whole and unaltered."""

    file: str
    sha256: str
    rows: int
    first: str
    last: str
    narrowed_to: str
    made_at: str
    made_by: str


@dataclass(frozen=True)
class ActivityCopy:
    """The record as comma-separated values, and its manifest."""

    csv: str
    manifest: ActivityManifest


@dataclass(frozen=True)
class Found:
    """What one reading of the record found."""

    outcome: str
    rows: int = 0
    seals: int = 0
    where: str = ""
    why: str = ""


def check(actor: Actor | None, anchor: Path) -> str:
    """Read every entry and seal again: `whole`, `broken` or `not_run`."""
    if actor is not None and not actor.audits:
        raise NotYours(AUDITORS_ONLY)
    try:
        report = trail.verify(anchor)
    except trail.CouldNotRun as stopped:
        return _keep(actor, Found("not_run", why=str(stopped)))
    broken = report.broken
    where = f"{broken.table}, {broken.chain}, entry {broken.seq}" if broken else ""
    why = broken.why if broken else ""
    outcome = "broken" if broken else "whole"
    return _keep(actor, Found(outcome, report.rows, report.seals, where, why))


def check_daily(anchor: Path) -> bool:
    """Once a day, whichever worker comes first; whether it was this one."""
    with reading():
        newest = db.session.scalar(select(func.max(TrailCheck.at)))
    if newest is not None and now() - newest < A_DAY:
        return False
    check(None, anchor)
    return True


@act
def _keep(actor: Actor | None, found: Found) -> str:
    row = TrailCheck(
        at=now(),
        outcome=found.outcome,
        rows=found.rows,
        seals=found.seals,
        where=found.where[:LONGEST],
        why=found.why[:LONGEST],
        by_id=actor.user_id if actor else None,
    )
    db.session.add(row)
    trail.changed(actor, "audit.checked", None, reason_code=found.outcome)
    if found.outcome != "whole":
        outbox.promise("record_broken", user_ids=auditors())
    return found.outcome


@act
def export(actor: Actor, found: Sequence[ActivityEntry], narrowed_to: str) -> ActivityCopy:
    """A copy of the entries for disclosure, five a day at most; the trail keeps its hash."""
    if not actor.audits:
        raise NotYours(AUDITORS_ONLY)
    refuse_more(actor, OF_THE_RECORD)
    rows = found
    text = _csv(rows)
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = ActivityManifest(
        file="activity.csv",
        sha256=digest,
        rows=len(rows),
        first=rows[-1].id if rows else "",
        last=rows[0].id if rows else "",
        narrowed_to=narrowed_to,
        made_at=now().isoformat(),
        made_by=actor.name,
    )
    trail.changed(
        actor,
        "audit.exported",
        None,
        operation="disclosure",
        tiers=(Tier.AUDIT,),
        after={"sha256": digest, "rows": len(rows)},
        recipients=(actor.user_id,),
    )
    return ActivityCopy(text, made)


def manifest_text(made: ActivityManifest) -> str:
    """The manifest as the file beside the copy."""
    return json.dumps(asdict(made), indent=1, ensure_ascii=False) + "\n"


def _csv(rows: Sequence[ActivityEntry]) -> str:
    out = io.StringIO()
    written = csv.writer(out)
    written.writerow(COLUMNS)
    for row in rows:
        written.writerow([_cell(getattr(row, name)) for name in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> str:
    """Text alone: no spreadsheet takes a cell of it for a formula (ASVS 1.2.10)."""
    if isinstance(value, dt.datetime):
        return value.isoformat()
    text = " ".join(value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
