"""Keys are rotated while people read and write, killed half-way and taken up again (EN2)."""

import random
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from referrals import filing
from referrals.db import db, reading, writing
from referrals.models import Document, Note, Person
from referrals.sealed import Ring, open_ring
from referrals.services import keys
from referrals.services.keys import resealing
from tests import rings
from tests.few import CONTENT, few, numbered
from tests.processes import FORK, KILLED, ended, started

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

NOTES, PEOPLE, FILES, READERS, KILLS = 60, 30, 8, 2, 3
KINDS = ("fields", "blind")


@pytest.fixture
def file(app: Any, tmp_path: Path) -> Iterator[Path]:
    """This test's own copy of the keys of the run, open."""
    with rings.copied(app, tmp_path) as mine:
        yield mine


def read(folder: Path, stop: Event, rounds: Semaphore) -> None:
    """Open everything there is, again and again; what cannot be opened ends this with an error."""
    while not stop.is_set():
        everything(folder)
        rounds.release()


def everything(folder: Path) -> list[str]:
    """The words of every note, once all else has been opened too."""
    with reading():
        said = [note.text for note in db.session.scalars(select(Note).order_by(Note.id))]
        named = {person.name for person in db.session.scalars(select(Person))}
        files = db.session.execute(select(Document.id, Document.file)).all()
    assert named == {f"Person {number}" for number in range(PEOPLE)}
    assert all(filing.get(folder, name, number) == CONTENT for number, name in files)
    return said


def write(folder: Path, stop: Event, last: Any) -> None:
    """Read, and change one note after another, under the key that was in use when this began."""
    edits = 0
    while not stop.is_set():
        edits, at = edits + 1, edits % NOTES
        assert len(everything(folder)) == NOTES
        try:
            with writing():
                db.session.get_one(Note, numbered(at)).text = f"Edit {edits}"
        except OperationalError:  # as a page would be told: not now, and nothing is stored
            continue
        last[at] = edits


def rotate(kind: str, file: Path, folder: Path, told: Connection) -> None:
    open_ring(Ring.load(file))
    for progress in keys.rotate(kind, file, folder):
        told.send(progress.left)


def rotated(kind: str, file: Path, folder: Path, kill_after: int) -> int:
    """A rotation in a process of its own, killed after so many steps if it is not done by then."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = started(rotate, kind, file, folder, theirs)
    theirs.close()
    try:
        for _ in range(kill_after):
            ours.recv()
        process.kill()
    except EOFError:
        pass
    return ended(process)


def test_nothing_is_unreadable_and_no_edit_is_lost(app, file, tmp_path, monkeypatch):
    monkeypatch.setattr(resealing, "AT_ONCE", 5)
    monkeypatch.setattr(resealing, "PEOPLE_AT_ONCE", 5)
    folder, chance = tmp_path / "uploads", random.Random(99)
    few(folder, notes=NOTES, people=PEOPLE, files=FILES)
    for kind in KINDS:
        keys.add(kind, file)
    stop, rounds, last = FORK.Event(), FORK.Semaphore(0), FORK.Array("i", NOTES)
    busy = [started(read, folder, stop, rounds) for _ in range(READERS)]
    busy.append(started(write, folder, stop, last))

    deaths = [rotated("fields", file, folder, chance.randint(1, 6)) for _ in range(KILLS)]
    deaths.append(rotated("blind", file, folder, chance.randint(1, 4)))
    finished = [rotated(kind, file, folder, 10**6) for kind in KINDS]
    assert all(rounds.acquire(timeout=60) for _ in range(3 * READERS))
    stop.set()

    assert [ended(process) for process in busy] == [0] * (READERS + 1)
    assert deaths == [KILLED] * (KILLS + 1)
    assert finished == [0, 0]
    assert max(last) > 0
    open_ring(Ring.load(file))
    for kind in KINDS:
        assert list(keys.rotate(kind, file, folder))[-1].left == 0  # what the writer wrote since
        keys.retire(kind, 1, file, folder)
    edited = {number: f"Edit {edit}" for number, edit in enumerate(last) if edit}
    assert everything(folder) == [edited.get(n, f"Note {n}") for n in range(NOTES)]
