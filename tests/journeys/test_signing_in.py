"""Two things to sign in, and no way round either."""

import re

import pytest
import time_machine

from referrals.db import db, writing
from referrals.models import Organisation, User
from tests.people import COOKIE, sign_in, somebody
from tests.web import form


def test_a_person_signs_in_and_goes_where_they_were_going(app, browser):
    nair = somebody()
    asked = browser.get("/account")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/account")

    answer = sign_in(browser, nair, where=asked.location)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert "nair.ppd_investigator@police.example" in browser.get("/account").text


def test_the_sign_in_page_says_nothing_of_its_subject(browser):
    page = browser.get("/sign-in").text.lower()
    for word in (
        "exploit",
        "traffick",
        "victim",
        "slavery",
        "police",
        "demonstration",
        "password is",
    ):
        assert word not in page


def test_before_signing_in_no_link_leads_back_to_the_sign_in(browser):
    links = re.findall(r'href="(/[a-z-]+)"', browser.get("/sign-in").text)
    assert links == ["/forgotten", "/help", "/accessibility", "/privacy"]
    assert {browser.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil", "\n/x", "x"]
)
def test_nobody_is_sent_to_another_site(app, browser, wanted):
    nair = somebody()
    page = browser.get("/sign-in", query_string={"next": wanted})
    filled = form(page.text)
    browser.send(
        "/sign-in", filled, {"email": nair.email, "password": nair.password, "next": wanted}
    )
    answer = browser.fill("/sign-in/code", {"code": nair.code(), "next": wanted})
    assert answer.location == "/"


def test_a_wrong_password_and_an_unknown_person_look_alike(app, browser):
    pages = []
    for email in (somebody().email, "nobody@police.example"):
        with time_machine.travel("2026-03-10T09:00:00Z", tick=False):  # a form's mark has the time
            answer = browser.fill("/sign-in", {"email": email, "password": "wrong-password"})
        assert answer.status_code == 422
        pages.append(answer.text.replace(email, ""))
    assert pages[0] == pages[1]
    assert "together they are not right" in pages[0]


def test_a_password_alone_opens_nothing(app, browser):
    nair = somebody()
    browser.fill("/sign-in", {"email": nair.email, "password": nair.password})
    assert browser.get("/account").status_code == 303
    assert browser.post("/session/extend").status_code == 401


def test_the_code_page_needs_a_password_first(browser):
    assert browser.get("/sign-in/code").location == "/sign-in"


def test_each_step_gives_a_new_id(app, browser):
    nair = somebody()
    browser.get("/sign-in")
    ids = [browser.get_cookie(COOKIE).value]
    browser.fill("/sign-in", {"email": nair.email, "password": nair.password})
    ids.append(browser.get_cookie(COOKIE).value)
    browser.fill("/sign-in/code", {"code": nair.code()})
    ids.append(browser.get_cookie(COOKIE).value)
    assert len(set(ids)) == 3
    for old in ids[:2]:
        browser.set_cookie(COOKIE, old, domain="localhost", secure=True)
        assert browser.get("/account").status_code == 303
        assert browser.get("/sign-in/code").location == "/sign-in"


def test_a_code_works_once(app, browser):
    nair = somebody()
    assert sign_in(browser, nair).status_code == 303
    assert sign_in(app.test_client(), nair).status_code == 422
    assert sign_in(app.test_client(), nair, later=1).status_code == 303
    assert sign_in(app.test_client(), nair, later=-1).status_code == 422


SPOILT = {
    "space before": lambda code: f" {code}",
    "space within": lambda code: f"{code[:3]} {code[3:]}",
    "dash": lambda code: f"{code[:3]}-{code[3:]}",
    "leading zero": lambda code: f"0{code}",
    "full-width": lambda code: code.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    "Arabic-Indic": lambda code: code.translate({ord("0") + n: 0x0660 + n for n in range(10)}),
    "too short": lambda code: code[:5],
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_only_six_plain_digits_are_a_code(app, browser, spoil):
    assert sign_in(browser, somebody()).status_code == 303
    other = somebody(name="Khan")
    browser = app.test_client()
    browser.fill("/sign-in", {"email": other.email, "password": other.password})
    assert browser.fill("/sign-in/code", {"code": spoil(other.code())}).status_code == 422


def test_five_wrong_tries_are_enough_for_a_minute(app, browser):
    nair, khan = somebody(), somebody(name="Khan")
    with time_machine.travel("2026-03-10T02:38:00Z", tick=False) as clock:
        for _ in range(5):
            wrong = browser.fill("/sign-in", {"email": nair.email, "password": "wrong-password"})
            assert wrong.status_code == 422
        refused = browser.fill("/sign-in", {"email": nair.email, "password": nair.password})
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
        assert "Wait 60 seconds" in refused.text
        assert sign_in(app.test_client(), khan).status_code == 303
        clock.shift(61)
        assert sign_in(browser, nair).status_code == 303


def test_somebody_elses_wrong_tries_do_not_lock_a_known_device_out(app, browser):
    nair = somebody()
    with time_machine.travel("2026-03-10T02:38:00Z", tick=False) as clock:
        sign_in(browser, nair)
        browser.fill("/account", to="/sign-out")
        clock.shift(60)
        stranger = app.test_client()
        for _ in range(6):
            last = stranger.fill("/sign-in", {"email": nair.email, "password": "wrong-password"})
        assert last.status_code == 429
        assert sign_in(browser, nair).status_code == 303


def test_a_shared_computer_is_not_remembered(app, browser):
    nair = somebody()
    browser.fill("/sign-in", {"email": nair.email, "password": nair.password, "shared": "true"})
    browser.fill("/sign-in/code", {"code": nair.code()})
    assert browser.get_cookie("__Host-rp_device") is None


@pytest.mark.parametrize("what", [User, Organisation])
def test_a_suspended_person_or_agency_cannot_sign_in(app, browser, what):
    nair = somebody()
    with writing():
        db.session.query(what).update({what.active: False})
    answer = browser.fill("/sign-in", {"email": nair.email, "password": nair.password})
    assert answer.status_code == 422
    assert browser.get("/sign-in/code").location == "/sign-in"


def test_a_form_without_its_token_is_refused(app, browser):
    nair = somebody()
    given = {"email": nair.email, "password": nair.password}
    assert browser.post("/sign-in", data=given).status_code == 400
    assert browser.post("/sign-in", data=given | {"csrf_token": "x"}).status_code == 400


def test_a_form_sent_by_another_site_is_refused_with_its_token(browser):
    filled = form(browser.get("/sign-in").text)
    for site, status in (
        ("cross-site", 400),
        ("same-site", 400),
        ("same-origin", 422),
        ("none", 422),
    ):
        sent = {"Sec-Fetch-Site": site}
        given = filled.filled({"email": "x@example", "password": "wrong-password"})
        assert browser.post("/sign-in", data=given, headers=sent).status_code == status


def test_another_sessions_token_is_refused(app, browser):
    theirs = form(app.test_client().get("/sign-in").text)
    browser.get("/sign-in")
    given = theirs.filled({"email": "x@example", "password": "wrong-password"})
    assert browser.post("/sign-in", data=given).status_code == 400
