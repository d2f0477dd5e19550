"""A view that names no policy stops the start, and whoever is told no is written down."""

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from referrals import errors
from referrals.access import Verb
from referrals.db import db, reading
from referrals.gate import init_gate, needs, policy, public, refuse_undeclared
from referrals.gate.policy import Undeclared
from referrals.models import TrailRead
from tests import factories
from tests.people import signed_in, somebody
from tests.web import form


@pytest.fixture
def bare() -> Flask:
    app = Flask("bare", static_folder=None)
    app.config.update(SECRET_KEY=b"0" * 32, PROVIDE_AUTOMATIC_OPTIONS=False)
    init_gate(app)
    return app


def view(**_: object) -> str:
    return ""


def test_a_view_that_says_nothing_stops_the_start(bare):
    bare.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(Undeclared, match="/open"):
        refuse_undeclared(bare)


def test_an_address_that_takes_anything_stops_the_start(bare):
    bare.add_url_rule("/<name>", "loose", public(lambda name: name))
    with pytest.raises(Undeclared, match="takes anything as name"):
        refuse_undeclared(bare)


def test_a_write_never_rides_on_a_read(bare):
    both = needs(Verb.READ)(lambda: "")
    bare.add_url_rule("/both", "both", both, methods=["GET", "POST"])
    with pytest.raises(Undeclared, match="both reads and writes"):
        refuse_undeclared(bare)


def test_a_blueprint_is_held_to_it_too(bare):
    group = Blueprint("group", __name__)
    group.add_url_rule("/grouped", "one", lambda: "")
    bare.register_blueprint(group)
    with pytest.raises(Undeclared, match=r"group\.one"):
        refuse_undeclared(bare)


def test_the_policy_names_the_verb_of_every_method(app):
    rows = {(row["rule"], row["method"]): row for row in policy(app)}
    assert rows["/sign-in", "POST"]["public"]
    assert rows["/lock", "POST"] == {
        "rule": "/lock",
        "method": "POST",
        "endpoint": "account.lock",
        "verb": "signed_in",
        "public": False,
    }


def test_a_role_without_the_verb_is_told_so_and_it_is_written_down(app, browser):
    signed_in(browser, somebody("ngo_support_worker", "ngo"))
    answer = browser.get("/log")
    assert answer.status_code == 403
    assert "not part of your role" in answer.text
    assert refusals() == [("intake.mine", "not_yours", "403", "ngo_support_worker")]


def test_a_case_that_is_not_there_is_written_down_without_what_was_typed(app, browser):
    signed_in(browser, somebody())
    assert browser.get("/cases/RP-4827-KT").status_code == 404
    assert browser.get("/nowhere").status_code == 404
    assert refusals() == [("cases.show", "not_found", "404", "ppd_investigator")]


def test_a_slash_at_the_end_leads_to_the_page_and_tells_of_no_case(app, browser):
    signed_in(browser, somebody())
    for path, page in (
        ("/my-work/", "/my-work"), ("/search/?a=%0d%0ab", "/search?a=%0d%0ab"),
        ("/cases/RP-4827-KT/", "/cases/RP-4827-KT"),
    ):  # fmt: skip
        answer = browser.get(path)
        assert (answer.status_code, answer.location) == (308, page)
    assert browser.post("/lock/").location == "/lock"
    for nowhere in ("/nowhere/", "/%2Fevil.example/", "/cases/RP-1/", "/lock/", "/api/my-work/"):
        assert browser.get(nowhere).status_code == 404, nowhere
    assert refusals() == []


def test_a_stranger_is_written_down_as_nobody(app, browser):
    assert browser.post("/lock").status_code == 401
    assert refusals() == [("account.lock", "no_session", "401", "nobody")]


def test_a_locked_screen_that_is_written_to_is_written_down(app, browser):
    signed_in(browser, somebody())
    browser.fill("/account", to="/lock")
    assert browser.post("/session/extend").status_code == 423
    assert refusals() == [("account.extend", "locked", "423", "ppd_investigator")]


CASES = [
    (errors.Conflict("DC Khan claimed this 20 seconds ago"), 409, "DC Khan claimed this"),
    (errors.Gone(), 410, "has gone"),
    (errors.Throttled(90), 429, "Wait 2 minutes"),
    (errors.Throttled(90, "More from midnight"), 429, "More from midnight. Nothing was changed"),
    (errors.TrailUnavailable(), 503, "cannot answer just now"),
    (errors.NotYours("Ask a supervisor."), 403, "Ask a supervisor."),
    (errors.Invalid({"danger": ["Say it"]}), 422, "cannot be done yet"),
    (OperationalError("SELECT", {}, Exception("gone")), 503, "cannot answer just now"),
    (ValueError("secret"), 500, "Something went wrong"),
]


@pytest.fixture
def broken(app, browser, monkeypatch):
    """A page that goes wrong as it is told to, asked for by somebody signed in."""

    def ask(error: Exception):
        def fails() -> str:
            raise error

        monkeypatch.setitem(app.view_functions, "account.account", needs(Verb.SIGNED_IN)(fails))
        return signed_in(browser, somebody()).get("/account")

    return ask


@pytest.mark.parametrize("case", CASES, ids=lambda case: type(case[0]).__name__)
def test_each_thing_that_can_go_wrong_has_its_page(broken, case):
    error, status, words = case
    answer = broken(error)
    assert answer.status_code == status
    assert words in answer.text
    assert "secret" not in answer.text


def test_a_wait_says_how_long(broken):
    assert broken(errors.Throttled(7)).headers["Retry-After"] == "7"


def test_a_refusal_that_cannot_be_written_down_is_not_given(app, browser, monkeypatch):
    signed_in(browser, somebody())

    def cannot(*_: object, **__: object) -> None:
        raise errors.TrailUnavailable

    monkeypatch.setattr("referrals.pages.errors.trail.refused", cannot)
    assert browser.get("/cases/RP-4827-KT").status_code == 503


@pytest.mark.parametrize(("role", "agency", "first"), [
    ("response_officer", "police", "/log"),
    ("ppd_investigator", "police", "/my-work"),
    ("ngo_support_worker", "ngo", "/partner"),
    ("competent_authority", "competent_authority", "/authority"),
    ("system_admin", "police", "/admin"),
])  # fmt: skip
def test_each_role_begins_where_its_work_is(app, browser, role, agency, first):
    signed_in(browser, somebody(role, agency))
    assert browser.get("/").location == first


def test_the_menu_links_only_to_pages_that_are_there(app, browser):
    signed_in(browser, factories.world().lowe)
    page = browser.get("/account").text
    menu = page.partition('id="navigation"')[2].partition("</ul>")[0]
    for part in menu.split('href="')[1:]:
        assert browser.get(part.partition('"')[0]).status_code == 200
    assert "Looks to answer for" in menu


def test_help_and_guide(app, browser):
    assert [browser.get(path).status_code for path in ("/help", "/accessibility", "/privacy")] == [
        200
    ] * 3
    assert browser.get("/guide").status_code == 303
    signed_in(browser, somebody())
    assert [
        browser.get(f"/guide{end}").status_code for end in ("", "/danger", "/prompt-sheet")
    ] == [200] * 3
    assert browser.get("/guide/nothing").status_code == 404
    assert browser.get("/parts").status_code == 404


def test_a_notice_that_is_not_yours_leads_nowhere(app, browser):
    signed_in(browser, somebody())
    assert browser.get("/n/N-7f2c9d").status_code == 404


def test_the_form_of_every_page_can_be_sent(app, browser):
    signed_in(browser, somebody())
    assert form(browser.get("/account").text, "/sign-out").values["csrf_token"]


def refusals() -> list[tuple[str, str, str, str]]:
    query = select(TrailRead.act, TrailRead.reason_code, TrailRead.basis, TrailRead.role)
    with reading():
        rows = db.session.execute(query.where(TrailRead.operation == "refusal")).all()
    return [tuple(row) for row in rows]
