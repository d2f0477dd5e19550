"""Holds the ends of all chains, and the seals over them, against the rows and the anchor."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select

from referrals.sealed import ring
from referrals.trail.findings import broken
from referrals.trail.reading import instant, read
from referrals.trail.rows import HEADS, START, STREAMS
from referrals.trail.sealing import LINE, OWN, SEAL_HEADS, SEALS, seal_code

CUT = "the row that ended the chain is missing or is another"


def check_heads(connection: Connection) -> None:
    """Every chain ends where its head says, and reaches at least as far as it was sealed."""
    for stream, rows in STREAMS.items():
        _ends(connection, stream, HEADS, rows)
        _beyond(connection, stream, rows)
        _ends(connection, stream, SEAL_HEADS, rows)
    strange = select(HEADS.c.chain, HEADS.c.seq).where(
        HEADS.c.stream.not_in(STREAMS), or_(HEADS.c.stream != OWN[0], HEADS.c.chain != OWN[1])
    )
    _none(connection, HEADS.name, strange, "it is the end of no chain")
    _none(connection, HEADS.name, _wrongly_sealed(), "it was not sealed as far as it says")


def check_seals(connection: Connection, anchor: Iterator[Any]) -> int:
    """Every seal follows the one before it and is the one that was anchored; returns how many."""
    columns = [SEALS.c.number, instant(connection, SEALS.c.at).label("at"), SEALS.c.chains]
    query = select(*columns, SEALS.c.rows, SEALS.c.key_id, SEALS.c.prev, SEALS.c.mac)
    listed = _listed(connection)
    number, prev = 0, START
    for row in read(connection, query.order_by(SEALS.c.number)):
        number += 1
        _follows(row, number, prev, next(listed, (0, []))[1])
        _anchored(row, next(anchor, ...))
        prev = row.mac
    if next(anchor, ...) is not ...:
        broken(SEALS.name, OWN[0], number + 1, "it was anchored and is missing: an old copy?")
    for later, _ in listed:
        broken(SEAL_HEADS.name, OWN[0], later, "it belongs to no seal")
    _own_end(connection, number, prev)
    return number


def _follows(row: Any, number: int, prev: str, heads: list[Any]) -> None:
    if row.number != number:
        broken(SEALS.name, OWN[0], number, "it is missing")
    key = ring().anchor.get(row.key_id)
    if key is None or row.prev != prev or row.mac != seal_code(key, row[:-1], heads):
        broken(SEALS.name, OWN[0], number, "it or what it lists was changed, or the key is another")


def _anchored(row: Any, line: Any) -> None:
    """The anchor may end early, when a worker died between sealing and anchoring."""
    if line is not ... and line != {name: getattr(row, name) for name in LINE}:
        broken(SEALS.name, OWN[0], row.number, "it is not the seal that was anchored")


def _listed(connection: Connection) -> Iterator[tuple[int, list[Any]]]:
    """What each seal lists, in the order of seals."""
    columns = SEAL_HEADS.c
    query = select(columns.number, columns.position, columns.stream, columns.chain)
    query = query.add_columns(columns.seq, columns.mac)
    rows = read(connection, query.order_by(columns.number, columns.position))
    for number, heads in groupby(rows, key=lambda row: row.number):
        yield number, [head[1:] for head in heads]


def _own_end(connection: Connection, number: int, mac: str) -> None:
    query = select(HEADS.c.seq, HEADS.c.mac).where(HEADS.c.stream == OWN[0])
    head = connection.execute(query).first()
    if (tuple(head) if head else (0, START)) != (number, mac):
        broken(SEALS.name, OWN[0], head.seq if head else number, CUT)


def _ends(connection: Connection, stream: str, ends: Table, rows: Table) -> None:
    same = and_(ends.c.chain == rows.c.chain, ends.c.seq == rows.c.seq)
    lost = (
        select(ends.c.chain, ends.c.seq)
        .outerjoin_from(ends, rows, same)
        .where(ends.c.stream == stream, or_(rows.c.mac.is_(None), rows.c.mac != ends.c.mac))
    )
    _none(connection, rows.name, lost, CUT)


def _beyond(connection: Connection, stream: str, rows: Table) -> None:
    same = and_(HEADS.c.chain == rows.c.chain, HEADS.c.stream == stream)
    added = (
        select(rows.c.chain, rows.c.seq)
        .outerjoin_from(rows, HEADS, same)
        .where(or_(HEADS.c.seq.is_(None), rows.c.seq > HEADS.c.seq))
    )
    _none(connection, rows.name, added, "it stands beyond the end of its chain")


def _wrongly_sealed() -> Any:
    """Heads whose own note of how far they were sealed is not what the seals say."""
    last = func.max(SEAL_HEADS.c.seq).label("seq")
    per_chain = select(SEAL_HEADS.c.stream, SEAL_HEADS.c.chain, last)
    seals = per_chain.group_by(SEAL_HEADS.c.stream, SEAL_HEADS.c.chain).subquery()
    same = and_(seals.c.stream == HEADS.c.stream, seals.c.chain == HEADS.c.chain)
    query = select(HEADS.c.chain, HEADS.c.seq).outerjoin_from(HEADS, seals, same)
    return query.where(HEADS.c.sealed != func.coalesce(seals.c.seq, 0))


def _none(connection: Connection, table: str, query: Any, why: str) -> None:
    found = connection.execute(query.order_by("chain", "seq").limit(1)).first()
    if found is not None:
        broken(table, found.chain, found.seq, why)
