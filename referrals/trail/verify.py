"""Reads the whole trail again and names the first row that does not fit (AU3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from referrals.db import db
from referrals.trail.anchor import anchor_file, anchored
from referrals.trail.check_rows import check_rows
from referrals.trail.check_seals import check_heads, check_seals
from referrals.trail.findings import Break, Broken, CouldNotRun
from referrals.trail.rows import STREAMS

__all__ = ["Break", "CouldNotRun", "Report", "verify"]


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
    size = path.stat().st_size if path.is_file() else None  # before the snapshot: never ahead of it
    rows = seals = 0
    try:
        with _snapshot() as connection:
            for stream in STREAMS:
                rows += check_rows(connection, stream)
            check_heads(connection)
            lines = iter(()) if size is None else anchored(path, size)
            seals = check_seals(connection, lines)
    except Broken as found:
        return Report(rows, seals, found.at)
    except SQLAlchemyError as error:
        raise CouldNotRun(f"The database could not be read: {type(error).__name__}") from error
    if size is None and (seals or path.suffix):
        raise CouldNotRun(f"There is no anchor at {path}")
    return Report(rows, seals)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """One unmoving picture of the database, however long reading takes and whoever writes."""
    options: dict[str, object] = {"write": False}
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with db.engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
