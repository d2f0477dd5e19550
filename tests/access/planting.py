"""What may be planted in a form that does not ask it, and what became of it."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from flask import Flask
from sqlalchemy import Boolean, Date, DateTime, Integer, event
from werkzeug.datastructures import ImmutableMultiDict

from referrals import sealed
from referrals.db import Base, db
from referrals.errors import Conflict
from tests import openapi

TEXT, NUMBER, DAY = "planted", "7654321", "2033-03-03"
NESTED = dict.fromkeys(("Stage", "case.stage", "case[stage]", "case__stage"), "closed")
VALUES = ((Boolean, "yes"), (Integer, NUMBER), (DateTime, f"{DAY}T09:00:00+00:00"), (Date, DAY))
STORED = re.compile(rf"{TEXT}|{NUMBER}|{DAY}|datetime\(2033, 3, 3")
TABLE = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
BESIDE = re.compile(r"trail_|idempotency_keys")
"""What is written of a refusal too, and of whatever a form held."""


def plants(app: Flask) -> dict[str, str]:
    """Every column there is, by its name and by what a form would call it, and every key that
    any form of the service asks for."""
    found = dict(NESTED)
    for name, kind in _columns():
        value = next((value for of, value in VALUES if isinstance(kind, of)), TEXT)
        found |= {name: value, name.removesuffix("_id"): value}
    for path in openapi.document(app)["paths"]:
        found = dict.fromkeys(asks(app, path), TEXT) | found
    return found


def _columns() -> Iterator[tuple[str, Any]]:
    for mapper in Base.registry.mappers:
        yield from ((column.name, column.type) for column in mapper.columns)
        kept = vars(mapper.class_).items()
        yield from ((name, None) for name, each in kept if isinstance(each, sealed.Sealed))


def asks(app: Flask, path: str) -> set[str]:
    """The keys that the document says a body may have that is sent to a rule, or a path of it."""
    told = openapi.document(app)["paths"].get(openapi.BLANK.sub(r"{\1}", path), {})
    body = told.get("post", {}).get("requestBody")
    kinds = openapi.resolved(app, body)["content"].values() if body else ()
    return {name for kind in kinds for name in _names(app, kind["schema"])}


def _names(app: Flask, schema: dict[str, Any]) -> Iterator[str]:
    schema = openapi.resolved(app, schema)
    yield from schema.get("properties", ())
    for each in itertools.chain(*(schema.get(of, ()) for of in ("anyOf", "allOf"))):
        yield from _names(app, each)


class Noted(ImmutableMultiDict[str, str]):
    """A form that notes which of its keys a page looks at."""

    looked: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> str:
        self.looked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.looked.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, *more: Any) -> list[Any]:
        self.looked.add(key)
        return super().getlist(key, *more)


@contextmanager
def kept_back() -> Iterator[list[str]]:
    """What an act would store is told, and in the end not stored: the world stays as it is."""
    sent: list[str] = []
    told = 0

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        table = TABLE.match(statement)
        if table and not BESIDE.match(table[1]):
            sent.append(f"{statement} {values}")

    def stop(session: Any) -> None:
        nonlocal told
        session.flush()
        if len(sent) > told:
            told = len(sent)
            raise Conflict("Nothing is stored here")

    event.listen(db.engine, "before_cursor_execute", note)
    event.listen(db.session, "before_commit", stop)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        event.remove(db.session, "before_commit", stop)
