"""Keys are added, have their turn, and go when nothing is under them; nothing is lost (EN2)."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import LargeBinary, select, update

from referrals import codes, credentials, enrolling, keyring, sealed, trail
from referrals.db import Base, db, reading, writing
from referrals.errors import Invalid, Reused, TrailUnavailable
from referrals.models import (
    Note,
    Person,
    PersonKey,
    TrailChange,
    User,
)
from referrals.once import IdempotencyKey, only
from referrals.sealed import Ring, open_ring
from referrals.services import documents, keys, searching
from referrals.services.documents import New, Store
from referrals.services.keys import resealing, uses
from referrals.trail import words
from tests import factories, rings
from tests.few import CONTENT, NAIR, SECRET
from tests.few import few as store_few
from tests.services.test_trail import failing

LETTER = New("decision_letter", "allegation", "Grounds", "Kestrel.pdf", CONTENT)


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(factories.TUESDAY):
        yield


@pytest.fixture
def file(app: Any, tmp_path: Path) -> Iterator[Path]:
    """This test's own copy of the keys of the run, opened for as long as it takes."""
    with rings.copied(app, tmp_path) as mine:
        yield mine


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def few(app: Any, file: Path, uploads: Path) -> int:
    """One person on one case, three notes and a document; the number of a user."""
    store_few(uploads)
    return NAIR


def rotated(kind: str, file: Path, uploads: Path) -> keys.Progress:
    return list(keys.rotate(kind, file, uploads))[-1]


def under(kind: str, uploads: Path) -> dict[int, int]:
    """How many values are under each key."""
    return {key.number: sum(key.uses.values()) for key in keys.held(uploads, (kind,))}


def acts(prefix: str = "key.") -> list[str]:
    with reading():
        rows = select(TrailChange.act).where(TrailChange.act.startswith(prefix))
        return list(db.session.scalars(rows.order_by(TrailChange.seq)))


def everything() -> dict[str, list[Any]]:
    """Every sealed word of every model, opened."""
    found = {}
    with reading():
        for mapper in Base.registry.mappers:
            for name, kept in vars(mapper.class_).items():
                if isinstance(kept, sealed.Sealed):
                    rows = db.session.scalars(select(mapper.class_))
                    found[f"{mapper.class_.__tablename__}.{name}"] = sorted(
                        (row.id, getattr(row, name) or "") for row in rows
                    )
    return found


class TestFields:
    def test_are_all_made_anew_and_read_as_before(self, app, file, uploads):
        world = factories.world()
        story = factories.claimed(world, name="Kayla Marsh")
        store = Store(uploads, scanned=False)
        number = documents.add(world.nair, story.reference, LETTER, store, "once")["document"]
        with writing():
            nair = db.session.get_one(User, world.nair.user_id)
            nair.totp_sealed = credentials.seal_secret(nair.id, SECRET)
        before, [(old, count)] = everything(), under("fields", uploads).items()
        assert keys.add("fields", file) == 2

        progress = rotated("fields", file, uploads)

        assert under("fields", uploads) == {old: 0, 2: count}
        assert (progress.done, progress.of, progress.left) == (count, count, 0)
        keys.retire("fields", old, file, uploads)
        assert everything() == before
        opened = documents.open_file(world.nair, story.reference, number, uploads)
        assert opened.content == LETTER.content
        with reading():
            kept = db.session.get_one(User, world.nair.user_id).totp_sealed
        assert credentials.secret_of(world.nair.user_id, kept) == SECRET
        again = documents.add(world.nair, story.reference, LETTER, store, "once")
        assert again["document"] == number  # the first answer is still known

    def test_of_every_table_are_found_by_the_name_of_their_column(self):
        """What is binary is sealed and named so, or it is a code; nothing is forgotten."""
        binary = {
            f"{table.name}.{column.name}"
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, LargeBinary)
        }
        rotated = {f"{column.table.name}.{column.name}" for column in uses.sealed_columns()}
        assert binary - rotated == {
            "trail_values.words_sealed", "person_keys.key", "recovery_codes.code",
            "idempotency_keys.code", "idempotency_keys.asked",
        }  # fmt: skip
        assert {"persons.name_sealed", "users.totp_sealed"} <= rotated

    def test_of_the_trail_stay_under_the_trail_s_own_key(self, few, file, uploads):
        keys.add("fields", file)
        rotated("fields", file, uploads)
        keys.retire("fields", 1, file, uploads)
        with reading():
            [first, *_] = db.session.scalars(
                select(TrailChange.digest).where(TrailChange.digest != "")
            )
            assert words(first)

    def test_that_changed_since_they_were_read_are_not_written_over(self, few, file, uploads):
        keys.add("fields", file)
        with reading():
            note = db.session.scalars(select(Note)).first()
        keyring.use(file, "fields", 2)
        column = Note.__table__.c.text_sealed
        rows = resealing._outdated(column, ())
        with writing():
            db.session.get_one(Note, note.id).text = "What was said later"

        done = resealing._reseal(column, rows, keys.Progress(of=0))

        assert done == len(rows) - 1
        with reading():
            assert db.session.get_one(Note, note.id).text == "What was said later"

    def test_that_somebody_holds_are_left_and_taken_in_the_next_round(self, few, file, uploads):
        """It waits for nobody. SQLite has one writer, so there nobody can hold a row."""
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                assert connection.exec_driver_sql("SELECT 1").scalar() == 1
            return
        keys.add("fields", file)
        with db.engine.connect() as holder:
            holder.execute(select(Person.id).with_for_update())
            progress = rotated("fields", file, uploads)
            assert progress.left > 0
            holder.rollback()
        assert rotated("fields", file, uploads).left == 0

    def test_written_under_the_old_key_meanwhile_are_told_and_keep_it(self, few, file, uploads):
        """By a process that was not started again since."""
        stale = sealed.ring()
        keys.add("fields", file)
        rotated("fields", file, uploads)
        with writing():
            open_ring(stale)
            db.session.scalars(select(Note)).first().text = "Said to a stale process"
        open_ring(Ring.load(file))

        with pytest.raises(Invalid) as refused:
            keys.retire("fields", 1, file, uploads)

        assert refused.value.errors["number"] == ["1 values still use fields key 1: 1 notes.text"]
        assert (rotated("fields", file, uploads).done, under("fields", uploads)[1]) == (1, 0)
        keys.retire("fields", 1, file, uploads)

    def test_that_no_key_opens_are_named_and_left(self, few, file, uploads):
        keys.add("fields", file)
        with reading():
            notes = db.session.scalars(select(Note).order_by(Note.id)).all()
        with writing():
            spoilt = notes[0].text_sealed[:-1] + bytes([notes[0].text_sealed[-1] ^ 1])
            db.session.execute(
                update(Note).where(Note.id == notes[0].id).values(text_sealed=spoilt)
            )

        progress = rotated("fields", file, uploads)

        assert progress.unreadable == {f"notes.text_sealed:{notes[0].id}"}
        assert progress.left == 1
        with pytest.raises(Invalid, match="number"):
            keys.retire("fields", 1, file, uploads)

    def test_of_more_than_one_batch_are_all_made_anew(self, few, file, uploads, monkeypatch):
        monkeypatch.setattr(resealing, "AT_ONCE", 1)
        monkeypatch.setattr(uses, "AT_ONCE", 1)
        keys.add("fields", file)
        steps = list(keys.rotate("fields", file, uploads))

        assert len(steps) == steps[-1].of + 1
        assert steps[-1].left == 0

    def test_on_disk_keep_their_owner_and_are_for_them_alone(self, few, file, uploads):
        keys.add("fields", file)
        if os.geteuid() == 0:
            for each in uploads.iterdir():
                os.chown(each, 12345, 12345)
        before = [(each.stat().st_uid, each.stat().st_mode) for each in uploads.iterdir()]
        rotated("fields", file, uploads)

        assert [(each.stat().st_uid, each.stat().st_mode) for each in uploads.iterdir()] == before


class TestBlindCodes:
    def test_find_a_person_before_during_and_after(self, app, file, uploads):
        world = factories.world()
        story = factories.claimed(world, name="Kayla Marsh")

        def found() -> list[str]:
            known, why = {"name": "Kayla Marsh"}, ("working_on_it", "")
            token = searching.ask(world.nair, "s" * 64, known, why)
            lines = searching.results(world.nair, "s" * 64, token).found
            return [line.row.reference for line in lines]

        def person_keys() -> set[int]:
            with reading():
                return set(db.session.scalars(select(PersonKey.key_id)))

        assert found() == [story.reference]
        keys.add("blind", file)
        keyring.use(file, "blind", 2)
        assert found() == [story.reference]
        progress = rotated("blind", file, uploads)
        assert person_keys() == {2}
        assert (progress.done, progress.left) == (progress.of, 0)
        assert found() == [story.reference]
        keys.retire("blind", 1, file, uploads)
        assert found() == [story.reference]

    def test_of_a_request_are_known_under_the_old_key(self, few, file, uploads):
        user = few
        with writing():
            first = only(user, "key", "x", ["body"], lambda: {"done": 1})
        keys.add("blind", file)
        rotated("blind", file, uploads)

        with writing():
            assert only(user, "key", "x", ["body"], lambda: {"done": 2}) == first
        with writing(), pytest.raises(Reused):
            only(user, "key", "x", ["other"], lambda: {"done": 2})
        with writing():
            assert only(user, "new", "x", ["body"], lambda: {"done": 3}) == {"done": 3}
        with reading():
            assert set(db.session.scalars(select(IdempotencyKey.key_id))) == {1, 2}
        with pytest.raises(Invalid) as refused:
            keys.retire("blind", 1, file, uploads)
        assert "idempotency_keys" in refused.value.errors["number"][0]

    def test_of_recovery_codes_still_work_and_hold_their_key(self, few, file, uploads):
        user = few
        with writing():
            spares = enrolling.draw_spares(user)
        keys.add("blind", file)
        rotated("blind", file, uploads)
        with reading():
            secret = db.session.get_one(User, user).totp_sealed

        with pytest.raises(Invalid) as refused:
            keys.retire("blind", 1, file, uploads)
        assert refused.value.errors["number"] == [
            "10 values still use blind key 1: 10 recovery codes"
        ]
        proof = codes.proof_of(user, secret, 0, spares[0])
        assert proof
        with writing():
            assert codes.use(user, proof)
            enrolling.draw_spares(user)
        keys.retire("blind", 1, file, uploads)

    def test_of_somebody_unreadable_stay_and_are_named(self, few, file, uploads):
        keys.add("blind", file)
        with writing():
            person = db.session.scalars(select(Person)).first()
            person.name_sealed = b"\1" + bytes(40)

        assert rotated("blind", file, uploads).unreadable == {f"persons:{person.id}"}
        with reading():
            kept = select(PersonKey.key_id).where(PersonKey.person_id == person.id)
            assert set(db.session.scalars(kept)) == {1}


class TestTheRing:
    @pytest.mark.parametrize("kind", ["fields", "blind", "trail", "anchor"])
    def test_reads_with_a_new_key_and_makes_nothing_with_it_before_its_turn(
        self, few, file, uploads, kind
    ):
        assert keys.add(kind, file) == 2

        assert sealed.ring().current[kind] == 1
        assert under(kind, uploads).get(2, 0) == 0
        rotated(kind, file, uploads)
        assert sealed.ring().current[kind] == Ring.load(file).current[kind] == 2

    @pytest.mark.parametrize("kind", ["trail", "anchor"])
    def test_keeps_a_key_that_rows_of_the_trail_are_under(self, few, file, uploads, kind):
        keys.add(kind, file)
        trail.seal(uploads.parent / "anchor")
        progress = rotated(kind, file, uploads)
        trail.seal(uploads.parent / "anchor")

        assert (progress.of, progress.left) == (0, 0)
        with pytest.raises(Invalid) as refused:
            keys.retire(kind, 1, file, uploads)
        assert "still use" in refused.value.errors["number"][0]
        assert trail.verify(uploads.parent / "anchor").ok

    def test_lets_no_key_go_that_is_in_use_or_not_there(self, few, file, uploads):
        for number, says in ((1, "the one in use"), (7, "no fields key 7")):
            with pytest.raises(Invalid) as refused:
                keys.retire("fields", number, file, uploads)
            assert says in refused.value.errors["number"][0]

    def test_takes_back_a_key_that_never_had_its_turn(self, few, file, uploads):
        keys.add("fields", file)
        keys.retire("fields", 2, file, uploads)
        assert list(json.loads(file.read_text())["fields"]) == ["1"]

    def test_has_numbers_for_255_keys(self, few, file):
        document = json.loads(file.read_text())
        document["fields"]["255"] = os.urandom(32).hex()
        file.write_text(json.dumps(document))
        open_ring(Ring.load(file))

        with pytest.raises(Invalid, match="kind"):
            keys.add("fields", file)

    def test_changes_only_with_a_row_on_the_trail(self, few, file, uploads):
        keys.add("fields", file)
        rotated("fields", file, uploads)
        keys.retire("fields", 1, file, uploads)
        assert acts() == ["key.added", "key.rotation_begun", "key.rotated", "key.retired"]

        kept = file.read_text()
        for change in (
            lambda: keys.add("fields", file),
            lambda: rotated("blind", file, uploads),
        ):
            with failing("INSERT INTO trail_changes"), pytest.raises(TrailUnavailable):
                change()
        assert file.read_text() == kept

    def test_stays_in_a_file_for_its_owner_alone(self, few, file):
        keys.add("fields", file)
        assert file.stat().st_mode & 0o777 == 0o600
        assert [each.name for each in file.parent.iterdir() if "keys" in each.name] == ["keys.json"]


class TestAtTheTerminal:
    @pytest.fixture
    def flask(self, app, few, file, uploads, monkeypatch):
        settings = replace(app.config["SETTINGS"], key_file=file, upload_dir=uploads)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        return lambda *words: app.test_cli_runner().invoke(args=["keys", *words])

    def test_a_rotation_from_the_first_word_to_the_last(self, flask):
        listed = flask("list").output.splitlines()
        assert [line.split()[:4] for line in listed if line.startswith("anchor")] == [
            ["anchor", "1", "in", "use"]
        ]
        assert "persons.name" in listed[0]
        assert "rotate fields" in flask("add", "fields").output
        rotation = flask("rotate", "fields")
        assert rotation.exit_code == 0
        done, of = rotation.output.splitlines()[-1].split(" of ")
        assert done == of
        assert "Retired fields key 1" in flask("retire", "fields", "1").output
        assert "fields    2  in use" in flask("list").output

    def test_what_is_left_is_said_and_fails(self, flask):
        flask("add", "fields")
        with writing():
            note = db.session.scalars(select(Note)).first()
            note.text_sealed = b"\1" + bytes(40)
        rotation = flask("rotate", "fields")
        assert rotation.exit_code == 1
        assert f"No key of the ring opens notes.text_sealed:{note.id}" in rotation.output
        assert "1 left. Restart" in rotation.output
        refused = flask("retire", "fields", "1")
        assert refused.exit_code == 1
        assert "1 values still use fields key 1: 1 notes.text" in refused.output
