"""A process killed between a change and its trail row leaves both or neither (AU1, RE4)."""

import os
import random
import signal
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import event, select

from referrals import filing, trail
from referrals.db import db, reading
from referrals.models import Case, Document, Note, Task, TrailChange
from referrals.services import documents, intake, tasks
from referrals.services import writing as writes
from referrals.services.documents import New, Store
from referrals.trail import words
from tests import factories
from tests.files import pdf
from tests.processes import FORK, KILLED, ended, started
from tests.services.station import answers

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

KILLS = 16
LETTER = New("other", "allegation", "A letter", "letter.pdf", pdf())


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def story(world):
    return factories.claimed(world)


def die_before(step):
    """Be killed before so many more statements and commits have been sent."""
    left = iter(range(step, -1, -1))

    def count(*_):
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", count)
    event.listen(db.engine, "commit", count)


def work(world, story, folder, told, die_at):
    """Act after act, each told when it is done; it may not live to the end."""
    if die_at:
        die_before(die_at)
    who, reference = world.nair, story.reference
    for turn in range(2):
        said = f"Said by {os.getpid()}, {turn}"
        writes.note(who, reference, "update", said)
        told.send(("note", said))
        tasks.add_task(who, reference, said, None)
        told.send(("task", said))
        done = documents.add(who, reference, LETTER, Store(folder, scanned=False))
        told.send(("document", done["document"]))
    logged = intake.log_case(world.okafor, answers(**factories.HERE), None)
    told.send(("case", logged["reference"]))


def everything_said(ours: Connection) -> set[tuple[str, str]]:
    found = set()
    while True:
        try:
            found.add(ours.recv())
        except EOFError:
            return found


def stored() -> Counter:
    """What is there of what was done by hand; the rule book asks for tasks of its own."""
    with reading():
        notes = [row.text for row in db.session.scalars(select(Note))]
        by_hand = db.session.scalars(select(Task).where(Task.code.is_(None)))
        found = [("note", text) for text in notes if text.startswith("Said")]
        found += [("task", row.title) for row in by_hand]
        found += [("document", number) for number in db.session.scalars(select(Document.id))]
        found += [("case", reference) for reference in db.session.scalars(select(Case.reference))]
    return Counter(found)


def recorded() -> Counter:
    """The same, by what the trail says was done."""
    acts = {"note.update": "note", "task.asked": "task", "document.added": "document"}
    with reading():
        rows = db.session.scalars(select(TrailChange)).all()
        found = [
            (acts[row.act], words(row.digest)["after"][acts[row.act]])
            for row in rows
            if row.act in acts
        ]
        found += [("case", row.cases) for row in rows if row.act == "case.logged"]
    return Counter(found)


def test_every_change_has_its_trail_row_and_every_row_its_change(world, story, tmp_path):
    chance, acknowledged, deaths = random.Random(4711), set(), []
    files, anchor = tmp_path / "files", tmp_path / "anchor"
    for die_at in [*(chance.randint(1, 160) for _ in range(KILLS)), 0]:
        ours, theirs = FORK.Pipe(duplex=False)
        process = started(work, world, story, files, theirs, die_at)
        theirs.close()
        acknowledged |= everything_said(ours)
        deaths.append(ended(process))

    assert deaths == [KILLED] * KILLS + [0]
    assert len(acknowledged) > KILLS
    assert acknowledged <= set(stored())
    assert stored() == recorded()
    trail.seal(anchor)
    assert trail.verify(anchor).ok
    assert_whole(files)


def assert_whole(files: Path) -> None:
    """Every row has its file, and what a kill left without a row is swept up (RE5)."""
    with reading():
        rows = db.session.execute(select(Document.id, Document.file)).all()
    names = {name for _, name in rows}
    filing.sweep(files, names, at=time.time() + 2 * filing.GRACE)
    assert {file.name for file in files.iterdir()} == names
    assert all(filing.get(files, name, number) == LETTER.content for number, name in rows)
