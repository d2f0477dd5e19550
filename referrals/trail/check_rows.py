"""Holds every row of a stream, and the end of every chain, against the keys."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from referrals.sealed import ring
from referrals.trail.beside import BESIDE
from referrals.trail.findings import broken
from referrals.trail.reading import CHAIN, KEY, MAC, PREV, SEQ, rows_of
from referrals.trail.rows import START, STREAMS, code

CHANGED = "it was changed, or was written under another key"


def check_rows(connection: Connection, stream: str) -> int:
    """Every row follows the one before it, under its key; returns how many there are."""
    keys, beside = ring().trail, BESIDE[stream](connection)
    chain, seq, prev, count = None, 0, START, 0
    for row in rows_of(connection, stream):
        if row[CHAIN] != chain:
            chain, seq, prev = row[CHAIN], 0, START
        count, seq = count + 1, seq + 1
        key = keys.get(row[KEY])
        if row[SEQ] != seq or row[PREV] != prev or key is None:
            broken(STREAMS[stream].name, chain, seq, _why(row, seq, prev))
        if row[MAC] != code(key, stream, row[:MAC]):
            broken(STREAMS[stream].name, chain, seq, CHANGED)
        beside.check(row, key)
        prev = row[MAC]
    beside.finish()
    return count


def _why(row: Sequence[Any], seq: int, prev: str) -> str:
    if row[SEQ] != seq:
        return "it is missing"
    if row[PREV] != prev:
        return "it does not follow the row before it"
    return "its key is not on the ring"
