"""Adds a row to its chain, under the lock of the chain's one head."""

from typing import Any, NamedTuple, cast

from sqlalchemy import Table, insert, select, update

from referrals.clock import now
from referrals.db import db
from referrals.models import TrailValue
from referrals.once import put_new
from referrals.sealed import seal
from referrals.trail.rows import BOUND, HEADS, START, STREAMS, code, place, trail_key, written

VALUES = cast(Table, TrailValue.__table__)


class Head(NamedTuple):
    """Where a chain ends."""

    seq: int
    mac: str


def append(stream: str, chain: str, row: dict[str, Any], words: str = "") -> int:
    """Add a row, its words sealed aside, and say which number it got in the chain."""
    head = lock(stream, chain)
    key_id, key = trail_key()
    at, seq = now(), head.seq + 1
    digest = code(key, "words", [chain, seq, words]) if words else ""
    row = row | {"chain": chain, "seq": seq, "prev": head.mac, "digest": digest, "key_id": key_id}
    mac = code(key, stream, [(row | {"at": written(at)})[name] for name in BOUND])
    db.session.execute(insert(STREAMS[stream]).values(**row, at=at, mac=mac))
    if words:
        sealed = seal(words, place(digest), "trail")
        db.session.execute(insert(VALUES).values(digest=digest, words_sealed=sealed))
    advance(stream, chain, Head(seq, mac))
    return seq


def lock(stream: str, chain: str) -> Head:
    """The end of a chain, held until this transaction ends; a new chain is begun by one writer."""
    query = select(HEADS.c.seq, HEADS.c.mac).where(*_at(stream, chain)).with_for_update()
    found = db.session.execute(query).first()
    if found is None:
        put_new(HEADS, stream=stream, chain=chain, seq=0, mac=START, sealed=0)
        found = db.session.execute(query).one()
    return Head(*found)


def advance(stream: str, chain: str, head: Head) -> None:
    """Move the end of a locked chain."""
    moved = update(HEADS).where(*_at(stream, chain)).values(seq=head.seq, mac=head.mac)
    db.session.execute(moved)


def _at(stream: str, chain: str) -> tuple[Any, ...]:
    return HEADS.c.stream == stream, HEADS.c.chain == chain
