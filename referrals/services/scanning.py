"""What the worker does with documents: has them checked for viruses, and sweeps up after a kill."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import select, update

from referrals import filing, trail
from referrals.db import db, reading, writing
from referrals.models import Case, Document

AT_ONCE = 20
PATIENCE = 120
"""Seconds that a scanner may take over one file."""

CLEAN, INFECTED = 0, 1
"""What a scanner ends with; anything else means that it could not look."""


def scan(folder: Path, command: Sequence[str]) -> int:
    """Have the scanner look at what waits; what it could not look at goes on waiting."""
    with reading():
        waiting = select(Document.id, Document.file).where(
            Document.state == "waiting", Document.file.is_not(None)
        )
        rows = db.session.execute(waiting.order_by(Document.added_at).limit(AT_ONCE)).all()
    return sum(_scan(folder, command, row.id, row.file) for row in rows)


def _scan(folder: Path, command: Sequence[str], number: str, file: str) -> int:
    content = filing.get(folder, file, number)
    ended = subprocess.run(  # noqa: S603 - the program that the settings name
        command, input=content, capture_output=True, timeout=PATIENCE, check=False
    ).returncode
    if ended not in {CLEAN, INFECTED}:
        return 0
    values: Mapping[str, object] = (
        {"state": "clean"} if ended == CLEAN else {"state": "infected", "file": None}
    )
    with writing():
        db.session.execute(
            update(Document)
            .where(Document.id == number, Document.state == "waiting")
            .values(values)
        )
        if ended == INFECTED:
            row = db.session.get_one(Document, number)
            case = db.session.get_one(Case, row.case_id)
            trail.changed(None, "document.infected", case, operation="erasure")
    if ended == INFECTED:
        filing.drop(folder, file)
    return 1


def sweep(folder: Path) -> int:
    """Delete files that no row knows: what a kill between the file and its row leaves behind."""
    with reading():
        known = {name for name in db.session.scalars(select(Document.file)) if name}
    return filing.sweep(folder, known)
