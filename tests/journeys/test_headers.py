"""The same headers on every answer, whatever its status (SE7)."""

import pytest

from tests.people import signed_in, somebody

EXACT = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "X-Robots-Tag": "noindex, nofollow",
}
ASKED = [
    ("GET", "/sign-in", 200),
    ("GET", "/account", 303),
    ("POST", "/sign-in", 400),
    ("POST", "/lock", 401),
    ("GET", "/nowhere", 404),
    ("GET", "/api/nowhere", 404),
    ("GET", "/static/nothing.css", 404),
    ("GET", "/static/../wsgi.py", 404),
    ("DELETE", "/sign-in", 405),
    ("TRACE", "/sign-in", 405),
    ("OPTIONS", "/sign-in", 405),
    ("GET", "/static/rp.css", 200),
    ("GET", "/health/live", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), ASKED)
def test_every_answer_carries_them(browser, method, path, status):
    answer = browser.open(path, method=method, buffered=True)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EXACT} == EXACT
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(
        answer.headers.keys()
    )


FORM = "application/x-www-form-urlencoded"


def test_too_large_a_body_carries_them(browser):
    answer = browser.post("/sign-in", data={"email": "x" * 2_000_000})
    assert answer.status_code == 413
    assert {name: answer.headers.get(name) for name in EXACT} == EXACT


def test_a_failure_carries_them_and_quotes_nothing(app, browser, monkeypatch, capsys):
    def broken():
        raise ValueError("a name nobody may read")

    monkeypatch.setitem(app.view_functions, "account.signed_out", broken)
    broken.policy = "public"
    answer = browser.get("/signed-out")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in EXACT} == EXACT
    assert "a name nobody may read" not in answer.text + capsys.readouterr().err


def test_nothing_of_ours_is_kept(app, browser):
    signed_in(browser, somebody())
    for path in (
        "/",
        "/account",
        "/guide",
        "/sign-in",
        "/nowhere",
        "/health/live",
        "/static/no.css",
    ):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


def test_a_style_sheet_named_by_its_content_is_kept_for_a_year(app, browser):
    page = browser.get("/sign-in").text
    address = page.partition('href="/static/rp.css')[2].partition('"')[0]
    assert address.startswith("?v=")
    named = browser.get(f"/static/rp.css{address}", buffered=True)
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    plain = browser.get("/static/rp.css", buffered=True)
    assert plain.headers["Cache-Control"] == "public, max-age=3600"
    again = browser.get(
        "/static/rp.css", headers={"If-None-Match": named.headers["ETag"]}, buffered=True
    )
    assert again.status_code == 304


def test_not_found_is_the_same_bytes_for_everybody(app, browser):
    known = signed_in(app.test_client(), somebody())
    answers = [
        each.get(path)
        for each in (browser, known)
        for path in ("/nowhere", "/static/nothing", "/cases/RP-1", "/account/x?y=z")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert len({str(answer.headers) for answer in answers}) == 1


def test_cookies_say_who_may_have_them(browser):
    (cookie,) = browser.get("/sign-in").headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-rp_session=")
    assert cookie.endswith("; Secure; HttpOnly; Path=/; SameSite=Lax")


def test_another_host_is_refused(browser):
    answer = browser.get("/sign-in", base_url="https://evil.example")
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "body", ["[" * 1000 + "]" * 1000, '{"a":' * 40 + "1" + "}" * 40, "[" * 500_000]
)
def test_json_that_nests_too_deep_is_refused(browser, body):
    answer = browser.post("/sign-in", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_a_form_of_more_parts_than_any_has_is_refused_unread(browser):
    """IN3: a quarter of a million fit in a megabyte, and were given back one by one."""
    for parts, status in ((1000, 400), (1001, 413)):
        answer = browser.post(
            "/sign-in", data="&".join(["a=1"] * parts), content_type=FORM + "; charset=utf-8"
        )
        assert answer.status_code == status


def test_a_program_is_told_of_problems_in_its_own_words(browser):
    answer = browser.get("/api/nowhere")
    assert answer.mimetype == "application/problem+json"
    assert answer.json == {"type": "about:blank", "title": "Page not found", "status": 404}
