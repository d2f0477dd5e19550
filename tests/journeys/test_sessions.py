"""A session ends when its time, its person or anything about them ends."""

import pytest
import time_machine

from referrals import sessions
from referrals.db import db, writing
from referrals.models import Organisation, Session, User
from referrals.services import accounts
from tests.people import COOKIE, sign_in, signed_in, somebody
from tests.web import form

AT = "2026-03-10T02:38:00Z"


def alive(browser) -> bool:
    return browser.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("role", "minutes"), [("ppd_investigator", 15), ("auditor", 10), ("system_admin", 10)]
)
def test_it_ends_when_nothing_is_done(app, browser, role, minutes):
    known = somebody(role)
    for seconds, lives in ((minutes * 60 - 5, True), (minutes * 60 + 5, False)):
        with time_machine.travel(AT, tick=False) as clock:
            signed_in(browser, known)
            clock.shift(seconds)
            assert alive(browser) is lives


def test_a_shared_computer_has_five_minutes(app, browser):
    nair = somebody()
    with time_machine.travel(AT, tick=False) as clock:
        browser.fill("/sign-in", {"email": nair.email, "password": nair.password, "shared": "true"})
        browser.fill("/sign-in/code", {"code": nair.code()})
        clock.shift(4 * 60)
        assert alive(browser)
        clock.shift(5 * 60 + 5)
        assert not alive(browser)


def test_it_ends_after_ten_hours_whatever_is_done(app, browser):
    with time_machine.travel(AT, tick=False) as clock:
        signed_in(browser, somebody())
        for _ in range(59):
            clock.shift(10 * 60)
            assert alive(browser)
        clock.shift(10 * 60 + 5)
        assert not alive(browser)


def test_last_seen_is_written_at_most_once_a_minute(app, browser, query_count):
    with time_machine.travel(AT, tick=False) as clock:
        signed_in(browser, somebody())
        clock.shift(30)
        with query_count() as soon:
            assert alive(browser)
        clock.shift(31)
        with query_count() as later:
            assert alive(browser)
    wrote = [any("UPDATE sessions" in each for each in sent) for sent in (soon, later)]
    assert wrote == [False, True]


def test_who_is_asking_costs_one_statement_and_their_notices_another(app, browser, query_count):
    signed_in(browser, somebody())
    with query_count() as sent:
        assert browser.get("/guide").status_code == 200
    asked = [each for each in sent if not each.startswith(("BEGIN", "ROLLBACK", "COMMIT"))]
    assert len(asked) == 2


def test_signing_out_ends_it_for_whoever_copied_the_cookie(app, browser):
    sign_in(browser, somebody())
    copied = browser.get_cookie(COOKIE).value
    answer = browser.fill("/account", to="/sign-out")
    assert (answer.status_code, answer.location) == (303, "/signed-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get_cookie(COOKIE) is None
    browser.set_cookie(COOKIE, copied, domain="localhost", secure=True)
    assert browser.get("/account").location == "/sign-in?next=/account"
    assert browser.post("/session/extend").status_code == 401


def test_it_ends_with_the_account_and_with_the_agency(app, browser):
    nair, khan = somebody(), somebody(name="Khan", agency="ngo")
    signed_in(browser, nair)
    other = signed_in(app.test_client(), khan)
    accounts.suspend(nair.email)
    assert not alive(browser)
    with writing():
        db.session.query(Organisation).filter_by(kind="ngo").update({"active": False})
    assert not alive(other)


def test_a_suspension_that_is_lifted_revives_nothing(app, browser):
    nair = somebody()
    signed_in(browser, nair)
    accounts.suspend(nair.email)
    with writing():
        db.session.query(User).update({"active": True})
    assert not alive(browser)


def test_a_person_ends_their_other_sessions(app, browser):
    nair = somebody()
    signed_in(browser, nair)
    other = signed_in(app.test_client(), nair)
    assert "Another browser" in browser.get("/account").text
    browser.fill("/account", to="/end-others")
    assert alive(browser)
    assert not alive(other)


def test_a_bearer_token_is_no_cookie_and_a_cookie_no_token(app, browser):
    nair = somebody()
    with writing():
        token = sessions.open_session(nair.user_id, nair.role, sessions.API)
    browser.set_cookie(COOKIE, token, domain="localhost", secure=True)
    assert not alive(browser)
    signed_in(browser, nair)
    assert browser.get("/account", headers={"Authorization": "Bearer x"}).status_code == 303


def test_no_id_is_kept(app, browser):
    signed_in(browser, somebody())
    sid = browser.get_cookie(COOKIE).value
    assert len(sid) == 43
    with writing():
        kept = db.session.query(Session.digest).scalar()
    assert sid not in kept


def test_a_locked_screen_shows_nothing_and_loses_nothing(app, browser):
    nair = somebody()
    sign_in(browser, nair)
    locked = browser.fill("/guide?from=here", to="/lock")
    assert locked.location == "/locked?next=/guide%3Ffrom%3Dhere"
    assert browser.get("/account").location == "/locked?next=/account"
    assert browser.post("/session/extend").status_code == 423
    page = browser.get(locked.location)
    assert "Nair" not in page.text
    wrong = browser.send("/locked", form(page.text, "/locked"), {"password": "wrong-password"})
    assert wrong.status_code == 422
    right = browser.send("/locked", form(wrong.text, "/locked"), {"password": nair.password})
    assert (right.status_code, right.location) == (303, "/guide?from=here")
    assert alive(browser)


def test_a_code_unlocks_too_and_wrong_tries_are_counted(app, browser):
    nair = somebody()
    with time_machine.travel(AT, tick=False) as clock:
        signed_in(browser, nair)
        browser.fill("/account", to="/lock")
        for _ in range(5):
            assert browser.fill("/locked", {"password": "wrong-password"}).status_code == 422
        assert browser.fill("/locked", {"password": nair.code()}).status_code == 429
        clock.shift(61)
        assert browser.fill("/locked", {"password": nair.code()}).location == "/"
        assert alive(browser)


def test_a_locked_person_may_sign_out(app, browser):
    signed_in(browser, somebody())
    browser.fill("/account", to="/lock")
    assert browser.fill("/locked", to="/sign-out").location == "/signed-out"


def test_extending_moves_the_end(app, browser):
    with time_machine.travel(AT, tick=False) as clock:
        signed_in(browser, somebody())
        page = browser.get("/account").text
        clock.shift(14 * 60)
        answer = browser.post(
            "/session/extend",
            data=form(page, "/extend").filled({}),
            headers={"Sec-Fetch-Mode": "cors"},
        )
        assert answer.status_code == 204
        clock.shift(14 * 60)
        assert alive(browser)


def test_what_was_typed_is_given_back_when_the_session_is_gone(app, browser):
    answer = browser.post("/lock", data={"seen_and_heard": "A long story", "csrf_token": "x"})
    assert answer.status_code == 401
    assert "A long story" in answer.text
