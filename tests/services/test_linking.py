"""Cases that belong together: only who may open both ever hears of it, in any way."""

import pytest
import time_machine
from sqlalchemy import select

from referrals.db import db, reading
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import CaseLink, Notice, Task, TrailChange, TrailRead, User
from referrals.services import intake, linking
from referrals.trail import words
from tests import factories
from tests.factories import TUESDAY
from tests.services.test_searching import known_of

LINK = {"kind": "sibling", "sure": "likely", "words": "Their mother said so"}


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def pair(world):
    """Two cases of Nair's about somebody who may be one girl."""
    stories = factories.claimed(world), factories.claimed(world)
    known_of(stories[0], name="Kayla Marsh", born_on="2011-09-04", phone="07700 900123")
    known_of(stories[1], name="Kaila Mahrsh", born_on="2011-09-04", phone=None)
    return stories


@pytest.fixture
def elsewhere(world):
    """The same girl in a case of another team's, which Nair may not open."""
    story = factories.claimed(world, "cse", by="bright")
    known_of(story, name="Kayla Marsh", born_on="2011-09-04", phone="07700 900123")
    return story


def cards(who, story):
    return [(card.row.reference, card.strength, card.because, card.differs)
            for card in linking.matches(who, story.reference).matches]  # fmt: skip


def linked(who, story):
    return [link.row.reference for link in linking.links(who, story.reference).links]


def test_a_match_says_why_and_what_differs(world, pair):
    one, other = pair
    assert cards(world.nair, one) == [
        (other.reference, "Strong", ("Same date of birth", "Names sound alike"), ("Name differs",))
    ]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_how_much_what_agrees_says(world, pair):
    one, other = pair
    for known, strength in (
        ({"name": "Robin Vale", "born_on": "2001-01-01", "phone": "+44 7700 900123"}, "Strong"),
        ({"name": "Kayla Marsh", "born_on": None}, "Likely"),
        ({"name": "Kaila Mahrsh", "born_on": "2012-01-01"}, "Possible"),
        ({"name": "Kayla Vale", "born_on": None}, None),
        ({"name": None, "born_on": "2011-09-04"}, None),
    ):
        known_of(other, **{"phone": None, **known})
        assert [card[1] for card in cards(world.nair, one)] == ([strength] if strength else [])


@pytest.mark.parametrize(
    ("born_on", "because"),
    [
        ("2011-01-01", ("Names sound alike", "Born in the same year")),
        ("2012-01-01", ("Names sound alike",)),
    ],
)
def test_a_year_of_birth_is_told_beside_a_name(world, pair, born_on, because):
    known_of(pair[1], name="Kaila Mahrsh", born_on=born_on, phone=None)
    assert [card[2] for card in cards(world.nair, pair[0])] == [because]


def test_a_case_that_is_not_theirs_matches_nothing(world, pair, elsewhere):
    one, other = pair
    assert {card[0] for card in cards(world.nair, one)} == {other.reference}
    for there in (elsewhere.reference, "RP-0000-AA"):
        with pytest.raises(NotFound):
            linking.compare(world.nair, one.reference, there)
        with pytest.raises(NotFound):
            linking.answer(world.nair, one.reference, there, "same_person")
    with pytest.raises(NotFound):
        linking.matches(world.castellan, one.reference)
    with pytest.raises(NotFound):
        linking.matches(world.okafor, one.reference)


def test_two_cases_are_compared_and_both_say_who_looked(world, pair):
    one, other = pair
    view = linking.compare(world.nair, one.reference, other.reference)
    rows = {row.label: (row.here, row.there, row.differs) for row in view.rows}

    assert rows["Name"] == ("Kayla Marsh", "Kaila Mahrsh", True)
    assert rows["Date of birth"] == ("4 September 2011", "4 September 2011", False)
    assert rows["Phone"] == ("07700 900123", "Not recorded", False)
    with reading():
        chains = db.session.scalars(
            select(TrailRead.chain).where(TrailRead.act == "match.compared")
        ).all()
    assert set(chains) == {f"case:{factories.find(story).id}" for story in pair}


def test_an_answer_is_remembered_and_both_teams_are_told(world, pair):
    one, other = pair
    linking.answer(world.nair, one.reference, other.reference, "not_a_match", "k")
    assert linking.answer(world.nair, one.reference, other.reference, "not_a_match", "k")

    assert cards(world.nair, one) == cards(world.nair, other) == []
    assert linked(world.nair, one) == []
    assert told("match_answered") == {"lowe", "dray", "reid"}


def told(topic):
    with reading():
        rows = db.session.scalars(
            select(User.name).join(Notice, Notice.user_id == User.id).where(Notice.topic == topic)
        )
        return {name.lower() for name in rows}


def test_whoever_logs_a_case_learns_nothing_and_who_may_open_both_is_told(world, elsewhere):
    """Kayla is known to the CSE team. Her new case is the Child Abuse Team's, CSE supporting."""
    answers = factories.station.answers(**factories.HERE)
    token = intake.start_draft(world.okafor)
    before = factories.count(Task)
    logged = intake.log_case(world.okafor, {**answers, "name": "Kayla Marsh"}, None)
    other = intake.log_case(world.okafor, {**answers, "name": "Robin Vale"}, None)

    assert {key: value for key, value in logged.items() if key != "reference"} == {
        key: value for key, value in other.items() if key != "reference"
    }
    assert not hasattr(intake.draft(world.okafor, token), "known_before")
    assert (factories.count(Task) - before) % 2 == 0  # as many for the one as for the other
    told_of = told("possible_match")
    assert "quayle" in told_of  # her team supports the one and leads the other
    assert not told_of & {"okafor", "bright", "nair", "lowe", "dray", "fenwick", "larch", "kerr"}


def test_a_link_is_seen_from_both_ends_by_who_may_open_both(world, pair, elsewhere):
    one, other = pair
    linking.add(world.nair, one.reference, {**LINK, "other": other.reference})
    linking.add(world.quayle, one.reference, {**LINK, "other": elsewhere.reference})

    assert linked(world.nair, one) == [other.reference]
    assert linked(world.nair, other) == [one.reference]
    assert set(linked(world.quayle, one)) == {other.reference, elsewhere.reference}
    assert linked(world.marlow, elsewhere) == []
    with pytest.raises(NotFound):
        linking.links(world.adeyemi, one.reference)


def test_a_link_to_a_hidden_case_fails_as_to_an_absent_one(world, pair, elsewhere):
    wrong = []
    for there in (elsewhere.reference, "RP-0000-AA", "anything"):
        with pytest.raises(Invalid) as refused:
            linking.add(world.nair, pair[0].reference, {**LINK, "other": there})
        wrong.append(refused.value.errors)
    assert wrong == [{"other": ["You hold no case with this reference"]}] * 3
    with pytest.raises(Invalid, match="other"):
        linking.add(world.nair, pair[0].reference, {**LINK, "other": pair[0].reference})
    with pytest.raises(NotFound):
        linking.add(world.castellan, pair[0].reference, {**LINK, "other": pair[1].reference})


def test_the_record_of_a_link_names_the_other_case_only_under_seal(world, pair):
    one, other = pair
    linking.add(world.nair, one.reference, {**LINK, "other": other.reference})
    with reading():
        rows = db.session.scalars(select(TrailChange).where(TrailChange.act == "link.made")).all()
        said = {row.cases: words(row.digest) for row in rows}
    assert {reference: each["after"]["other"] for reference, each in said.items()} == {
        one.reference: other.reference, other.reference: one.reference,
    }  # fmt: skip
    assert {row.operation for row in rows} == {"combination"}


def test_the_same_link_is_made_once_and_can_be_undone(world, pair):
    one, other = pair
    asked = {**LINK, "other": other.reference}
    assert linking.add(world.nair, one.reference, asked, "k") == linking.add(
        world.nair, one.reference, asked, "k"
    )
    with pytest.raises(Conflict):
        linking.add(world.nair, other.reference, {**LINK, "other": one.reference})
    [link] = linking.links(world.nair, one.reference).links
    linking.end(world.nair, other.reference, link.id)

    assert linked(world.nair, one) == []
    assert factories.count(CaseLink) == 1  # ended, never deleted
    with pytest.raises(NotFound):
        linking.end(world.nair, one.reference, link.id)


def test_a_supervisor_joins_two_cases_and_can_undo_it(world, pair):
    one, other = pair
    with pytest.raises(NotYours):
        linking.join(world.nair, one.reference, other.reference, "Her mother says so")
    linking.join(world.lowe, one.reference, other.reference, "Her mother says so")

    [link] = linking.links(world.nair, other.reference).links
    assert (link.kind, link.row.reference) == ("joined", one.reference)
    with reading():
        titles = [task.title for task in db.session.scalars(select(Task))]
    assert titles.count(linking.CHECK_SHARES) == 2
    with pytest.raises(NotYours):
        linking.end(world.nair, one.reference, link.id)
    linking.end(world.lowe, one.reference, link.id)
    assert linked(world.lowe, one) == []
    assert factories.find(one).reference != factories.find(other).reference


def test_a_coordinator_compares_and_links_nothing(world, pair):
    one, other = pair
    assert linking.compare(world.reid, one.reference, other.reference).rows
    with pytest.raises(NotYours):
        linking.answer(world.reid, one.reference, other.reference, "same_person")
