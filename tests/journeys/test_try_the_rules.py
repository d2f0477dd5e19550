"""A supervisor tries the rules: answered by `explain`, in words, and nothing is kept."""

import json
from html import unescape

import pytest
from sqlalchemy import func, select

from referrals.db import Base, db, reading
from referrals.models import TrailRead
from tests.people import signed_in, somebody
from tests.rules.test_explain import EXAMPLE
from workflows.explain import explain, from_json
from workflows.trying import in_words

PAGE = "/try-the-rules"


@pytest.fixture
def supervisor(app, browser):
    return signed_in(browser, somebody("ppd_supervisor"))


def pasted(browser, told):
    return browser.fill(PAGE, {"facts": told if isinstance(told, str) else json.dumps(told)})


def rows():
    """How many rows each table has, but for the looks that are recorded."""
    looks = {"trail_reads", "trail_heads", "trail_index", "sessions"}
    with reading():
        return {
            name: db.session.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
            if name not in looks
        }


def test_it_says_what_explain_says(supervisor):
    page = pasted(supervisor, EXAMPLE)
    words = unescape(page.text)
    said = in_words(explain(*from_json(EXAMPLE)))

    assert page.status_code == 200
    assert all(row.what in words and row.due in words for row in said.clocks)
    assert all(row.label in words for row in (*said.open, *said.blocked))
    assert all(line[1] in words and line[2] in words for row in said.blocked for line in row.unmet)
    assert all(row.label in words for row in said.readers)
    assert all(line in words for line in (said.goes_to, said.rule, *said.tasks, *said.flags))


def test_plain_answers_are_tried_and_shown_again(supervisor):
    told = {"age_band": "adult", "ms_indicator": "yes", "vulnerable_adult": "no", "nrm": "draft"}
    words = unescape(supervisor.fill(PAGE, told).text)
    assert "Rule 6: Adult, trafficking or modern slavery" in words
    assert 'value="adult" selected' in words
    late = {"today-day": "1", "today-month": "7", "today-year": "2026"}
    late |= {"logged-day": "2", "logged-month": "7", "logged-year": "2026"}
    refused = supervisor.fill(PAGE, told | late)
    assert refused.status_code == 422
    assert "This is after the day you ask about" in refused.text


def test_nothing_of_it_is_kept(supervisor, caplog):
    before = rows()
    pasted(supervisor, EXAMPLE | {"events": [], "lpus_of_exploitation": ["Zanzibar Mews"]})

    assert rows() == before
    assert "Zanzibar" not in caplog.text
    with reading():
        (look,) = db.session.scalars(select(TrailRead).where(TrailRead.act == "rules.tried"))
    kept = " ".join(str(getattr(look, column.key)) for column in TrailRead.__table__.columns)
    assert "Zanzibar" not in kept
    assert (look.cases, look.tiers) == ("", "")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({**EXAMPLE, "colour": "red"}, "colour: is not a key of the facts"),
        ({**EXAMPLE, "now": None}, "now: is missing"),
        ({**EXAMPLE, "events": [{"kind": "logged"}]}, "events[0].at: is missing"),
        ([], "facts: must be an object"),
        ("{", "facts: are not JSON"),
    ],
)
def test_what_cannot_be_read_is_named(supervisor, told, said):
    page = pasted(supervisor, told)
    assert page.status_code == 422
    assert said in unescape(page.text)


@pytest.mark.parametrize("role", ["response_officer", "ppd_investigator", "auditor"])
def test_it_is_for_supervisors(app, browser, role):
    page = signed_in(browser, somebody(role))
    assert page.get(PAGE).status_code == 403
    assert "/try-the-rules" not in page.get("/how-a-case-moves").text


def test_a_supervisor_finds_it_beside_how_a_case_moves(supervisor):
    assert 'href="/try-the-rules"' in supervisor.get("/how-a-case-moves").text
