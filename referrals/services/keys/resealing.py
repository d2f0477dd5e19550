"""Makes anew under the current key what stands under an older one, while everybody goes on.

A few values at a time, each in a short transaction: a kill loses none, and a second run goes on
with what is left. It never waits for anybody: a row that somebody holds is left for the next
round. What somebody has changed since it was read is theirs, and is not written over.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Column, bindparam, func, literal, select, text, tuple_, update
from sqlalchemy.exc import OperationalError

from referrals import filing
from referrals.db import db, writing
from referrals.effects.keeping import find_again
from referrals.models import Document, Person, PersonKey
from referrals.sealed import Unreadable, blind_key, reseal, ring
from referrals.services.keys.uses import files_after, key_byte, patiently, sealed_columns

AT_ONCE = 500
PEOPLE_AT_ONCE = 50
ROUNDS = 3


@dataclass
class Progress:
    """How many were made anew, of how many there were, and at the end how many are left.

    `unreadable` is the places of what no key of the ring opens: they stay as they are.
    """

    of: int
    done: int = 0
    left: int = 0
    unreadable: set[str] = field(default_factory=set)


def again(kind: str, folder: Path, progress: Progress) -> Iterator[Progress]:
    """Everything of a kind, and once more what was held or written meanwhile; told as it goes."""
    for _ in range(ROUNDS):
        before = progress.done
        for jobs in JOBS[kind]:
            for _ in jobs(folder, progress):
                yield progress
        if progress.done == before:
            return


def _values(folder: Path, progress: Progress) -> Iterator[None]:
    for column in sealed_columns():
        last: Sequence[Any] = ()
        while rows := _outdated(column, last):
            progress.done += _unless_held(partial(_reseal, column, rows, progress))
            last = rows[-1][1:]
            yield


def _outdated(column: Column[bytes], last: Sequence[Any]) -> Sequence[Any]:
    """The next values under an older key, each with what names its row."""
    keys = list(column.table.primary_key)
    older = key_byte(column) != bytes([ring().current["fields"]])
    query = select(column, *keys).where(func.length(column) > 0, older)
    if last:
        values = (literal(value, key.type) for value, key in zip(last, keys, strict=True))
        query = query.where(tuple_(*keys) > tuple_(*values))
    with patiently():
        return db.session.execute(query.order_by(*keys).limit(AT_ONCE)).all()


def _reseal(column: Column[bytes], rows: Sequence[Any], progress: Progress) -> int:
    keys = list(column.table.primary_key)
    anew = dict(_anew(column, rows, progress))
    same = [key == bindparam(f"key_{key.name}") for key in keys]
    change = update(column.table).where(*same, column == bindparam("old"))
    with writing():
        held = tuple_(*keys).in_([tuple(row[1:]) for row in rows])
        free = select(*keys).where(held).with_for_update(skip_locked=True)
        values = [
            {f"key_{key.name}": value for key, value in zip(keys, found, strict=True)}
            | {"old": anew[tuple(found)][0], "new": anew[tuple(found)][1]}
            for found in db.session.execute(free)
            if tuple(found) in anew
        ]
        changed = change.values({column.name: bindparam("new")})
        return db.session.connection().execute(changed, values).rowcount if values else 0


def _anew(
    column: Column[bytes], rows: Sequence[Any], progress: Progress
) -> Iterator[tuple[tuple[Any, ...], tuple[bytes, bytes]]]:
    """The old bytes and the new, by what names the row; what cannot be read stays as it is."""
    for row in rows:
        old, key = row[0], row[1:]
        named = ":".join(part.hex() if isinstance(part, bytes) else str(part) for part in key)
        place = f"{column.table.name}.{column.name}:{named}"
        try:
            yield key, (old, reseal(old, place))
        except Unreadable:
            progress.unreadable.add(place)


def _files(folder: Path, progress: Progress) -> Iterator[None]:
    last = ""
    while some := _next_files(last):
        for number, name in some:
            if filing.key_of(folder, name) not in {0, ring().current["fields"]}:
                progress.done += _unless_held(partial(_file, folder, number, progress))
                yield
        last = some[-1][0]


def _next_files(last: str) -> Sequence[Any]:
    with patiently():
        return files_after(last)


def _file(folder: Path, number: str, progress: Progress) -> int:
    """Under the lock of its row, so that a file which is being disposed of does not come back."""
    with writing():
        there = (Document.id == number, Document.file.is_not(None))
        name = db.session.scalar(
            select(Document.file).where(*there).with_for_update(skip_locked=True)
        )
        if name is None:
            return 0
        try:
            filing.reseal(folder, name, number)
        except Unreadable:
            progress.unreadable.add(f"documents.file:{number}")
            return 0
    return 1


def _people(folder: Path, progress: Progress) -> Iterator[None]:
    last = ""
    while some := _coded_before(last):
        progress.done += _unless_held(partial(_find_again, some, progress))
        last = some[-1]
        yield


def _coded_before(last: str) -> Sequence[str]:
    """The next people with a code under an older key."""
    older = (PersonKey.key_id != blind_key(), PersonKey.person_id > last)
    query = select(PersonKey.person_id).where(*older).distinct()
    with patiently():
        return db.session.scalars(query.order_by("person_id").limit(PEOPLE_AT_ONCE)).all()


def _find_again(ids: Sequence[str], progress: Progress) -> int:
    done = 0
    with writing():
        _give_way()
        free = select(Person).where(Person.id.in_(ids)).with_for_update(skip_locked=True)
        for person in db.session.scalars(free.execution_options(populate_existing=True)):
            try:
                with db.session.begin_nested():
                    find_again(person)
            except Unreadable:
                progress.unreadable.add(f"persons:{person.id}")
            else:
                done += 1
    return done


def _unless_held(do: Callable[[], int]) -> int:
    """How many; none when somebody holds what is needed, which is then left for the next round."""
    try:
        return do()
    except OperationalError:
        return 0


def _give_way() -> None:
    """Of two that wait for each other it is never the person at work who loses."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL lock_timeout = '100ms'"))


JOBS = {"fields": (_values, _files), "blind": (_people,), "trail": (), "anchor": ()}
