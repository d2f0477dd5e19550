"""A search finds people in the searcher's own cases by what is sealed, and shows no others."""

import datetime as dt
import json

import pytest
import time_machine
from sqlalchemy import select

from referrals.db import db, reading, writing
from referrals.effects.keeping import find_again, potential_victim
from referrals.errors import Invalid, NotFound
from referrals.models import Search, TrailChange, TrailIndex, TrailRead
from referrals.services import searching
from referrals.services import writing as writes
from referrals.trail import words
from tests import factories
from tests.factories import TUESDAY

WHY = ("working_on_it", "")
SESSION = "s" * 64


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app):
    return factories.world()


def found(who, session=SESSION, **known):
    token = searching.ask(who, session, known, WHY)
    return searching.results(who, session, token)


def lines(who, **known):
    return [(line.row.reference, line.as_what, *line.because) for line in found(who, **known).found]


def known_of(story, **known):
    with writing():
        person = potential_victim(factories.row(story).id)
        for name, value in known.items():
            setattr(person, name, value)
        find_again(person)


@pytest.fixture
def kayla(world):
    """Kayla Marsh, born on 4 September 2011, whom Nair works with."""
    story = factories.claimed(world)
    known_of(
        story, name="Kayla Marsh", born_on="2011-09-04", aliases="Bluebird",
        phone="0121 496 0143", vehicle="BX61 KTP", address="14 Elm Street, CV1 2AB",
    )  # fmt: skip
    return story


FOUND = [
    ({"name": "kayla marsh"}, "Same name"),
    ({"name": "Bluebird"}, "Same name"),
    ({"name": "Kay"}, "Name begins so"),
    ({"name": "Kaila Mahrsh"}, "Name sounds alike"),
    ({"born_on": dt.date(2011, 9, 4)}, "Same date of birth"),
    ({"age_from": 14, "age_to": 14}, "Age fits"),
    ({"phone": "+44 121 496 0143"}, "Same phone"),
    ({"vehicle": "bx61ktp"}, "Same vehicle"),
    ({"address": "cv12ab"}, "Same address"),
    ({"address": "14 Elm St"}, "Same address"),
]
NOT_FOUND = [
        {"name": "Kayla Vale"}, {"name": "Kayla", "born_on": dt.date(2011, 9, 5)},
        {"age_from": 15, "age_to": 40}, {"age_to": 13}, {"phone": "0121 496 0144"},
        {"address": "14 Oak Street"}, {"name": "%%%Ka_la"},
    ]  # fmt: skip


def test_a_person_is_found_by_any_one_thing_that_is_known(world, kayla):
    for known, because in FOUND:
        assert lines(world.nair, **known) == [(kayla.reference, "The person", because)]


def test_everything_that_is_filled_in_must_fit(world, kayla):
    assert [known for known in NOT_FOUND if lines(world.nair, **known)] == []


def test_a_suspect_is_found_too_and_said_to_be_one(world, kayla):
    writes.add_person(world.nair, kayla.reference, "suspect", "Rex Moorland", about="",
                      known={"phone": "07700 900123"})  # fmt: skip

    assert lines(world.nair, name="moorland") == [
        (kayla.reference, "Person suspected", "Same name")
    ]
    assert lines(world.nair, phone="07700900123")[0][1] == "Person suspected"


def test_a_case_that_is_not_the_searchers_is_not_there(world, kayla):
    """Absent and hidden are alike: lines, count and the page that explains."""
    nobody = found(world.nair, name="Nobody At All")
    for stranger in ("castellan", "marlow", "larch", "kerr"):
        view = found(world.actors[stranger], name="Kayla Marsh")
        assert (view.found, view.count, view.too_many, view.next) == (
            nobody.found, nobody.count, nobody.too_many, nobody.next,
        )  # fmt: skip


def test_hidden_people_do_not_make_it_too_many_nor_move_the_others(world, kayla, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 1)
    other = factories.claimed(world, "adult")
    known_of(other, name="Kayla Other")

    assert [line[0] for line in lines(world.nair, name="Kayla")] == [kayla.reference]
    assert not found(world.nair, name="Kayla").too_many
    assert [line[0] for line in lines(world.osei, name="Kayla")] == [other.reference]


def test_a_conflict_and_a_restriction_hide_from_a_search_at_once(world, kayla):
    token = searching.ask(world.nair, SESSION, {"name": "Kayla"}, WHY)
    assert searching.results(world.nair, SESSION, token).count == 1
    factories.conflict(kayla, world.nair)

    assert searching.results(world.nair, SESSION, token).count == 0
    assert lines(world.lowe, name="Kayla") != []
    factories.restrict(kayla, world.nair)
    assert lines(world.lowe, name="Kayla") == []


def test_more_than_anybody_would_look_through_is_not_shown(world, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 2)
    for _ in range(3):
        factories.claimed(world)
    view = found(world.nair, name="Marsh")

    assert (view.too_many, view.found, view.count, view.next) == (True, (), 0, None)


def test_lines_come_closest_first_and_a_page_at_a_time(world, monkeypatch):
    monkeypatch.setattr(searching, "PAGE", 2)
    names = ("Kaila Marsh", "Kayla Marsh", "Kaylamaria Marshall")
    stories = [factories.claimed(world) for _ in names]
    for story, name in zip(stories, names, strict=True):
        known_of(story, name=name)
    token = searching.ask(world.nair, SESSION, {"name": "Kayla Marsh"}, WHY)
    first = searching.results(world.nair, SESSION, token)
    then = searching.results(world.nair, SESSION, token, first.next)

    shown = [line.row.reference for line in (*first.found, *then.found)]
    assert shown[0] == stories[1].reference
    assert sorted(shown) == sorted(story.reference for story in stories)
    assert (first.next, then.next) == ("2", None)
    for wrong in ("-1", "x", "9" * 40, "²"):
        with pytest.raises(NotFound):
            searching.results(world.nair, SESSION, token, wrong)


def test_a_search_belongs_to_one_person_and_one_session(world, kayla):
    token = searching.ask(world.nair, SESSION, {"name": "Kayla"}, WHY)
    for who, session in ((world.nair, "t" * 64), (world.lowe, SESSION), (world.lowe, "t" * 64)):
        with pytest.raises(NotFound):
            searching.results(who, session, token)
    with pytest.raises(NotFound):
        searching.results(world.nair, SESSION, "not-this-one")


def test_the_record_names_what_was_shown_and_keeps_what_was_asked_sealed(world, kayla):
    token = searching.ask(world.nair, SESSION, {"name": "Kayla"}, ("other", "Her aunt rang"))
    searching.results(world.nair, SESSION, token)
    with reading():
        asked = db.session.scalars(
            select(TrailChange).where(TrailChange.act == "search.asked")
        ).one()
        read = db.session.scalars(select(TrailRead).where(TrailRead.act == "search.read")).one()
        index = db.session.scalars(
            select(TrailIndex.reference).where(
                TrailIndex.chain == read.chain, TrailIndex.seq == read.seq
            )
        ).all()
        kept = db.session.scalars(select(Search)).one()
        said = words(asked.digest)

    assert asked.chain == read.chain == f"user:{world.nair.user_id}"
    assert (asked.reason_code, read.cases, index) == ("other", kayla.reference, [kayla.reference])
    assert said == {"after": {"name": "Kayla"}, "reason": "Her aunt rang"}
    assert json.loads(kept.query) == {"name": "Kayla"}
    assert b"Kayla" not in kept.query_sealed
    assert token not in kept.digest


def test_what_says_nothing_is_asked_for_again(world):
    nothing = {"name": "%_"}, {"phone": "hello"}, {"vehicle": "red"}, {"address": "x"}
    for known in ({"name": "K"}, *nothing):
        with pytest.raises(Invalid) as wrong:
            searching.ask(world.nair, SESSION, known, WHY)
        assert list(wrong.value.errors) == list(known)


def test_searches_are_forgotten(world, kayla):
    searching.ask(world.nair, SESSION, {"name": "Kayla"}, WHY)
    with time_machine.travel("2026-03-10T20:00:00Z"), writing():
        searching.forget()
    assert factories.count(Search) == 0


def test_a_coordinator_finds_no_child_who_turned_18_today(world):
    story = factories.claimed(world)
    known_of(story, name="Kayla Marsh", born_on="2008-03-10")
    with writing():
        factories.row(story).age_verified = True

    assert lines(world.reid, name="Kayla") == []
    assert len(lines(world.nair, name="Kayla")) == 1


def test_a_page_costs_the_same_for_one_as_for_many(world, query_count):
    def cost():
        token = searching.ask(world.nair, SESSION, {"name": "Marsh"}, WHY)
        with query_count() as sent:
            searching.results(world.nair, SESSION, token)
        return len(sent)

    factories.claimed(world)
    cost()
    one = cost()
    for _ in range(4):
        factories.claimed(world)
    assert cost() == one <= 14
