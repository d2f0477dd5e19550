"""What every test may ask for: a database of each kind, the application on it, and a browser."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, before_render_template
from sqlalchemy import event

from config import Settings
from tests.databases import BACKENDS, Postgresql, Sqlite, alone, end_run, new_run, worker_name
from tests.seeded import Seeded, seed
from tests.web import Browser

RUN = "REFERRALS_TEST_RUN"
Database = Sqlite | Postgresql


OURS = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """The workers of a run use the folder of the one that started them, and leave it to them."""
    config.stash[OURS] = RUN not in os.environ
    if config.stash[OURS]:
        os.environ[RUN] = str(new_run())


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.stash.get(OURS, False):
        end_run(Path(os.environ.pop(RUN)))


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Who looks at the demonstration goes first, in one process: no other waits for its making."""
    items.sort(key=lambda item: "seeded" not in item.fixturenames)


def pytest_collection_finish() -> None:
    """What was imported stays for the run: to look for rubbish in it again and again is slow."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many rows of the rules, each worked by hand from the law, held in this run."""
    held = {
        report.nodeid
        for report in terminalreporter.stats.get("passed", ())
        if report.when == "call" and report.nodeid.startswith("tests/rules/")
    }
    rows = [name for name in held if name.endswith("]") and "/test_walks.py" not in name]
    if rows:
        terminalreporter.write_line(f"{len(rows)} worked rows of the rules held")


@pytest.fixture(scope="session")
def run_folder() -> Path:
    return Path(os.environ[RUN])


@pytest.fixture(scope="session")
def key_file(run_folder: Path) -> Path:
    """The keys of this run: one file, since a process opens one."""
    from referrals.sealed import create_keys

    keys = run_folder / "keys.json"
    with alone(run_folder, "keys") as done:
        if not done.exists():
            create_keys(keys)
            done.touch()
    return keys


@pytest.fixture(scope="session")
def seeded(run_folder: Path, key_file: Path) -> Seeded:
    """The demonstration data, to copy and to read."""
    return seed(run_folder, key_file)


@pytest.fixture(scope="session")
def settings_for(run_folder: Path, key_file: Path) -> Callable[[str], Settings]:
    """The settings of a real service, on a database and in folders of this test process."""
    folder = run_folder / worker_name()

    def settings(url: str) -> Settings:
        return Settings(
            database_url=url,
            key_file=key_file,
            anchor_dir=folder / "anchor",
            upload_dir=folder / "uploads",
            mail_dir=folder / "mail",
            base_url="https://localhost",
            trusted_hosts=("localhost",),
        )

    for name in ("anchor", "uploads", "mail"):
        (folder / name).mkdir(parents=True)
    return settings


@pytest.fixture(scope="session")
def build(settings_for: Callable[[str], Settings]) -> Callable[[str], Flask]:
    """The application on a database."""
    from referrals.app import create_app

    return lambda url: create_app(settings_for(url))


@pytest.fixture(scope="session")
def database_of(
    run_folder: Path, build: Callable[[str], Flask]
) -> Iterator[Callable[[str], Database]]:
    """The database of a kind that belongs to this process, made when it is first asked for."""
    from referrals.db import db
    from tools.migrations import upgrade

    made: dict[str, Database] = {}

    def migrate(url: str) -> None:
        fresh = build(url)
        upgrade(fresh)
        with fresh.app_context():
            db.engine.dispose()  # a database that somebody is connected to cannot be cloned

    def database(kind: str) -> Database:
        if kind not in made:
            made[kind] = BACKENDS[kind](run_folder, worker_name(), migrate)
        return made[kind]

    yield database
    for each in made.values():
        each.close()


@pytest.fixture(params=list(BACKENDS))
def database(request: pytest.FixtureRequest, database_of: Callable[[str], Database]) -> Database:
    """A migrated database without a row, of one kind and then of the other."""
    found = database_of(request.param)
    found.reset()
    return found


def in_no_hurry(app: Flask) -> None:
    """What a test writes need not outlive the machine."""
    from referrals.db import db

    with app.app_context():
        if db.engine.name == "sqlite":
            event.listen(
                db.engine, "connect", lambda each, _: each.execute("PRAGMA synchronous=OFF")
            )


@pytest.fixture(scope="session")
def app_on(build: Callable[[str], Flask]) -> Callable[[str], Flask]:
    """The application on a database of this process, built once for each."""
    from referrals import credentials
    from tests.handed import refuse_models

    credentials.use(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    built: dict[str, Flask] = {}

    def app(url: str) -> Flask:
        if url not in built:
            built[url] = build(url)
            built[url].testing = True
            in_no_hurry(built[url])
            built[url].test_client_class = Browser
            before_render_template.connect(refuse_models, built[url])
        return built[url]

    return app


@pytest.fixture
def app(database: Database, app_on: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application on a clean database, with its context for the services under test."""
    from referrals.db import db

    application = app_on(database.url)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def browser(app: Flask) -> Any:
    """Somebody's browser, signed in as nobody."""
    return app.test_client()


@pytest.fixture
def as_person(app: Flask) -> Callable[[Any], Any]:
    """A browser of its own in which this person (an actor) is signed in."""
    from tests.people import signed_in

    return lambda actor: signed_in(app.test_client(), actor)


@pytest.fixture
def station(app: Flask) -> Any:
    """The people of one police station (`tests.services.station`)."""
    from tests.services.station import opened

    return opened()


@pytest.fixture
def near(station: Any) -> Any:
    """Those a case of the station may be shared with (`tests.services.neighbours`)."""
    from tests.services.neighbours import moved_in

    return moved_in()


@pytest.fixture
def tuesday() -> Iterator[Any]:
    """The morning of `tests.factories`, at which the clock stands still until a test moves it."""
    import time_machine

    from tests.factories import TUESDAY

    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def world(app: Flask, tuesday: Any) -> Any:
    """The people of one force and its neighbours (`tests.factories`)."""
    from tests import factories

    return factories.world()


@pytest.fixture
def seats(app: Flask, world: Any) -> Any:
    """Where the people of `world` sit (`tests.seats`)."""
    from tests.seats import Seats

    return Seats(app, world)


@pytest.fixture
def query_count(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """The statements that a block of the test sends: `with query_count() as sent: ...`."""
    from referrals.db import db

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
