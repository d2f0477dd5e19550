"""How a case moves, as anybody signed in may read it, and where one case stands."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from referrals import trail
from referrals.db import db, reading
from referrals.models import Case
from referrals.services import intake, pathways
from tests import factories
from tests.people import sign_in, signed_in, somebody
from tests.services.neighbours import shareable, taken_on
from tests.services.station import answers
from workflows import atlas
from workflows.clocks.table import ROWS
from workflows.pathways import PATHWAYS
from workflows.routing import RULES
from workflows.tracks import TRACKS

PAGE = "/how-a-case-moves"
MARKED = re.compile(r'<tr aria-current="true"><th scope="row">([^<]+?) *<span')


@pytest.fixture
def reference(station):
    return str(intake.log_case(station.okafor, answers(), None)["reference"])


def marked(page):
    return [unescape(state) for state in MARKED.findall(page)]


def test_it_is_drawn_from_the_rule_book(browser, station):
    page = signed_in(browser, station.okafor).get(PAGE)
    words = unescape(page.text)

    assert page.status_code == 200
    assert words.count('<svg class="rp-track"') == len(TRACKS)
    for track in TRACKS.values():
        for state in track.states:
            assert f'<th scope="row">{state.label}' in words
        for move in track.moves:
            assert f'<th scope="row">{move.label}</th>' in words
            assert all(guard.words in words for guard in move.gates)
    assert all(row.what in words for row in ROWS)
    assert all(rule.words in words for rule in RULES)
    assert all(pathway.label in words for pathway in PATHWAYS.values())
    assert all(f"{line.says}</td>" in words for line in atlas.laws())
    last = words[words.rindex("The labour inspectorate") :]
    assert last.index("7 April 2026") < last.index("Fair Work Agency")
    assert marked(page.text) == []
    assert words.count('<svg class="rp-lanes"') == len(PATHWAYS)
    assert "this case is on it" not in words


def test_a_stranger_is_sent_to_sign_in(browser):
    assert browser.get(PAGE).location == "/sign-in?next=/how-a-case-moves"


def test_where_a_case_stands_is_marked_and_the_look_is_recorded(browser, station, reference):
    page = signed_in(browser, station.okafor).get(f"{PAGE}?case={reference}")

    assert page.status_code == 200
    assert marked(page.text) == [  # section e: whoever logs a case holds nothing of support
        "Logged", "Not started", "Waiting to be claimed", "Not considered yet", "Open",
    ]  # fmt: skip
    with reading():
        opened = db.session.scalars(select(Case.id).where(Case.reference == reference)).one()
        (look,) = [row for row in trail.lookers(opened) if row.act == "case.where_it_stands"]
    assert look.name == "Okafor"


def test_the_pathway_the_case_is_on_is_drawn_with_where_it_stands(browser, station, reference):
    page = signed_in(browser, station.okafor).get(f"{PAGE}?case={reference}")
    words = unescape(page.text)
    pictures = re.findall(r'<svg class="rp-lanes".*?</svg>', words)

    assert len(pictures) == len(PATHWAYS)
    (here,) = [picture for picture in pictures if "rp-track__state--now" in picture]
    assert "<title" in here
    assert "Child trafficking or slavery</title>" in here
    assert "Now: Waiting to be claimed." in here
    assert "Child trafficking or slavery, drawn: this case is on it" in words


@pytest.mark.parametrize("left_out", [{}, {"exploitation": "not_needed"}])
def test_the_pathway_is_not_told_where_what_is_thought_was_left_out(station, near, left_out):
    case = shareable(station)
    taken_on(station, near, case, {"who": "share", "assault": "share", "exploitation": "share"}
             | left_out)  # fmt: skip
    assert ("pathway" in pathways.standing(near.grant, case)) is (not left_out)


def test_a_hidden_case_and_no_case_answer_alike(browser, station, reference):
    other = signed_in(browser, station.bright)
    hidden = other.get(f"{PAGE}?case={reference}")
    absent = other.get(f"{PAGE}?case=RP-9999-AA")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.data == absent.data


@pytest.mark.parametrize("odd", ["x", "%00", "RP-0000-ZZ", "'", "RP-1%2F..%2F"])
def test_what_is_no_reference_is_not_found(browser, station, odd):
    assert signed_in(browser, station.okafor).get(f"{PAGE}?case={odd}").status_code == 404


def test_an_administrator_reads_the_rules_and_no_case(browser, app):
    assert sign_in(browser, somebody("system_admin")).status_code == 303

    assert browser.get(PAGE).status_code == 200
    assert browser.get(f"{PAGE}?case=RP-1000-AA").status_code == 404


def test_what_the_police_made_of_it_is_told_to_nobody_who_reads_the_form_alone(app):
    world = factories.world()
    story = factories.submitted(world)
    assert "pathway" not in pathways.standing(world.cole, story.reference)
    assert "pathway" in pathways.standing(world.nair, story.reference)


def test_nor_is_a_pathway_that_was_learned_since_told_to_whoever_handed_it_over(app):
    world = factories.world()
    story = factories.claimed(world)
    assert "pathway" in pathways.standing(world.okafor, story.reference)
    factories.record(world.nair, story, "exploitation", types=["forced_crime"])
    assert "pathway" not in pathways.standing(world.okafor, story.reference)
