"""Whatever is sent, the API says what is wrong with it and never fails."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.openapi import document, resolved
from tests.programs import Program, at, logged, made_safe, told, world

WORDS = (
    *("yes", "no", "unsure", "sexual", "", " ", "2026-02-30", "2026-03-01", "0", "-1", "=1+1"),
    *("'; --", "\x00", "\ud800", "\u202e", "9999-12-31T23:59:59+14:00", "0001-01-01", "Kayla"),
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=20)
)
ANY = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.fixture
def people(app):
    return world(app)


@pytest.fixture
def case(people):
    """A case that is led and whose referral is begun."""
    reference = logged(people)
    made_safe(people.okafor, reference)
    people.nair.done(at(reference, "/claim"))
    people.nair.done(at(reference, "/tracks/nrm/draft"), {})
    return reference


def send(program: Program, path: str, body: object) -> None:
    """Send it as it is, surrogates, infinities and all, and look only for a failure."""
    headers = {"Authorization": f"Bearer {program.token}", "Content-Type": "application/json"}
    answer = program.client.post(path, data=json.dumps(body), headers=headers)
    assert answer.status_code < 500, (path, body, answer.text)


def bodies(app, path: str):
    """Objects with the keys that a route asks, and any value in each."""
    body = document(app)["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    schema = resolved(app, body["schema"])
    names = {
        name
        for each in schema.get("anyOf", [schema])
        for name in resolved(app, each).get("properties", {})
    }
    return st.dictionaries(st.sampled_from(sorted(names)) | st.text(max_size=8), ANY, max_size=12)


FEW = settings(
    max_examples=10,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CASE = "/api/cases/{reference}"
ROUTES = (
    ("okafor", "/api/cases", {}),
    ("okafor", "/api/explain", {}),
    ("okafor", "/api/tokens", {}),
    ("nair", f"{CASE}/tracks/{{track}}/{{move}}", {"track": "nrm", "move": "submit"}),
    ("nair", f"{CASE}/tracks/{{track}}/{{move}}", {"track": "safeguarding", "move": "refer"}),
    ("nair", f"{CASE}/record/{{what}}", {"what": "consent"}),
    ("nair", f"{CASE}/record/{{what}}", {"what": "exploitation"}),
    ("nair", f"{CASE}/nrm/{{section}}", {"section": "person"}),
    ("nair", f"{CASE}/nrm/{{section}}", {"section": "exploitation"}),
    ("nair", f"{CASE}/sharing/preview", {}),
    ("nair", f"{CASE}/sharing", {}),
    ("nair", f"{CASE}/update", {}),
    ("nair", f"{CASE}/tasks/new", {}),
    ("lowe", f"{CASE}/assign", {}),
)


@pytest.mark.parametrize("route", ROUTES)
def test_no_body_makes_it_fail(app, people, case, route):
    who, path, blanks = route
    program = getattr(people, who)
    address = path.format(reference=case, **blanks)

    @FEW
    @given(bodies(app, path))
    def try_(body):
        send(program, address, body)

    try_()


def test_no_answer_beside_good_ones_makes_it_fail(app, people):
    """Sent among answers that fit, a wrong one is read further than alone."""
    officer = people.okafor

    @FEW
    @given(st.sampled_from(sorted(told())), ANY)
    def try_(name, value):
        send(officer, "/api/cases", told() | {name: value})

    try_()


def test_no_bytes_make_it_fail(app):
    client = app.test_client()

    @FEW
    @given(st.binary(max_size=60))
    def try_(raw):
        answer = client.post("/api/tokens", data=raw, content_type="application/json")
        assert answer.status_code in {400, 422, 429}

    try_()
