"""While the trail takes no row nothing is changed and nothing is told, whatever is asked (AU1)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from sqlalchemy import event
from werkzeug.test import TestResponse

from referrals import sessions
from referrals.db import db, writing
from tests.journeys import test_api_life as life
from tests.journeys import test_api_requests as requests
from tests.programs import Program, World, told, world
from tests.services.station import adult
from tests.services.test_trail import failing

WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
TOLD = {
    word.encode()
    for answers in (told(), adult())
    for value in answers.values()
    for word in re.findall(r"\b[A-Z][a-z]{4,}", str(value))
}
"""What people are called and where they are, as the stories have it."""


class Watch:
    """The tables that each transaction changed a row of, once it was stored."""

    def __init__(self) -> None:
        self.stored: list[set[str]] = []

    def after_cursor_execute(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if (table := WRITES.match(statement)) and cursor.rowcount:
            connection.info.setdefault("wrote", set()).add(table[1])

    def commit(self, connection: Any) -> None:
        if tables := connection.info.pop("wrote", None):
            self.stored.append(tables)

    def rollback(self, connection: Any) -> None:
        connection.info.pop("wrote", None)


@contextmanager
def committed() -> Iterator[list[set[str]]]:
    watch = Watch()
    listeners = [(n, getattr(watch, n)) for n in ("after_cursor_execute", "commit", "rollback")]
    for name, listener in listeners:
        event.listen(db.engine, name, listener)
    try:
        yield watch.stored
    finally:
        for name, listener in listeners:
            event.remove(db.engine, name, listener)


@dataclass
class Seen:
    """What became of all that was asked: refused for want of a row, or answered without one."""

    refused: set[str] = field(default_factory=set)
    unrecorded: set[str] = field(default_factory=set)
    acts: list[set[str]] = field(default_factory=list)


class Doubted(Program):
    """Asks everything twice: while no row can be written, and then for good."""

    became: Seen

    def get(self, path: str, **query: object) -> TestResponse:
        return self._twice("GET", path, lambda: Program.get(self, path, **query))

    def post(self, path: str, body: object = None, **with_: Any) -> TestResponse:
        return self._twice("POST", path, lambda: Program.post(self, path, body, **with_))

    def delete(self, path: str) -> TestResponse:
        return self._twice("DELETE", path, lambda: Program.delete(self, path))

    def _twice(self, method: str, path: str, ask: Callable[[], TestResponse]) -> TestResponse:
        with committed() as stored, failing("INSERT INTO trail_"):
            first = ask()
        assert stored == [], f"{method} {path} was stored without a row"
        assert not [word for word in TOLD if word in first.data], f"{method} {path} told"
        with committed() as stored:
            answer = ask()
        self.became.acts += stored
        name = re.sub(r"RP-\w+-\w+|[0-9a-f]{32}|(?<=log/)[\w-]{20,}", "*", f"{method} {path}")
        if first.status_code == 503:
            self.became.refused.add(name)
        else:
            assert first.status_code == answer.status_code
            self.became.unrecorded.add(f"{name} {answer.status_code}")
        return answer


@dataclass(frozen=True)
class Doubtful(World):
    """The same people, whose programs ask everything twice."""

    became: Seen

    def __getattr__(self, name: str) -> Program:
        if name not in self.numbers:
            raise AttributeError(name)
        with writing():
            token = sessions.open_session(*self.numbers[name], sessions.API)
        program = Doubted(self.app.test_client(), token)
        program.became = self.became
        return program


@pytest.fixture
def people(app: Any) -> Iterator[Doubtful]:
    with time_machine.travel(life.BEFORE_EASTER, tick=False):
        mine = world(app)
        yield Doubtful(mine.station, mine.near, mine.numbers, mine.app, Seen())


@pytest.mark.parametrize(
    "story",
    [
        life.test_a_share_begins_with_the_offer_and_ends_with_a_404,
        life.test_an_adult_is_asked_first,
        requests.test_what_is_written_to_a_case,
    ],
)
def test_nothing_is_stored_and_nothing_told_without_its_row(people, story):
    story(people)

    seen = people.became
    assert len(seen.refused) > 3
    assert [tables for tables in seen.acts if not tables & {"trail_changes", "trail_reads"}] == []
