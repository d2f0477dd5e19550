"""Reads the whole trail again and names the first row that does not fit (AU3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from referrals.db import db
from referrals.trail.anchor import anchor_file, anchored
from referrals.trail.check_rows import check_rows
from referrals.trail.check_seals import check_heads, check_seals
from referrals.trail.findings import Break, Broken, CouldNotRun
from referrals.trail.rows import STREAMS

__all__ = ["Break", "CouldNotRun", "Report", "examine", "verify"]


@dataclass(frozen=True)
class Report:
    """What was read, and the first row that does not fit, if there is one."""

    rows: int
    seals: int
    broken: Break | None = None

    @property
    def ok(self) -> bool:
        return self.broken is None


def verify(anchor: Path) -> Report:
    """Check every row, chain, value and seal against the keys and the anchor (a file or its place).

    Raises CouldNotRun when the database cannot be read, or when there are seals and no anchor.
    """
    path = anchor_file(anchor)
    size = path.stat().st_size if path.is_file() else 0  # before the snapshot: never ahead of it
    try:
        with _snapshot() as connection:
            report = examine(connection, anchored(path, size))
    except SQLAlchemyError as error:
        raise CouldNotRun(f"The database could not be read: {type(error).__name__}") from error
    if report.ok and report.seals and not size:
        raise CouldNotRun(f"There is no anchor at {path}")
    return report


def examine(connection: Connection, anchor: Iterator[Any]) -> Report:
    """Check the trail as this connection sees it against the lines of the anchor."""
    rows = seals = 0
    try:
        for stream in STREAMS:
            rows += check_rows(connection, stream)
        check_heads(connection)
        seals = check_seals(connection, anchor)
    except Broken as found:
        return Report(rows, seals, found.at)
    return Report(rows, seals)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """One unmoving picture of the database, however long reading takes and whoever writes."""
    postgresql = db.engine.dialect.name == "postgresql"
    options: dict[str, object] = {"write": False}
    if postgresql:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with db.engine.connect().execution_options(**options) as connection, connection.begin():
        if postgresql:  # no page waits for this, so it may take as long as the trail is
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        yield connection
