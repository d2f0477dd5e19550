"""A clock's own page and its twin: read, paused and taken up again, as people and programs do."""

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals import outbox, sessions
from referrals.db import db, reading, writing
from referrals.models import Case, CaseClock
from referrals.services import holidays
from tests import factories
from tests.factories import World
from tests.oldbook import OLD, older
from tests.openapi import hold
from workflows import versions

WEDNESDAY = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _on_a_wednesday():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


@pytest.fixture
def story(world):
    return factories.claimed(world)


@pytest.fixture
def as_program(app: Flask):
    def ask(actor, method, path, body=None):
        with writing():
            token = sessions.open_session(actor.user_id, actor.role, sessions.API)
        headers = {"Authorization": f"Bearer {token}"}
        answer = app.test_client().open(path, method=method, headers=headers, json=body)
        hold(app, path, method, answer)
        return answer

    return ask


def clock(story, code="NRM_WHY_5D"):
    with reading():
        rows = select(CaseClock.id).join(Case).where(Case.reference == story.reference)
        number = db.session.scalar(rows.where(CaseClock.code == code))
    return f"/cases/{story.reference}/clocks/{number}"


def test_a_clock_that_is_over_says_when_it_was_met_and_by_what(as_person, world, story):
    nair, told = as_person(world.nair), {}
    for code in ("SAFEGUARD_24H", "CLAIM_4H", "NRM_WHY_5D"):
        text = nair.get(clock(story, code)).text
        found = re.search(r"<dt>Met</dt><dd>(.*?)</dd>", text, re.DOTALL)
        told[code] = re.sub(r"<[^>]+>", "", found[1]).strip() if found else None
    assert told == {
        "SAFEGUARD_24H": "Mon 29 June 2026, 11:50. Confirmed safe for now.",
        "CLAIM_4H": "Mon 29 June 2026, 12:50. Claimed, now in specialist investigation.",
        "NRM_WHY_5D": None,
    }


def test_a_supervisor_pauses_a_clock_and_lets_it_run_again(as_person, world, story):
    lowe = as_person(world.lowe)
    here = clock(story)
    assert f'href="{here}"' in lowe.get(f"/cases/{story.reference}").text

    empty = lowe.fill(f"{here}/pause", {"words": "Until Monday"})
    assert empty.status_code == 422
    assert "Choose why it must wait" in empty.text
    assert "Until Monday" in empty.text
    paused = lowe.fill(f"{here}/pause", {"reason": "interpreter", "words": "Until Monday"})
    assert paused.location == here

    page = lowe.get(here).text
    assert "Lowe, 1 Jul: waiting for an interpreter" in page
    assert "Until Monday" in page
    assert "Should do" in page
    assert "Waiting for an interpreter" in as_person(world.nair).get(here).text
    assert lowe.fill(here, to="/resume").location == here
    assert "Paused" not in lowe.get(here).text


def test_a_clock_the_law_fixes_is_not_paused_and_the_page_says_why(as_person, world, story):
    factories.record(world.adeyemi, story, "la_referral_received", at=WEDNESDAY)
    here = clock(story, "LA_DECISION")
    lowe = as_person(world.lowe)

    assert "/pause" not in lowe.get(here).text
    refused = lowe.get(f"{here}/pause")
    assert refused.status_code == 422
    assert "Statutory guidance does not let this time be paused" in refused.text


def test_what_nothing_on_record_shows_is_said_to_be_done(as_person, world, story):
    factories.record(world.nair, story, "returned", at=WEDNESDAY)
    here = clock(story, "RHI")
    nair = as_person(world.nair)

    assert f"{here}/done" in nair.get(here).text
    done = nair.fill(f"{here}/done", {"outcome": "Held at her aunt's"})
    assert done.location == f"/cases/{story.reference}"
    assert "Met" in nair.get(here).text


def test_a_program_reads_and_pauses_as_a_person_does(as_program, world, story):
    here = f"/api{clock(story)}"
    seen = as_program(world.nair, "GET", here)
    assert seen.json["clock"]["code"] == "NRM_WHY_5D"
    assert seen.json["ladder"][0]["code"] == "warning"
    assert as_program(world.nair, "GET", f"{here}/pause").status_code == 403

    asked = as_program(world.lowe, "GET", f"{here}/pause")
    assert [c["code"] for c in asked.json["questions"][0]["choices"]] == [
        "interpreter", "medical", "missing", "time_asked",
    ]  # fmt: skip
    body = {"reason": "medical", "words": "In hospital until Monday"}
    assert as_program(world.lowe, "POST", f"{here}/pause", body).status_code == 200
    assert as_program(world.nair, "GET", here).json["clock"]["state"] == "paused"
    assert as_program(world.lowe, "POST", f"{here}/resume").status_code == 200
    assert as_program(world.lowe, "POST", f"{here}/resume").status_code == 409


def test_a_hidden_clock_and_an_absent_one_are_one_answer(as_person, world, story):
    other = factories.claimed(world, "adult")
    nair = as_person(world.nair)
    hidden = nair.get(clock(other, "REVIEW_7D"))
    absent = nair.get(f"/cases/{other.reference}/clocks/999999")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.data == absent.data


def test_notifications_lead_to_the_case_and_are_marked_as_read(as_person, as_program, world, story):
    with writing():
        outbox.promise("clock_due", case_id=factories.row(story).id, user_ids=[world.nair.user_id])
    nair = as_person(world.nair)
    page = nair.get("/notifications").text
    assert story.reference in page
    assert "A time limit of yours is near" in page
    assert 'Notifications<span class="rp-count">' in nair.get("/my-work").text
    link = re.findall(r'href="(/n/[^"]+)"', page)[0]
    assert nair.get(link).location == f"/cases/{story.reference}"

    told = as_program(world.nair, "GET", "/api/notifications").json
    assert told["cases"][0]["reference"] == story.reference
    assert nair.fill("/notifications", to="/notifications").status_code == 303
    older = nair.get("/notifications?after=1")
    assert 'href="/notifications"' in older.text.partition("<main")[2], "the way back to the newest"
    assert "rp-count" not in nair.get("/notifications").text.partition("<main")[0]
    done = as_program(world.lowe, "POST", "/api/notifications", {"up_to": told["up_to"]})
    assert done.status_code == 204

    factories.conflict(story, world.nair)
    gone, absent = nair.get(link), nair.get("/n/N-zzzzzz")
    assert (gone.status_code, gone.data) == (404, absent.data)
    assert story.reference not in nair.get("/notifications").text


@pytest.fixture
def old_case(monkeypatch, story):
    monkeypatch.setitem(versions.BOOKS, OLD, older())
    with writing():
        factories.row(story).rulebook = OLD
    return story


def test_a_case_is_moved_to_the_present_rules_after_reading_what_changes(
    as_person, as_program, world, old_case
):
    here = f"/cases/{old_case.reference}/rules"
    lowe = as_person(world.lowe)
    assert here in lowe.get(f"/cases/{old_case.reference}/steps").text
    page = lowe.get(here).text
    assert "“Hand back to the team” becomes possible from here" in page
    told = as_program(world.lowe, "GET", f"/api{here}").json
    assert {change["kind"] for change in told["changes"]} == {"move", "clock", "route"}
    assert lowe.fill(here, {"reason": ""}).status_code == 422

    assert lowe.fill(here, {"reason": "New rules"}).location == f"/cases/{old_case.reference}"
    assert "which is the present one" in lowe.get(here).text
    again = as_program(world.lowe, "POST", f"/api{here}", {"reason": "Again"})
    assert again.status_code == 409
    assert as_person(world.nair).get(here).status_code == 403


def test_rules_that_are_not_here_are_said_plainly(as_program, world, story):
    with writing():
        factories.row(story).rulebook = "1999.1"
    answer = as_program(world.nair, "GET", f"/api/cases/{story.reference}")

    assert answer.status_code == 503
    assert "opened under version 1999.1 of the rules" in answer.json["detail"]


def test_an_administrator_adds_a_bank_holiday_and_clocks_follow(
    as_person, as_program, world, story
):
    admin = as_person(world.admin)
    assert "No bank holiday has been added" in admin.get("/admin/holidays").text
    known = {"day-day": "25", "day-month": "12", "day-year": "2026", "name": "Christmas"}
    assert "a bank holiday already" in admin.fill("/admin/holidays/new", known, to="/new").text
    mourning = {"day-day": "6", "day-month": "7", "day-year": "2026", "name": "A day of mourning"}
    assert admin.fill("/admin/holidays/new", mourning, to="/new").location == "/admin/holidays"
    assert "Being counted again" in admin.get("/admin/holidays").text
    holidays.recount()

    assert "Counted again" in admin.get("/admin/holidays").text
    nair = as_program(world.nair, "GET", f"/api{clock(story)}")
    assert nair.json["clock"]["due_day"] == "2026-07-07"
    body = {"day": "2031-05-01", "name": "May Day"}
    assert as_program(world.admin, "POST", "/api/admin/holidays/new", body).status_code == 204
    told = as_program(world.admin, "GET", "/api/admin/holidays").json["items"]
    assert [(each["day"], bool(each["note"])) for each in told] == [
        ("2026-07-06", False),
        ("2031-05-01", True),
    ]
    assert as_person(world.lowe).get("/admin/holidays").status_code in {403, 404}


def test_a_weekly_review_asks_what_they_want_and_starts_the_next(as_person, world, story):
    lowe = as_person(world.lowe)
    here = f"/cases/{story.reference}/record/supervisor_review"
    unheard = lowe.fill(here, {"reason": "On track"})
    assert unheard.status_code == 422
    assert "Write what they say about it, or that nobody has asked them yet" in unheard.text
    assert lowe.fill(here, {"reason": "On track", "voice": "To stay at school"}).status_code == 303

    page = lowe.get(f"/cases/{story.reference}/timeline").text
    assert "To stay at school" in page
    with reading():
        rows = select(CaseClock.state, CaseClock.due_day).join(Case).order_by(CaseClock.due)
        rows = rows.where(CaseClock.code == "REVIEW_7D", Case.reference == story.reference)
        found = [(state, str(due)) for state, due in db.session.execute(rows)]
    assert found == [("met", "2026-07-06"), ("running", "2026-07-08")], "R24, S47"
