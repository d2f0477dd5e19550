"""Identity is sealed in its own row, and found again only by keyed codes."""

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config import Misconfigured
from referrals import sealed
from referrals.indexing import person_keys, sound
from referrals.models import Note, Person
from referrals.sealed import Ring, Unreadable, blind, create_keys, open_ring, unseal
from tests import rings


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    create_keys(path)
    return path


@pytest.fixture
def ring(key_file: Path) -> Iterator[Ring]:
    with rings.opened(key_file) as opened:
        yield opened


def rewrite(path: Path, *names: str, to: object) -> None:
    document = json.loads(path.read_text())
    place = document
    for name in names[:-1]:
        place = place[name]
    if to is None:
        del place[names[-1]]
    else:
        place[names[-1]] = to
    path.write_text(json.dumps(document))


@pytest.mark.usefixtures("ring")
class TestSealedAttribute:
    def test_reads_back_what_was_written(self):
        person = Person(name="Niamh Ó Briain 🌿", phone="")

        assert person.name == "Niamh Ó Briain 🌿"
        assert person.phone == ""
        assert person.born_on is None

    def test_stores_no_clear_text(self):
        assert b"Okafor" not in (Person(name="Okafor").name_sealed or b"")

    def test_gives_the_row_its_id_before_it_is_stored(self):
        assert len(Person(name="Okafor").id) == 32

    def test_keeps_an_id_that_the_row_has(self):
        assert Person(id="a" * 32, name="Okafor").id == "a" * 32

    def test_can_be_emptied(self):
        person = Person(name="Okafor")
        person.name = None

        assert person.name_sealed is None

    def test_seals_the_same_words_differently_each_time(self):
        assert Note(id="a", text="x").text_sealed != Note(id="a", text="x").text_sealed

    def test_costs_29_bytes(self):
        assert len(Note(text="x" * 36).text_sealed or b"") == 65

    def test_reads_a_column_selected_without_its_row(self):
        person = Person(name="Okafor")

        assert Person.name.read(person.name_sealed, person.id) == "Okafor"
        assert Person.name.read(None, person.id) is None

    @pytest.mark.parametrize(
        "moved",
        [
            lambda person: Person(id="b" * 32, name_sealed=person.name_sealed).name,
            lambda person: Person(id=person.id, phone_sealed=person.name_sealed).phone,
            lambda person: Note(id=person.id, text_sealed=person.name_sealed).text,
        ],
        ids=["row", "column", "table"],
    )
    def test_refuses_words_moved_to_another(self, moved):
        with pytest.raises(Unreadable):
            moved(Person(name="Okafor"))

    @pytest.mark.parametrize("place", range(66 - 36))
    def test_refuses_a_changed_byte(self, place):
        person = Person(name="x" * 36)
        body = bytearray(person.name_sealed or b"")
        body[place] ^= 1
        person.name_sealed = bytes(body)

        with pytest.raises(Unreadable):
            person.name

    @pytest.mark.parametrize("value", [b"", b"\1", "text", 5])
    def test_refuses_what_was_never_sealed(self, value):
        with pytest.raises(Unreadable):
            unseal(value, "persons.name_sealed:1")


class TestRing:
    def test_reads_with_old_keys_and_writes_with_the_current_one(self, ring):
        person = Person(name="Okafor")
        old = person.name_sealed
        open_ring(
            replace(
                ring, fields={**ring.fields, 2: b"n" * 32}, current={**ring.current, "fields": 2}
            )
        )

        assert person.name == "Okafor"
        assert old[0] == 1
        person.name = "Okafor"
        assert person.name_sealed[0] == 2

    def test_cannot_read_once_the_old_key_is_gone(self, ring):
        person = Person(name="Okafor")
        open_ring(replace(ring, fields={2: b"n" * 32}, current={**ring.current, "fields": 2}))

        with pytest.raises(Unreadable):
            person.name

    def test_has_a_separate_key_for_each_purpose(self, ring):
        keys = [ring.session, ring.fields[1], ring.blind[1], ring.trail[1], ring.anchor[1]]

        assert len(set(keys)) == 5

    def test_must_be_opened(self, ring):
        sealed._opened.clear()

        with pytest.raises(Misconfigured, match="create_app"):
            blind("surname", "okafor")


class TestKeyFile:
    def test_is_for_its_owner_alone(self, key_file):
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600

    def test_is_never_overwritten(self, key_file):
        with pytest.raises(FileExistsError):
            create_keys(key_file)

    @pytest.mark.parametrize(
        ("names", "to", "says"),
        [
            (("session",), None, "session"),
            (("fields",), None, "fields"),
            (("trail", "1"), "00" * 16, "trail 1 key .* too short or not random"),
            (("anchor", "1"), "00" * 32, "anchor 1 key .* too short or not random"),
            (("session",), b"change-me-change-me-change-me-ch".hex(), "not random"),
            (("blind", "1"), "not hexadecimal", "cannot be used"),
            (("fields", "256"), bytes(range(32)).hex(), "outside 1 to 255"),
            (("current", "fields"), "2", "no current fields key"),
            (("current",), None, "current"),
        ],
    )
    def test_stops_the_start_when_a_key_is_missing_short_or_typed(self, key_file, names, to, says):
        rewrite(key_file, *names, to=to)

        with pytest.raises(Misconfigured, match=says):
            Ring.load(key_file)

    def test_refuses_one_key_for_two_purposes(self, key_file):
        rewrite(key_file, "trail", "1", to=json.loads(key_file.read_text())["fields"]["1"])

        with pytest.raises(Misconfigured, match="two purposes"):
            Ring.load(key_file)

    @pytest.mark.parametrize("text", ["", "[]", "{"])
    def test_stops_the_start_when_it_is_no_key_file(self, tmp_path, text):
        (tmp_path / "keys").write_text(text)

        with pytest.raises(Misconfigured, match="cannot be used"):
            Ring.load(tmp_path / "keys")

    def test_stops_the_start_when_it_is_not_there(self, tmp_path):
        with pytest.raises(Misconfigured, match="cannot be used"):
            Ring.load(tmp_path / "keys")


@pytest.mark.usefixtures("ring")
class TestBlindCodes:
    def test_are_equal_for_equal_values_of_one_kind(self):
        assert blind("surname", "okafor") == blind("surname", "okafor")
        assert blind("surname", "okafor") != blind("surname", "okafo")
        assert blind("surname", "okafor") != blind("forename", "okafor")

    def test_depend_on_the_key(self, ring):
        before = blind("surname", "okafor")
        open_ring(replace(ring, blind={1: b"n" * 32}))

        assert blind("surname", "okafor") != before

    @pytest.mark.parametrize(
        ("stored", "typed"),
        [
            ("Siân O’Brien", "sian obrien"),
            ("NGUYỄN Văn Lê", "nguyen van le"),
            ("Иван Петров", "иван петров"),
        ],
    )
    def test_do_not_mind_case_accents_or_apostrophes(self, stored, typed):
        assert person_keys(stored, None) == person_keys(typed, None)

    def test_find_a_whole_word_its_sound_its_beginnings_and_the_birth_date(self):
        keys = set(person_keys("Mohammed Le", "2009-01-02"))

        assert keys >= {
            ("forename", blind("forename", "mohammed")),
            ("surname", blind("surname", "le")),
            ("sound", blind("sound", sound("muhammad"))),
            ("prefix", blind("prefix", "mo")),
            ("prefix", blind("prefix", "mohammed")),
            ("prefix", blind("prefix", "le")),
            ("born_on", blind("born_on", "2009-01-02")),
        }
        assert ("prefix", blind("prefix", "m")) not in keys

    def test_of_nobody_are_none(self):
        assert person_keys(None, None) == []
