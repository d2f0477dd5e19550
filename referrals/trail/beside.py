"""What stands beside the rows of a stream: sealed words beside changes, index rows beside reads."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection, Table, func, select

from referrals.models import TrailIndex
from referrals.models.trail import DISPOSED
from referrals.sealed import Unreadable, unseal
from referrals.trail.findings import broken
from referrals.trail.reading import CASES, CHAIN, DIGEST, OPERATION, SEQ, VALUES, WORDS, read
from referrals.trail.rows import STREAMS, code, indexed, place

INDEX = cast(Table, TrailIndex.__table__)


class Words:
    """Every digest has its sealed words, and every sealed words a row that they belong to.

    Words may be gone from before the row that says their case was disposed of. That row is in the
    chain like any other, so that nobody without the key can say so in its place.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.count = 0
        changes = STREAMS["changes"]
        gone = select(changes.c.chain, func.max(changes.c.seq)).where(changes.c.act == DISPOSED)
        rows = connection.execute(gone.group_by(changes.c.chain)).all()
        self.disposed: dict[str, int] = {row[0]: row[1] for row in rows}

    def check(self, row: Sequence[Any], key: bytes) -> None:
        digest = row[DIGEST]
        if not digest or (row[WORDS] is None and row[SEQ] < self.disposed.get(row[CHAIN], 0)):
            return
        self.count += 1
        try:
            words = unseal(row[WORDS], place(digest), "trail")
        except Unreadable:
            broken(VALUES.name, row[CHAIN], row[SEQ], "its words are missing, moved or changed")
        if code(key, "words", [row[CHAIN], row[SEQ], words]) != digest:
            broken(VALUES.name, row[CHAIN], row[SEQ], "its words are not what was recorded")

    def finish(self) -> None:
        if self.connection.scalar(select(func.count()).select_from(VALUES)) == self.count:
            return
        changes = STREAMS["changes"]
        lost = (
            select(VALUES.c.digest)
            .outerjoin_from(VALUES, changes, changes.c.digest == VALUES.c.digest)
            .where(changes.c.digest.is_(None))
        )
        digest = self.connection.scalar(lost.order_by(VALUES.c.digest).limit(1))
        broken(VALUES.name, digest, 0, "these words belong to no row")


class Listed:
    """Every list has an index row for each case it names, and no index row stands alone."""

    def __init__(self, connection: Connection) -> None:
        query = select(INDEX.c.chain, INDEX.c.seq, INDEX.c.position, INDEX.c.reference)
        self.index = read(connection, query.order_by(*query.selected_columns[:3]))

    def check(self, row: Sequence[Any], key: bytes) -> None:
        if not row[CASES] or not indexed(row[CHAIN], row[OPERATION]):
            return
        references = row[CASES].split(",")
        found = [tuple(entry) for entry in islice(self.index, len(references))]
        named = [(row[CHAIN], row[SEQ], *entry) for entry in enumerate(references)]
        if found != named:
            broken(INDEX.name, row[CHAIN], row[SEQ], "the index is not what the list showed")

    def finish(self) -> None:
        for entry in self.index:
            broken(INDEX.name, entry[0], entry[1], "an index row belongs to no list")


BESIDE: dict[str, type[Words] | type[Listed]] = {"changes": Words, "reads": Listed}
