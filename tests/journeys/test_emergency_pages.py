"""A supervisor opens a case at two in the morning, and others answer for it: pages and API."""

import datetime as dt

import pytest
from sqlalchemy import select

from referrals import outbox
from referrals.clock import now
from referrals.credentials import hash_password
from referrals.db import db, reading, writing
from referrals.models import Notice, User
from tests import factories

PASSWORD = "correct horse battery"
ASKED = {"reason": "missing", "words": "Reported missing at two this morning"}


@pytest.fixture(autouse=True)
def _with_a_password(world):
    with writing():
        db.session.query(User).update({"password_hash": hash_password(PASSWORD)})


@pytest.fixture
def case(world):
    return factories.claimed(world).reference


def test_by_its_pages(seats, tuesday, case):
    larch, audit, at = seats.page("larch"), seats.page("audit"), f"/cases/{case}"
    assert larch.get(at).data == larch.get("/cases/RP-9999-ZZ").data

    asked = ASKED | {"reference": case.lower()}
    wrong = larch.fill("/emergency-access", asked | {"password": "not mine at all"})
    assert wrong.status_code == 422
    assert "Enter your password, or the code your app shows now" in wrong.text
    short = larch.fill("/emergency-access", asked | {"words": "Now", "password": PASSWORD})
    assert short.status_code == 422
    assert "at least 20 characters" in short.text
    absent = larch.fill("/emergency-access", asked | {"reference": "RP-9999-ZZ"})
    assert absent.status_code == 422  # the password of a moment ago still counts
    assert "No case with this reference" in absent.text

    opened = larch.fill("/emergency-access", asked)
    assert (opened.status_code, opened.location) == (303, at)
    for tab in ("", "/timeline", "/tasks", "/people", "/nrm", "/documents"):
        assert "Emergency access: 1 h left" in larch.get(at + tab).text, tab
    assert "open it again</a>" in larch.get(at).text
    assert "Emergency access:" not in seats.page("nair").get(at).text
    assert larch.post(f"{at}/conflict").status_code in {400, 404}
    assert case not in larch.get("/my-work").text

    message = sent()
    assert message.subject == "Emergency access is waiting for review"
    assert case not in message.body
    link = message.link.removeprefix("https://localhost")
    led = audit.get(link)
    assert (led.status_code, led.location) == (303, "/audit/emergency-access")
    assert case in audit.get(led.location).text

    tuesday.shift(dt.timedelta(minutes=61))
    assert seats.page("larch").get(at).status_code == 404


def sent():
    """The one message that went to the auditor."""
    gone = []
    with reading():
        notice = db.session.scalars(select(Notice).where(Notice.topic == "emergency_access")).one()
        db.session.expunge(notice)
    gone += [outbox.message_to(notice, to, "https://localhost") for to in outbox.addresses(notice)]
    (message,) = gone
    return message


def test_the_review_by_its_pages(seats, world, case):
    larch, lowe = seats.page("larch"), seats.page("lowe")
    asked = ASKED | {"reference": case, "password": PASSWORD}
    assert larch.fill("/emergency-access", asked).status_code == 303
    page = lowe.get("/audit/emergency-access").text
    token = page.partition("/audit/emergency-access/")[2].partition('"')[0]
    at = f"/audit/emergency-access/{token}"

    assert lowe.fill(at, {}).status_code == 422
    asks = {"answer": "needs_more", "words": "Why not call the team?"}
    assert lowe.fill(at, asks).status_code == 303
    assert "Why not call the team?" in larch.get("/emergency-access").text
    more = larch.fill("/emergency-access", {"words": "Nobody answered"}, to="/more")
    assert more.status_code == 303
    assert "Nobody answered" in lowe.get(at).text
    done = {"answer": "justified", "words": "They tried"}
    assert lowe.fill(at, done).status_code == 303
    assert "Justified" in lowe.get("/audit/emergency-access").text


def test_why_it_was_opened_stands_beside_who_has_seen_it(seats, world):
    """The coded reason for all who read that page; the words for whoever reviews them."""
    story = factories.claimed(world)
    factories.give(story, "supporting_team", team_id=world.teams["ppd_cse"])
    asked = ASKED | {"reference": story.reference, "password": PASSWORD}
    assert seats.page("larch").fill("/emergency-access", asked).status_code == 303

    at = f"/cases/{story.reference}/activity"
    led, supports = (seats.page(name).get(at).text for name in ("lowe", "quayle"))
    for page in (led, supports):
        assert "Opened it in an emergency" in page
        assert "They are missing, and an address or contact is needed now" in page
    assert ASKED["words"] in led
    assert ASKED["words"] not in supports


def test_who_has_no_rank_is_told_whom_to_ask_and_others_nothing(seats, world):
    assert "ask a supervisor" in seats.page("nair").get("/emergency-access").text
    for name in ("grant", "admin", "audit"):
        assert seats.page(name).get("/emergency-access").status_code == 404


def test_by_the_api(seats, world, case):
    larch, lowe = seats.program("larch"), seats.program("lowe")
    asked = ASKED | {"reference": case}
    assert larch.post("/api/emergency-access", asked).status_code == 422
    assert seats.program("nair").post("/api/emergency-access", asked).status_code == 422
    opened = larch.done("/api/emergency-access", asked | {"password": PASSWORD})
    assert opened["until"] == (now() + dt.timedelta(minutes=60)).isoformat()
    assert larch.seen(f"/api/cases/{case}")["moves"] == []
    assert [row["runs"] for row in larch.seen("/api/emergency-access")["items"]] == [True]

    (row,) = lowe.seen("/api/audit/emergency-access")["items"]
    at = f"/api/audit/emergency-access/{row['id']}"
    assert lowe.seen(at)["words"] == ASKED["words"]
    lowe.done(at, {"answer": "needs_more", "words": "Why?"})
    larch.done(f"/api/emergency-access/{row['id']}/more", {"words": "Nobody answered"})
    assert seats.program("audit").done(at, {"answer": "justified", "words": "Yes"})
    assert lowe.post(at, {"answer": "justified", "words": "Yes"}).status_code == 409
    assert seats.program("nair").get("/api/audit/emergency-access").status_code == 403
