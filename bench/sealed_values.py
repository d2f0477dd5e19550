"""What `bench.rotation` starts: fills a database with sealed values, reads them, is their floor."""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select

from bench.shape import NOTE
from referrals.clock import now
from referrals.db import db, new_id, reading, writing
from referrals.models import Case, Note, Organisation, Person, User
from referrals.sealed import Unreadable, seal
from wsgi import app

OF_A_PERSON = ("name", "phone", "address", "about")
AT_ONCE, PAGE = 500, 100
THINKING = 0.05
OLD, NEW = AESGCM(bytes(range(32))), AESGCM(bytes(range(1, 33)))


def fill(values: int) -> None:
    """Half of the values in notes, half in people, and as many in the floor's one table."""
    with writing():
        db.session.add(Organisation(id=1, code="police", name="Police", kind="police"))
        db.session.flush()
        db.session.add(User(id=1, email="a@police.example", name="A", role="auditor",
                            organisation_id=1, created_at=now()))  # fmt: skip
        db.session.flush()
        db.session.add(Case(
            id=1, reference="RP-1204-KT", rulebook="x", stage="x", area="x", opened_at=now(),
            updated_at=now(), logged_by_id=1, pathway="x", rule=1, because="x", age_band="adult",
        ))  # fmt: skip
    people = values // 2 // len(OF_A_PERSON)
    _in_bulk(Note, (_note() for _ in range(values - people * len(OF_A_PERSON))))
    _in_bulk(Person, (_person() for _ in range(people)))
    with psycopg.connect(_plain()) as floor:
        floor.execute("CREATE TABLE floor (id bigint PRIMARY KEY, value bytea)")
        with floor.cursor().copy("COPY floor FROM STDIN") as copy:
            for number in range(values):
                copy.write_row((number, _sealed(OLD, NOTE.encode(), number)))


def _in_bulk(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, 5000)):
        with writing():
            db.session.execute(insert(model.__table__), some)


def _note() -> dict[str, Any]:
    number, at = new_id(), now()
    return {
        "id": number, "case_id": 1, "kind": "update", "tier": "allegation", "at": at,
        "recorded_at": at, "by_id": 1, "organisation_id": 1,
        "text_sealed": seal(NOTE, f"notes.text_sealed:{number}"),
    }  # fmt: skip


def _person() -> dict[str, Any]:
    number = new_id()
    sealed = {
        f"{name}_sealed": seal(f"Invented {name}", f"persons.{name}_sealed:{number}")
        for name in OF_A_PERSON
    }
    return {"id": number, "case_id": 1, "role": "associate", **sealed}


def read(seed: int) -> None:
    """Open a page of each, here and there, until told to stop; then say how it went."""
    chance, seen = random.Random(seed), {"values": 0, "unreadable": 0}
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    print("reading", flush=True)
    while not stop:
        _page(f"{chance.getrandbits(128):032x}", seen)
        time.sleep(THINKING)
    print(json.dumps(seen))


def _page(start: str, seen: dict[str, int]) -> None:
    with reading():
        rows: list[Any] = []
        for model in (Note, Person):
            query = select(model).where(model.id >= start).order_by(model.id).limit(PAGE)
            rows += [(row, model) for row in db.session.scalars(query)]
    for row, model in rows:
        for name in OF_A_PERSON if model is Person else ("text",):
            seen["values"] += 1
            try:
                getattr(row, name)
            except Unreadable:
                seen["unreadable"] += 1


def check(values: int) -> None:
    """Every value opens, and none is missing."""
    found = 0
    with reading():
        for model, names in ((Note, ("text",)), (Person, OF_A_PERSON)):
            for row in db.session.scalars(select(model)):
                found += sum(bool(getattr(row, name)) for name in names)
    if found != values:
        sys.exit(f"{found} of {values} values are there")
    print(f"All {values} values are there and can be read.")


def floor() -> None:
    """The same work by hand: open, seal, write back, some hundreds at a time."""
    last = -1
    with psycopg.connect(_plain()) as connection:
        while rows := connection.execute(
            "SELECT id, value FROM floor WHERE id > %s ORDER BY id LIMIT %s", (last, AT_ONCE)
        ).fetchall():
            sealed = [(_anew(value, number), number) for number, value in rows]
            connection.cursor().executemany("UPDATE floor SET value = %s WHERE id = %s", sealed)
            connection.commit()
            last = rows[-1][0]


def _sealed(cipher: AESGCM, content: bytes, number: int) -> bytes:
    nonce = os.urandom(12)
    return nonce + cipher.encrypt(nonce, content, str(number).encode())


def _anew(value: bytes, number: int) -> bytes:
    return _sealed(NEW, OLD.decrypt(value[:12], value[12:], str(number).encode()), number)


def _plain() -> str:
    return os.environ["DATABASE_URL"].replace("+psycopg", "")


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    with app.app_context():
        {"fill": fill, "read": read, "check": check, "floor": floor}[what](*map(int, given))
