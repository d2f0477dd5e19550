"""Cases are compared, linked and joined on pages and by programs, and a hidden one is not there."""

import pytest
import time_machine

from tests import factories
from tests.factories import TUESDAY
from tests.people import signed_in
from tests.services.test_searching import known_of


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def as_(app, world):
    return lambda who: signed_in(app.test_client(), world.actors[who])


@pytest.fixture
def pair(world):
    """Two cases of Nair's about one girl, and a third of another team's."""
    stories = [factories.claimed(world), factories.claimed(world)]
    stories.append(factories.claimed(world, "cse", by="bright"))
    for story in stories:
        known_of(story, name="Kayla Marsh", born_on="2011-09-04")
    return [story.reference for story in stories]


def test_from_a_match_to_a_join_and_back(pair, as_):
    one, other, hidden = pair
    lowe = as_("lowe")
    cards = lowe.get(f"/cases/{one}/matches").text
    assert other in cards
    assert hidden not in cards
    compared = f"/cases/{one}/matches/{other}"
    assert "What did you find?" in lowe.get(compared).text
    assert lowe.fill(compared, {}, to=other).status_code == 422
    assert lowe.fill(compared, {"outcome": "same_person"}, to=other).status_code == 303
    assert other not in lowe.get(f"/cases/{one}/matches").text
    joined = lowe.fill(compared, {"reason": "Her mother says so"}, to="/join")
    assert joined.location == f"/cases/{one}/links"
    page = lowe.get(joined.location).text
    assert "Joined: one person, two references" in page
    undone = lowe.fill(joined.location, {}, to="/end")
    assert undone.status_code == 303


def test_a_link_is_asked_for_and_a_hidden_case_is_no_case(pair, as_):
    one, other, hidden = pair
    nair, new = as_("nair"), f"/cases/{one}/links/new"
    typed = {"kind": "sibling", "sure": "likely"}
    pages = [nair.fill(new, {**typed, "other": there}) for there in (hidden, "RP-0000-AA")]
    assert [page.status_code for page in pages] == [422, 422]
    assert all("You hold no case with this reference" in page.text for page in pages)
    assert nair.fill(new, {**typed, "other": other.lower()}).status_code == 303
    assert other in nair.get(f"/cases/{one}/links").text
    absent = nair.get("/cases/RP-0000-AA/matches/RP-0000-AA")
    for there in (f"/cases/{one}/matches/{hidden}", f"/cases/{hidden}/links"):
        answer = nair.get(there)
        assert (answer.status_code, answer.data) == (404, absent.data)


def test_a_program_does_the_same(pair, as_):
    one, other, _ = pair
    lowe = as_("lowe")
    token = lowe.get("/search").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    headers = {"X-CSRFToken": token}
    at = f"/api/cases/{one}"
    [match] = lowe.get(f"{at}/matches").json["matches"]
    assert (match["row"]["reference"], match["strength"]) == (other, "Strong")
    assert lowe.get(f"{at}/matches/{other}").json["may_join"] is True
    asked = {"other": other, "kind": "ocg", "sure": "possible"}
    assert lowe.post(f"{at}/links", json=asked, headers=headers).status_code == 201
    outcome = {"outcome": "same_person"}
    answer = lowe.post(f"{at}/matches/{other}", json=outcome, headers=headers)
    assert answer.json == {"reference": one, "other": other}
    reason = {"reason": "Her mother says so"}
    assert lowe.post(f"{at}/matches/{other}/join", json=reason, headers=headers).status_code == 200
    links = lowe.get(f"{at}/links").json["links"]
    assert {link["kind"] for link in links} == {"joined", "same_person", "ocg"}
    for link in links:
        ended = lowe.post(f"{at}/links/{link['id']}/end", headers=headers)
        assert ended.status_code == 200
    assert lowe.get(f"{at}/links").json["links"] == []
