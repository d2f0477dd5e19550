"""What is under which key: counted, never opened."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    ColumnClause,
    ColumnElement,
    Integer,
    LargeBinary,
    func,
    literal_column,
    select,
    text,
)

from referrals import filing
from referrals.db import Base, db, reading
from referrals.models import (
    Document,
    PersonKey,
    RecoveryCode,
    TrailChange,
    TrailRead,
    TrailSeal,
    TrailValue,
)
from referrals.once import IdempotencyKey
from referrals.sealed import RINGED, ring

Uses = Mapping[str, int]
Counted = Iterator[tuple[str, int, int]]
"""What, the number of the key, and how many."""

STAYS = frozenset(
    {"recovery codes", "idempotency_keys", "trail_changes", "trail_reads", "trail_seals"}
)
"""What keeps the key it was made with: nobody knows any more what it is a code of, or it is a row
of the trail."""

FIRST: ColumnClause[int] = literal_column("1", Integer)
AT_ONCE = 1000


@dataclass(frozen=True)
class Held:
    """One key of the ring: its kind and number, whether it is in use, and what is under it."""

    kind: str
    number: int
    current: bool
    uses: Uses

    @property
    def words(self) -> str:
        """How many of what: 80 persons.name, 12 documents."""
        return ", ".join(f"{count} {what}" for what, count in sorted(self.uses.items()))


def held(folder: Path, kinds: tuple[str, ...] = RINGED) -> tuple[Held, ...]:
    """Every key of these kinds, with what is under it; `folder` is where documents are kept."""
    keys = ring()
    found: list[Held] = []
    for kind in kinds:
        uses: dict[int, dict[str, int]] = defaultdict(dict)
        with patiently():
            for what, number, count in COUNTS[kind](folder):
                uses[number][what] = count
        numbers = sorted({*getattr(keys, kind), *uses})
        found += [Held(kind, n, n == keys.current[kind], uses.get(n, {})) for n in numbers]
    return tuple(found)


def sealed_columns() -> Iterator[Column[bytes]]:
    """Every column sealed under a key of the ring that can be changed: all but the trail's words.

    A column is known by its name, so that a new one is rotated without being told here.
    """
    for table in Base.metadata.sorted_tables:
        if table.name != TrailValue.__tablename__:
            for column in table.columns:
                if isinstance(column.type, LargeBinary) and column.name.endswith("_sealed"):
                    yield column


def key_byte(column: Column[bytes]) -> ColumnElement[bytes]:
    """The first byte of what is sealed numbers its key; what was disposed of has none."""
    return func.substr(column, FIRST, FIRST, type_=LargeBinary())


@contextmanager
def patiently() -> Iterator[None]:
    """A read that may take as long as the table is: no page waits for it."""
    with reading():
        if db.session.get_bind().dialect.name == "postgresql":
            db.session.execute(text("SET LOCAL statement_timeout = 0"))
        yield


def files_after(last: str) -> Sequence[Any]:
    """The next documents that have a file, and its name on disk."""
    query = select(Document.id, Document.file).where(Document.file.is_not(None))
    some = query.where(Document.id > last).order_by(Document.id).limit(AT_ONCE)
    return db.session.execute(some).all()


def _fields(folder: Path) -> Counted:
    for column in sealed_columns():
        byte = key_byte(column).label("byte")
        what = f"{column.table.name}.{column.name.removesuffix('_sealed')}"
        counted = select(byte, func.count()).where(func.length(column) > 0).group_by("byte")
        yield from ((what, key[0], count) for key, count in db.session.execute(counted))
    yield from _files(folder)


def _files(folder: Path) -> Counted:
    counts: dict[int, int] = defaultdict(int)
    last = ""
    while some := files_after(last):
        for _, name in some:
            counts[filing.key_of(folder, name)] += 1
        last = some[-1][0]
    yield from (("documents", number, count) for number, count in counts.items() if number)


def _blind(folder: Path) -> Counted:
    persons = select(PersonKey.key_id, func.count(PersonKey.person_id.distinct()))
    unused = select(RecoveryCode.key_id, func.count()).where(RecoveryCode.used_at.is_(None))
    for what, query in (
        ("persons", persons.group_by(PersonKey.key_id)),
        ("recovery codes", unused.group_by(RecoveryCode.key_id)),
    ):
        yield from ((what, number, count) for number, count in db.session.execute(query))
    yield from _numbered(IdempotencyKey)


def _trail(folder: Path) -> Counted:
    yield from _numbered(TrailChange)
    yield from _numbered(TrailRead)


def _anchor(folder: Path) -> Counted:
    yield from _numbered(TrailSeal)


def _numbered(
    model: type[IdempotencyKey] | type[TrailChange] | type[TrailRead] | type[TrailSeal],
) -> Counted:
    rows = db.session.execute(select(model.key_id, func.count()).group_by(model.key_id))
    yield from ((model.__tablename__, number, count) for number, count in rows)


COUNTS: Mapping[str, Callable[[Path], Counted]] = {
    "fields": _fields,
    "blind": _blind,
    "trail": _trail,
    "anchor": _anchor,
}
