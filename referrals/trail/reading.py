"""Reads the trail's tables as they are kept: streamed, and never as objects."""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, String, Table, func, select, type_coerce

from referrals.models import TrailValue
from referrals.trail.rows import BOUND, STREAMS

VALUES = cast(Table, TrailValue.__table__)
AT_ONCE = 2000
CHAIN, SEQ, OPERATION, CASES, DIGEST, KEY, PREV = (
    BOUND.index(name) for name in ("chain", "seq", "operation", "cases", "digest", "key_id", "prev")
)
MAC, WORDS = len(BOUND), len(BOUND) + 1


def read(connection: Connection, query: Any) -> Iterator[Any]:
    """The rows of a query as they come, never all at once."""
    options = {"stream_results": True, "yield_per": AT_ONCE}
    with connection.execute(query, execution_options=options) as rows:
        for some in rows.partitions():
            yield from some


def rows_of(connection: Connection, stream: str) -> Iterator[Any]:
    """What each row binds, its mac, and the sealed words it is joined to, in chain order."""
    table = STREAMS[stream]
    bound = [
        instant(connection, column) if column.name == "at" else column
        for column in (table.c[name] for name in BOUND)
    ]
    query = select(*bound, table.c.mac, VALUES.c.words_sealed)
    joined = query.outerjoin_from(table, VALUES, table.c.digest == VALUES.c.digest)
    return read(connection, joined.order_by(table.c.chain, table.c.seq))


def instant(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A time as text, to the microsecond in UTC, exactly as the database keeps it."""
    if connection.dialect.name == "sqlite":
        return type_coerce(column, String)
    return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24:MI:SS.US")
