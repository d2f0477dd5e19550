"""A response officer logs a case: a question on a page, looked at, sent once."""

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import func, select

from referrals.db import db, reading
from referrals.models import Case, Draft
from tests.people import signed_in
from tests.services.station import Station, answers, page
from tests.web import form

STEPS = ("danger", "age", "what", "assault", "sto", "where", "who", "seen")


@pytest.fixture
def officer(browser: Any, station: Station) -> Any:
    return signed_in(browser, station.okafor)


def typed(told: dict[str, object]) -> dict[str, Any]:
    """Answers as they are put in the boxes of a page."""
    boxes: dict[str, Any] = {}
    for key, value in told.items():
        if isinstance(value, dt.date):
            parts = (("day", value.day), ("month", value.month), ("year", value.year))
            boxes |= {f"{key}-{name}": str(number) for name, number in parts}
        else:
            boxes[key] = value
    return boxes


def begun(officer: Any) -> str:
    """A new draft's address."""
    answer = officer.fill("/log")
    assert answer.status_code == 303
    return answer.location.removesuffix("/danger")


def through(officer: Any, **changes: object) -> str:
    """A draft answered to its check."""
    draft = begun(officer)
    told = answers(**changes)
    for step in STEPS:
        done = officer.fill(f"{draft}/{step}", typed(page(step, told)))
        assert done.status_code == 303, done.text
    assert done.location == f"{draft}/check"
    return draft


def cases() -> int:
    with reading():
        return db.session.scalar(select(func.count()).select_from(Case)) or 0


def test_a_case_is_logged_page_by_page(officer):
    draft = through(officer)

    check = officer.get(f"{draft}/check").text
    assert "Child Abuse Team" in check
    assert "Send to Child Abuse Team" in check
    assert "If they were 18 or over, rule 4 would match" in check
    assert "4 September 2011" in check

    sent = officer.fill(f"{draft}/check")
    assert sent.location == f"{draft}/sent"
    page_sent = officer.get(sent.location).text
    (reference,) = set(re.findall(r"RP-\d{4}-[A-Z]{2}", page_sent))
    with reading():
        assert db.session.scalars(select(Case.reference)).all() == [reference]
    assert "Kayla" not in page_sent
    asked = f"/cases/{reference}/record/routing_query"
    assert f'href="{asked}"' in page_sent
    assert officer.get(asked).status_code == 200


def test_the_count_of_questions_only_moves_forward(officer):
    draft = begun(officer)
    told = answers(sexual_assault="no", sto_asked_for=None)
    seen = []
    step = "danger"
    while step != "check":
        address = f"{draft}/{step}"
        seen += re.findall(r">Question (\d)<", officer.get(address).text)
        step = officer.fill(address, typed(page(step, told))).location.rpartition("/")[2]
    assert seen == ["1", "2", "3", "4", "5", "6", "7"]


def test_a_page_not_answered_says_so_and_where(officer):
    draft = begun(officer)
    answer = officer.fill(f"{draft}/danger")
    assert answer.status_code == 422
    assert "<title>Error: Is anyone in danger right now?" in answer.text
    assert 'href="#danger"' in answer.text
    assert answer.text.count("Say whether anyone is in danger right now") == 2


def test_what_was_typed_is_never_lost_with_an_error(officer):
    draft = begun(officer)
    wrong = {"name": "Kayla <b>Marsh", "born_on-day": "31", "born_on-month": "2", "sex": "female"}
    answer = officer.fill(f"{draft}/who", wrong)
    assert answer.status_code == 422
    assert "Date of birth must include a year" in answer.text
    again = form(officer.get(f"{draft}/who").text)
    assert again.values["name"] == ["Kayla <b>Marsh"]
    assert again.values["born_on-day"] == ["31"]
    assert again.values["sex"] == ["female"]


def test_where_it_happened_is_folded_until_it_is_answered(officer):
    draft = begun(officer)
    told = typed(page("where", answers(areas_of_exploitation=[], lpus_of_exploitation=[])))
    officer.fill(f"{draft}/where", told)
    assert '<details class="govuk-details"><summary' in officer.get(f"{draft}/where").text

    officer.fill(f"{draft}/where", told | {"areas_of_exploitation": ["walsall"]})
    again = officer.get(f"{draft}/where").text
    assert '<details class="govuk-details" open><summary' in again
    assert form(again).values["areas_of_exploitation"] == ["walsall"]


def test_every_page_left_empty_is_asked_again(officer):
    draft = begun(officer)
    for step in (step for step in STEPS if step != "sto"):  # asked only where one is alleged
        assert officer.fill(f"{draft}/{step}").status_code == 422, step
        assert officer.get(f"{draft}/{step}").status_code == 200, step


def test_a_change_comes_back_to_the_check(officer):
    draft = through(officer)
    assert f'href="{draft}/check"' in officer.get(f"{draft}/danger").text
    answer = officer.fill(f"{draft}/danger", {"danger": "yes"})
    assert answer.location == f"{draft}/check"
    assert "Yes, now" in officer.get(f"{draft}/check").text


def test_a_double_press_sends_one_case(officer):
    draft = through(officer)
    filled = form(officer.get(f"{draft}/check").text)
    first = officer.send(f"{draft}/check", filled)
    second = officer.send(f"{draft}/check", filled)
    assert first.location == second.location == f"{draft}/sent"
    assert cases() == 1


def test_a_sent_draft_is_gone(officer):
    draft = through(officer)
    officer.fill(f"{draft}/check")
    assert officer.get(f"{draft}/danger").status_code == 410
    assert officer.get(f"{draft}/check").status_code == 410
    assert draft not in officer.get("/log").text


def test_sending_and_asking_for_the_team_to_be_checked(officer):
    draft = through(officer)
    officer.fill(f"{draft}/check", {"query": "yes"})
    assert "asked to check the team" in officer.get(f"{draft}/sent").text
    with reading():
        assert db.session.scalars(select(Case.routing_query)).all() == [True]


def test_the_check_goes_back_to_what_is_open(officer):
    draft = begun(officer)
    assert officer.get(f"{draft}/check").location == f"{draft}/danger"


def test_an_answer_changed_so_that_another_no_longer_fits_is_asked_again(officer):
    draft = through(officer)
    filled = form(officer.get(f"{draft}/check").text)
    officer.fill(f"{draft}/age", {"under_18": "no"})
    officer.fill(f"{draft}/deciding", {"difficulty_deciding": "no"})
    assert officer.send(f"{draft}/check", filled).location == f"{draft}/check"
    assert officer.get(f"{draft}/check").location == f"{draft}/who"
    assert cases() == 0


def test_text_half_typed_is_kept_by_the_script(officer):
    draft = begun(officer)
    filled = form(officer.get(f"{draft}/seen").text)
    kept = officer.post(f"{draft}/seen/save", data=filled.filled({"seen": "He said I ow"}))
    assert kept.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", kept.json["saved_at"])
    assert "He said I ow" in officer.get(f"{draft}/seen").text


def test_leaving_in_the_middle_keeps_what_is_typed(officer):
    draft = begun(officer)
    filled = form(officer.get(f"{draft}/seen").text)
    left = officer.post(f"{draft}/seen/save", data=filled.filled({"seen": "Half", "leave": "yes"}))
    assert left.status_code == 303
    listed = officer.get(left.location).text
    assert "Your draft is saved" in listed
    assert f"{draft}/danger" in listed


def test_two_devices_are_shown_to_each_other(officer):
    draft = through(officer)
    opened_twice = form(officer.get(f"{draft}/danger").text)
    officer.fill(f"{draft}/danger", {"danger": "yes"})
    answer = officer.send(f"{draft}/danger", opened_twice, {"danger": "unsure"})
    assert answer.status_code == 409
    assert "It says now: Yes, now" in answer.text
    again = officer.send(f"{draft}/danger", form(answer.text))
    assert again.status_code == 303


def test_nobody_else_sees_a_draft(officer, app, station):
    draft = through(officer)
    other = signed_in(app.test_client(), station.bright)
    for address in ("danger", "check", "sent", "delete"):
        assert other.get(f"{draft}/{address}").status_code == 404
    assert draft not in other.get("/log").text


def test_a_partner_logs_nothing(browser, station):
    coordinator = signed_in(browser, station.reid)
    assert coordinator.get("/log").status_code == 403


def test_a_draft_can_be_deleted(officer):
    draft = through(officer)
    gone = officer.fill(f"{draft}/delete")
    assert "The draft is deleted" in officer.get(gone.location).text
    assert officer.get(f"{draft}/danger").status_code == 410
    with reading():
        assert db.session.scalars(select(Draft.answers_sealed)).all() == [None]


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "\x1b[31m", "x" * 5000, "\u202egnp.exe", "{{ 7*7 }}", "<script>alert(1)</script>"],
)
def test_any_text_is_kept_or_refused_at_its_field(officer, text):
    draft = begun(officer)
    answer = officer.fill(f"{draft}/seen", {"seen": text})
    assert answer.status_code in {303, 422}
    shown = officer.get(f"{draft}/seen").text
    assert "<script>alert" not in shown
    assert "49" not in form(shown).values["seen"][0]


def test_no_address_holds_what_was_typed(officer):
    draft = through(officer)
    for step in (*STEPS, "check"):
        assert "Kayla" not in "".join(
            re.findall(r'(?:href|action)="([^"]*)"', officer.get(f"{draft}/{step}").text)
        )
