"""The document of the API tells every route, and holds together."""

import re

import pytest

from tests.openapi import BLANK, document, resolved
from tests.people import signed_in, somebody
from workflows.records import RECORDS
from workflows.tracks import TRACKS

OWN = {"/api/", "/api/openapi.json", "/api/docs"}  # the document, the page, and the way to it


@pytest.fixture
def told(app, browser):
    """The document as somebody who is signed in is given it."""
    signed_in(browser, somebody())
    answer = browser.get("/api/openapi.json")
    assert answer.mimetype == "application/json"
    assert answer.json == document(app)
    return answer.json


@pytest.fixture
def operations(told):
    return [
        (path, method, operation)
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


def test_every_route_is_told_and_no_other(app, operations):
    routes = {
        (BLANK.sub(r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD"}
        if rule.rule.startswith("/api/") and rule.rule not in OWN
    }
    assert {(path, method) for path, method, _ in operations} == routes


def test_groups_are_named_in_words_and_every_one_is_used(told, operations):
    groups = [group["name"] for group in told["tags"]]
    assert len(groups) == len(set(groups))
    assert {name for *_, operation in operations for name in operation["tags"]} == set(groups)
    assert {"Who is asking", "Sharing a case"} <= set(groups)
    assert not any("_" in name for name in groups)


def test_its_own_address_leads_to_the_page(browser):
    signed_in(browser, somebody())
    answer = browser.get("/api/")
    assert (answer.status_code, answer.location) == (303, "/api/docs")
    assert "<main" not in browser.get("/api/docs").text, "what draws the page brings its own"


def test_it_is_openapi_3_1(told):
    assert told["openapi"] == "3.1.0"
    assert set(told["info"]) >= {"title", "version", "description"}
    assert told["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert told["security"] == [{"token": []}, {"session": []}]


def test_every_reference_leads_somewhere(app, told):
    def references(part):
        if isinstance(part, dict):
            yield from ([part] if "$ref" in part else [])
            part = list(part.values())
        for each in part if isinstance(part, list) else []:
            yield from references(each)

    found = list(references(told))
    assert len(found) > 500
    assert all(resolved(app, reference) for reference in found)


def test_every_operation_says_how_it_ends_well_and_badly(operations):
    for path, method, operation in operations:
        codes = set(operation["responses"])
        assert len({code for code in codes if code.startswith("2")}) == 1, path
        assert {"401", "403", "404", "406", "409", "422", "503"} <= codes, path
        assert method == "get" or {"400", "413", "415"} <= codes, path
        assert operation["summary"].endswith("."), path
        assert operation["tags"]
        for code, response in operation["responses"].items():
            if code.startswith(("4", "5")):
                assert response == {"$ref": f"#/components/responses/Problem{code}"}


def test_every_blank_of_an_address_is_told_with_its_pattern(told):
    for path, methods in told["paths"].items():
        blanks = {
            row["name"]: row["schema"]
            for row in methods.get("parameters", [])
            if row["in"] == "path" and row["required"]
        }
        assert set(blanks) == set(re.findall(r"\{(\w+)\}", path))
        words = [schema for schema in blanks.values() if schema["type"] != "integer"]
    assert all(re.compile(schema["pattern"]) for schema in words)


def test_only_asking_for_a_token_needs_nobody(operations):
    assert [path for path, _, each in operations if each.get("security") == []] == ["/api/tokens"]


def test_every_move_and_record_of_the_rule_book_is_told(told):
    def asked(path):
        body = told["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        return {each["$ref"].rpartition("/")[2] for each in body["schema"]["anyOf"]}

    def name(*words):
        return "".join(part.capitalize() for word in words for part in word.split("_"))

    moves = asked("/api/cases/{reference}/tracks/{track}/{move}")
    book = {name("Move", t.code, move.code) for t in TRACKS.values() for move in t.moves}
    assert moves == book - {"MoveInvestigationClaim"}
    records = asked("/api/cases/{reference}/record/{what}")
    assert records == {name("Record", code) for code in RECORDS}


def test_bodies_take_nothing_that_is_not_told(told):
    for name, schema in told["components"]["schemas"].items():
        if name.startswith(("Move", "Record", "Step", "Nrm", "New", "Offer")):
            assert schema.get("additionalProperties", False) is False, name


def test_the_document_is_drawn_without_anything_from_elsewhere(app, browser):
    signed_in(browser, somebody())
    page = browser.get("/api/docs")
    assert page.status_code == 200
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    fetched = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(fetched) == 5
    for address in fetched:
        assert address.startswith("/")
        with browser.get(address) as answer:
            assert answer.status_code == 200


def test_a_stranger_is_not_told(browser):
    assert browser.get("/api/openapi.json").status_code == 401
    assert browser.get("/api/docs").status_code == 401
