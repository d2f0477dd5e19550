"""Seals every chain that grew, and anchors the seals where the database cannot write (AU3)."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, insert, select, tuple_, update

from referrals.clock import now
from referrals.db import db, writing
from referrals.models import TrailSeal, TrailSealHead
from referrals.sealed import ring
from referrals.trail.anchor import NAME, append_lines, last_number
from referrals.trail.chain import Head, advance, lock
from referrals.trail.rows import HEADS, STREAMS, code, written

SEALS = cast(Table, TrailSeal.__table__)
SEAL_HEADS = cast(Table, TrailSealHead.__table__)
LINE = ("number", "mac", "chains", "rows", "at")
OWN = ("seals", "")  # the chain of the seals themselves
AT_ONCE = 2000


def seal(anchor_dir: Path) -> int:
    """Seal all that was committed before now, and say how many seals that took."""
    made = 0
    while _seal_some():
        made += 1
    _anchor(anchor_dir / NAME)
    return made


def seal_code(key: bytes, values: Sequence[object], heads: Sequence[Sequence[object]]) -> str:
    """The code of a seal: number, time, counts, key, the seal before, and each head listed."""
    return code(key, "seal", [*values, *chain.from_iterable(heads)])


def _seal_some() -> bool:
    """One seal. Heads that a writer holds are left to the next, so that nobody waits for it."""
    with writing():
        last = lock(*OWN)
        grown = (
            select(HEADS.c.stream, HEADS.c.chain, HEADS.c.seq, HEADS.c.mac, HEADS.c.sealed)
            .where(HEADS.c.sealed < HEADS.c.seq, HEADS.c.stream.in_(STREAMS))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        found = db.session.execute(grown).all()
        if found:
            listed = enumerate(sorted(tuple(row)[:4] for row in found))
            heads = [(position, *head) for position, head in listed]
            _store(last, heads, rows=sum(row.seq - row.sealed for row in found))
    return bool(found)


def _store(last: Head, heads: Sequence[tuple[Any, ...]], rows: int) -> None:
    number, at, key_id = last.seq + 1, now(), ring().current["anchor"]
    counts = {"number": number, "chains": len(heads), "rows": rows, "key_id": key_id}
    bound = [number, written(at), len(heads), rows, key_id, last.mac]
    mac = seal_code(ring().anchor[key_id], bound, heads)
    db.session.execute(insert(SEALS).values(**counts, at=at, prev=last.mac, mac=mac))
    names = ("position", "stream", "chain", "seq", "mac")
    listed = [{"number": number, **dict(zip(names, head, strict=True))} for head in heads]
    db.session.execute(insert(SEAL_HEADS), listed)
    these = tuple_(HEADS.c.stream, HEADS.c.chain).in_([head[1:3] for head in heads])
    db.session.execute(update(HEADS).where(these).values(sealed=HEADS.c.seq))
    advance(*OWN, Head(number, mac))


def _anchor(path: Path) -> None:
    """Write a line for each seal that has none yet, one worker at a time."""
    with writing():
        lock(*OWN)
        query = select(SEALS).where(SEALS.c.number > last_number(path)).order_by(SEALS.c.number)
        missing = db.session.execute(query).mappings().all()
        lines = [
            {name: written(row[name]) if name == "at" else row[name] for name in LINE}
            for row in missing
        ]
        if lines:
            append_lines(path, lines)
