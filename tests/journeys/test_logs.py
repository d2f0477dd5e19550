"""What is logged holds numbers and codes, on one line each, and nobody's words (LG1)."""

import json

from tests.people import sign_in, somebody


def test_nothing_typed_is_logged(app, browser, capfd):
    nair = somebody()
    capfd.readouterr()
    browser.get("/cases/RP-4827-KT", query_string={"name": "CANARY\r\nforged line"})
    browser.get("/CANARY")
    browser.fill("/sign-in", {"email": "CANARY@x.example", "password": "CANARY-password"})
    sign_in(browser, nair)
    browser.post("/lock", data={"seen": "CANARY"})
    logged = capfd.readouterr().err
    for word in ("CANARY", nair.email, nair.password, "RP-4827", "forged"):
        assert word not in logged
    lines = [json.loads(line) for line in logged.splitlines()]
    assert len(lines) >= 8
    assert set(lines[0]) == {
        "event", "level", "method", "ms", "request", "rule", "status", "timestamp",
    }  # fmt: skip
