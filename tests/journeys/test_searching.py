"""Searching as people do it: a reference opens, and no address ever names a person."""

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
    def browser(who):
        return signed_in(app.test_client(), world.actors[who])

    return browser


def test_a_person_is_found_under_an_address_that_names_nobody(world, as_):
    story = factories.claimed(world)
    known_of(story, name="Kayla Marsh", phone="0121 496 0143")
    nair = as_("nair")
    sent = nair.fill("/search", {"name": "Kayla", "why": "working_on_it"})
    assert sent.status_code == 303
    assert sent.location.startswith("/search/r/")
    assert "Kayla" not in sent.location
    page = nair.get(sent.location)

    assert story.reference in page.text
    assert "Marsh" not in page.text.replace("Kayla", "")
    assert as_("lowe").get(sent.location).status_code == 404
    assert as_("nair").get(sent.location).status_code == 404  # another session of the same person


def test_a_hidden_match_reads_as_no_match(world, as_):
    story = factories.claimed(world)
    known_of(story, name="Kayla Marsh")
    castellan = as_("castellan")

    def page(name):
        sent = castellan.fill("/search", {"name": name, "why": "working_on_it"})
        return castellan.get(sent.location).text.replace(name, "")

    assert strip(page("Kayla Marsh")) == strip(page("Robin Vale"))
    assert "Nobody in your cases fits" in page("Kayla Marsh")


def strip(text):
    """Without what differs from one page of the same person to the next: its own tokens."""
    own = ("csrf_token", "/search/r/")
    return [line for line in text.splitlines() if not any(name in line for name in own)]


def test_a_reference_opens_at_once_however_it_is_typed(world, as_):
    reference = factories.claimed(world).reference
    digits, letters = reference.split("-")[1:]
    for typed in (reference, reference.lower(), f"{digits}{letters}", f"rp {digits} {letters}"):
        sent = as_("nair").fill("/search", {"reference": typed})
        assert sent.location == f"/cases/{reference}"


def test_a_wrong_check_letter_is_explained(world, as_):
    reference = factories.claimed(world).reference
    wrong = reference[:-1] + ("A" if reference[-1] != "A" else "B")
    page = as_("nair").fill("/search", {"reference": wrong})

    assert page.status_code == 422
    assert "The last letter does not fit" in page.text
    assert wrong in page.text


SAID = [
    ({}, "Enter a reference, or something you know about the person"),
    ({"name": "Kayla"}, "Say why you are searching for this person"),
    ({"name": "Kayla", "why": "other"}, "Say what the reason is"),
    ({"name": "K", "why": "supervising"}, "Enter at least two letters of a name"),
    ({"age_from": "20", "age_to": "3", "why": "supervising"}, "The oldest age must be"),
    ({"reference": "hello"}, "A reference is like RP-4827-KT"),
]


def test_what_is_missing_is_said(world, as_):
    for typed, said in SAID:
        page = as_("nair").fill("/search", typed)
        assert page.status_code == 422
        assert said in page.text


def test_others_do_not_search(world, as_):
    for who in ("okafor", "hallam", "adeyemi", "grant", "marsh", "admin", "audit"):
        assert as_(who).get("/search").status_code == 403
        assert as_(who).get("/search/r/abcd").status_code == 403


def test_a_program_searches_the_same_way(world, as_):
    story = factories.claimed(world)
    known_of(story, name="Kayla Marsh", born_on="2011-09-04")
    nair = as_("nair")
    headers = {"X-CSRFToken": token_of(nair)}
    asked = {"name": "Kayla", "born_on": "2011-09-04", "why": "supervising"}
    sent = nair.post("/api/search", json=asked, headers=headers)
    assert sent.status_code == 201, sent.text
    found = nair.get(sent.headers["Location"]).json

    assert [line["row"]["reference"] for line in found["found"]] == [story.reference]
    assert found["found"][0]["because"] == ["Same name", "Same date of birth"]
    refused = nair.post("/api/search", json={"name": "Kayla"}, headers=headers)
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["why"]


def token_of(browser):
    return browser.get("/search").text.partition('name="csrf_token" value="')[2].partition('"')[0]
