"""How the API answers: tokens, versions, keys, and every kind of no."""

import json

import pytest
import time_machine
from sqlalchemy import func, select

from referrals import sessions
from referrals.api.asked import LONGEST_FAULT
from referrals.db import db, reading, writing
from referrals.models import Case, Event
from referrals.services import accounts
from tests.people import COOKIE, signed_in, somebody
from tests.programs import Program, World, at, logged, made_safe, told, world

PROBLEM = "application/problem+json"


@pytest.fixture
def people(app) -> World:
    return world(app)


@pytest.fixture
def client(app):
    return app.test_client()


def count(model) -> int:
    with reading():
        return db.session.scalar(select(func.count()).select_from(model))


def keys(known, **changes):
    return {"email": known.email, "password": known.password, "code": known.code()} | changes


def refused(answer, status):
    """The problem that a refusal is."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == PROBLEM
    assert (answer.json["type"], answer.json["status"]) == ("about:blank", status)
    assert answer.json["title"]
    return answer.json


# ---------------------------------------------------------------- tokens


def test_both_things_are_exchanged_for_a_token_that_ends_at_once(app, client):
    nair = somebody()
    answer = client.post("/api/tokens", json=keys(nair))
    assert answer.status_code == 201
    assert set(answer.json) == {"token", "expires_at"}
    assert "Set-Cookie" not in answer.headers
    program = Program(client, answer.json["token"])
    me = program.seen("/api/me")
    assert (me["name"], me["role"], me["email"]) == ("Nair", "ppd_investigator", nair.email)

    assert program.delete("/api/tokens/current").status_code == 204
    gone = program.get("/api/me")
    assert refused(gone, 401)["detail"] == ""
    assert gone.headers["WWW-Authenticate"].lower().startswith("bearer")


def test_wrong_things_give_no_token(app, client):
    nair = somebody()
    wrong = client.post("/api/tokens", json=keys(nair, password="wrong-password"))
    stranger = client.post("/api/tokens", json=keys(nair, email="nobody@police.example"))
    assert refused(wrong, 422)["errors"] == refused(stranger, 422)["errors"]
    assert (
        "code" in refused(client.post("/api/tokens", json=keys(nair, code="000000")), 422)["errors"]
    )
    missing = refused(client.post("/api/tokens", json={"email": nair.email}), 422)
    assert set(missing["errors"]) == {"password", "code"}
    extra = refused(client.post("/api/tokens", json=keys(nair, role="auditor")), 422)
    assert set(extra["errors"]) == {"role"}


def test_a_code_works_once(app, client):
    given = keys(somebody())
    assert client.post("/api/tokens", json=given).status_code == 201
    assert refused(client.post("/api/tokens", json=given), 422)["errors"]["code"]


def test_tries_are_counted_as_on_the_page(app, client):
    nair = somebody()
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        wrong = keys(nair, password="wrong-password")
        for _ in range(5):
            assert client.post("/api/tokens", json=wrong).status_code == 422
        answer = client.post("/api/tokens", json=keys(nair))
        refused(answer, 429)
        assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_a_token_ends_with_the_account_and_with_other_sessions(app, browser):
    nair = somebody()
    with writing():
        tokens = [sessions.open_session(nair.user_id, nair.role, sessions.API) for _ in range(2)]
    programs = [Program(app.test_client(), token) for token in tokens]
    assert programs[0].seen("/api/me")
    signed_in(browser, nair)
    browser.fill("/account", to="/end-others")
    refused(programs[0].get("/api/me"), 401)
    with writing():
        again = sessions.open_session(nair.user_id, nair.role, sessions.API)
    accounts.suspend(nair.email)
    refused(Program(app.test_client(), again).get("/api/me"), 401)


def test_a_browser_writes_only_with_the_token_of_its_form(app, browser):
    signed_in(browser, somebody("response_officer"))
    assert browser.get("/api/me").json["role"] == "response_officer"
    refused(browser.post("/api/log", json={}), 400)
    page = browser.get("/api/docs").text
    mark = page.partition('data-token="')[2].partition('"')[0]
    assert browser.post("/api/log", json={}, headers={"X-CSRFToken": mark}).status_code == 201
    forged = {"X-CSRFToken": mark, "Sec-Fetch-Site": "cross-site"}
    refused(browser.post("/api/log", json={}, headers=forged), 400)
    assert browser.get_cookie(COOKIE)


# ---------------------------------------------------------------- hidden and absent


TO_CASES = (
    ("get", "", None),
    ("head", "", None),
    ("post", "/reveal", None),
    ("get", "/activity", None),
    ("get", "/update", None),
    ("post", "/update", {"kind": "update", "text": "x"}),
    ("get", "/tasks/0123456789abcdef", None),
    ("post", "/tasks/0123456789abcdef", {"outcome": "x"}),
    ("get", "/tracks/response/make_safe", None),
    ("post", "/tracks/response/make_safe", {}),
    ("get", "/record/wishes", None),
    ("post", "/record/wishes", {"wishes": "To go home"}),
    ("post", "/record/wishes", {"nothing": "asks this"}),
    ("post", "/tracks/nrm/withdraw", {}),
    ("get", "/assign", None),
    ("post", "/assign", {"user": 1}),
    ("get", "/nrm", None),
    ("get", "/nrm/person", None),
    ("post", "/nrm/person", {}),
    ("get", "/sharing", None),
    ("get", "/sharing/new?to=birch_street", None),
    ("post", "/sharing", {"to": "birch_street"}),
    ("post", "/sharing/0123456789abcdef/accept", None),
    ("post", "/sharing/0123456789abcdef/end", {"reason": "risk"}),
)
TO_QUEUED = (
    ("post", "/claim", None),
    ("post", "/conflict", None),
    ("get", "/record/immediate_safety", None),
    ("post", "/record/immediate_safety", {"safe": True}),
)


def test_hidden_and_absent_are_the_same_bytes(people):
    hidden, absent = logged(people), "RP-0000-ZZ"
    own_team = people.castellan  # finds it in the queue, and reads nothing of it
    for who in (people.ames, people.adeyemi, people.admin, own_team):
        headers = {"Authorization": f"Bearer {who.token}", "If-Match": '"1"'}
        for method, path, body in TO_CASES if who is own_team else TO_CASES + TO_QUEUED:
            sent = {} if body is None else {"json": body}
            one, other = (
                who.client.open(at(each, path), method=method.upper(), headers=headers, **sent)
                for each in (hidden, absent)
            )
            assert one.status_code == other.status_code == 404, path
            assert one.data == other.data, path
            assert dict(one.headers) == dict(other.headers), path


def test_an_address_that_nothing_answers_is_a_problem_too(people):
    refused(people.nair.client.get("/api/nowhere"), 404)
    answer = people.nair.client.put("/api/me", headers={"Authorization": "Bearer x"})
    refused(answer, 405)
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}


def test_seen_but_not_yours_to_do(people):
    reference = logged(people)
    refused(people.grant.post("/api/log", {}), 403)
    why = refused(
        people.okafor.post(
            at(reference, "/tracks/case/close"), {"reason_code": "done", "reason": "x"}
        ),
        403,
    )
    assert why["detail"]


# ---------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"3",
        json.dumps(dict.fromkeys(map(str, range(1001)))).encode(),
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        json.dumps({"a": 1}).encode("utf-16"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_400(people, raw):
    headers = {"Authorization": f"Bearer {people.okafor.token}", "Content-Type": "application/json"}
    answer = people.okafor.client.post("/api/cases", data=raw, headers=headers)
    assert len(refused(answer, 400)["detail"]) <= LONGEST_FAULT


def test_nothing_but_json_is_taken_or_given(people):
    who = people.okafor
    bearer = {"Authorization": f"Bearer {who.token}"}
    refused(who.client.post("/api/cases", data={"danger": "no"}, headers=bearer), 415)
    refused(who.client.get("/api/me", headers=bearer | {"Accept": "text/html"}), 406)
    for accept in ("*/*", "application/*", "text/html, */*;q=0.1", PROBLEM):
        answer = who.client.get("/api/me", headers=bearer | {"Accept": accept})
        assert answer.status_code == 200, accept


def test_a_body_too_large_is_a_413(people):
    body = {"seen": "x" * (1024 * 1024)}
    refused(people.okafor.post("/api/cases", body), 413)


def test_every_wrong_answer_is_named_at_once(people):
    wrong = {"danger": "perhaps", "area": 7, "seen": None, "lead": "fcid"}
    errors = refused(people.okafor.post("/api/cases", told() | wrong), 422)["errors"]
    assert set(errors) == {"danger", "area", "seen", "lead"}
    assert errors["lead"] == ["There is no such question"]
    assert count(Case) == 0


def test_what_a_route_does_not_ask_it_does_not_take(people):
    reference = logged(people)
    extra = {"lead_id": 3, "version": 9, "state": "claimed"}
    for path in ("/claim", "/reveal", "/tracks/response/make_safe", "/conflict", "/release-team"):
        answer = people.okafor.post(at(reference, path), extra)
        if answer.status_code not in {403, 404}:
            assert set(refused(answer, 422)["errors"]) == set(extra), path


# ---------------------------------------------------------------- versions and keys


def test_a_stale_version_moves_nothing_and_says_what_is_theirs(people):
    reference = logged(people)
    path = at(reference, "/record/immediate_safety")
    opened = people.okafor.get(path)
    version = opened.headers["ETag"].strip('"')
    assert opened.json["version"] == int(version)
    done = people.okafor.post(path, {"safe": True}, version=version)
    assert done.headers["ETag"] != opened.headers["ETag"]
    before = count(Event)
    stale = refused(people.okafor.post(path, {"safe": False}, version=version), 409)
    assert list(stale["theirs"].values()) != []
    assert stale["detail"] == "Someone else changed this while you had it open"
    assert count(Event) == before
    refused(people.okafor.post(path, {"safe": False}, version="not-a-version"), 409)
    assert people.okafor.done(path, {"safe": False}, version=done.json["version"])


def test_a_repeated_request_answers_as_the_first(people):
    first = people.okafor.post("/api/cases", told(), key="log-1")
    again = people.okafor.post("/api/cases", told(), key="log-1")
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.location == again.location
    assert count(Case) == 1
    other = people.okafor.post("/api/cases", told(danger="unsure"), key="log-1")
    assert refused(other, 422)["title"]
    reference = first.json["reference"]
    path = at(reference, "/record/immediate_safety")
    version = people.okafor.get(path).headers["ETag"].strip('"')
    moved = [people.okafor.post(path, {"safe": True}, key="m", version=version) for _ in range(2)]
    assert moved[0].json == moved[1].json
    assert moved[1].status_code == 200
    made_safe(people.okafor, reference)
    claims = [people.nair.post(at(reference, "/claim"), key="c") for _ in range(2)]
    assert claims[0].json == claims[1].json
    assert claims[1].status_code == 200
    assert people.nair.post(at(reference, "/claim"), key="d").status_code == 409


@pytest.mark.parametrize("key", [" ", "x" * 65, "with space", "é"])
def test_a_key_that_is_no_key_is_refused(people, key):
    headers = {"Authorization": f"Bearer {people.okafor.token}", "Idempotency-Key": key}
    answer = people.okafor.client.post("/api/cases", json=told(), headers=headers)
    refused(answer, 400)
    assert count(Case) == 0


# ---------------------------------------------------------------- the rest of what people do


def test_what_is_written_to_a_case(people):
    reference = logged(people)
    made_safe(people.okafor, reference)
    lead = people.nair
    lead.done(at(reference, "/claim"))
    kinds = lead.seen(at(reference, "/update"))["questions"][0]["choices"]
    assert "update" in {kind["code"] for kind in kinds}
    note = lead.post(at(reference, "/update"), {"kind": "update", "text": "Seen today."}, key="n")
    assert note.status_code == 201
    lead.post(at(reference, "/update"), {"kind": "update", "text": "Seen today."}, key="n")
    texts = [entry["text"] for entry in lead.seen(at(reference))["timeline"]]
    assert texts.count("Seen today.") == 1

    asked = {"title": "Ring the ward", "due": "2026-12-01T09:00:00Z"}
    task = lead.post(at(reference, "/tasks/new"), asked)
    assert task.status_code == 201
    assert lead.seen(task.location)["values"] == {"title": "Ring the ward"}
    outcome = {"outcome": "She is well."}
    done = [lead.post(task.location, outcome, key="t") for _ in range(2)]
    assert [answer.status_code for answer in done] == [200, 200]

    assert lead.seen(at(reference, "/people/new"))["questions"]
    person = lead.post(at(reference, "/people/new"), {"role": "suspect", "name": "Invented Man"})
    assert person.status_code == 201
    assert lead.seen(at(reference, "/ask-to-close"))["questions"]
    assert lead.seen(at(reference, "/tasks/new"))["questions"]


def test_who_works_on_a_case(people):
    reference = logged(people)
    made_safe(people.okafor, reference)
    boss = people.lowe
    chosen = {row["name"]: row["user"] for row in boss.seen(at(reference, "/assign"))["items"]}
    assert boss.done(at(reference, "/assign"), {"user": chosen["Nair"]})["lead"] == "Nair"
    named = {"user": chosen["Castellan"]}
    assert boss.done(at(reference, "/name"), named)["named"] == "Castellan"
    assert people.castellan.seen(at(reference))["reference"] == reference
    for wrong in ({}, {"user": "1"}, {"user": True}, {"user": 2**40}, {"user": 1, "team": 2}):
        refused(boss.post(at(reference, "/assign"), wrong), 422)
    refused(boss.post(at(reference, "/release-team")), 403)
    assert people.castellan.post(at(reference, "/conflict")).status_code == 204
    assert people.castellan.get(at(reference)).status_code == 404


def test_a_name_is_shown_when_asked_for_and_who_asked_is_seen(people):
    reference = logged(people)
    shown = people.okafor.done(at(reference, "/reveal"))
    assert "Kayla Marsh" in shown["name"]
    assert "Kayla" not in people.okafor.get(at(reference)).text
    looks = people.lowe.seen(at(reference, "/activity"))["items"]
    assert "case.name_shown" in {row["act"] for row in looks}
    refused(people.okafor.get(at(reference, "/activity")), 403)


def test_lists_go_on_where_they_ended(people):
    references = {logged(people) for _ in range(26)}
    first = people.lowe.seen("/api/teams/ppd_child_abuse/cases")
    second = people.lowe.seen("/api/teams/ppd_child_abuse/cases", after=first["next"])
    assert (len(first["items"]), len(second["items"]), second["next"]) == (25, 1, None)
    assert {row["reference"] for row in first["items"] + second["items"]} == references
    assert people.lowe.seen("/api/my-work", area="dudley")["items"] == []
    refused(people.lowe.get("/api/my-work", closed="perhaps"), 422)
    refused(people.lowe.get("/api/my-work", after="'"), 404)
    refused(people.lowe.get("/api/teams/fcid/cases"), 404)
    refused(people.lowe.get("/api/partner"), 404)
    refused(people.grant.get("/api/authority"), 404)
