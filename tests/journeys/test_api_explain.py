"""Asked by the API, the rule book answers as it does at the terminal."""

import json
import subprocess
import sys

import pytest

from config import ROOT
from tests.programs import Program, world

CHILD = {
    "now": "2026-07-01T09:30:00+01:00",
    "area": "walsall",
    "age_band": "child",
    "ms_indicator": True,
    "sexual_exploitation": True,
    "exploitation_types": ["child_sexual_exploitation"],
    "tracks": {"investigation": "queued"},
    "events": [{"kind": "logged", "at": "2026-07-01T09:00:00+01:00"}],
    "actor": {"role": "ppd_investigator", "team": "ppd_child_abuse", "pip2": True},
}


@pytest.fixture
def program(app) -> Program:
    return world(app).cole


def test_the_answer_is_that_of_the_command(program):
    command = [sys.executable, "-m", "workflows", "explain", "-"]
    said = subprocess.run(
        command, input=json.dumps(CHILD), capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert program.done("/api/explain", CHILD) == json.loads(said.stdout)


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("now", {"now": None}),
        ("now", {"now": "2026-07-01"}),
        ("colour", {"colour": "red"}),
        ("tracks.nrm", {"tracks": {"nrm": "nowhere"}}),
        ("events[0].kind", {"events": [{"kind": "sneezed", "at": "2026-07-01"}]}),
        ("actor.role", {"actor": {}}),
    ],
)
def test_a_wrong_fact_is_named(program, key, changes):
    answer = program.post("/api/explain", CHILD | changes)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [key]


def test_a_key_said_twice_is_named(program):
    answer = program.client.post(
        "/api/explain",
        data=b'{"now": "2026-07-01T09:30:00Z", "now": "2026-07-02T09:30:00Z"}',
        headers={"Authorization": f"Bearer {program.token}", "Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert "now: is there twice" in answer.json["detail"]


def test_a_history_longer_than_any_case_has_is_not_weighed(program):
    arrest = {"kind": "victim_update_trigger", "at": "2026-07-01", "what": "arrest"}
    assert program.post("/api/explain", CHILD | {"events": [arrest] * 200}).status_code == 200
    answer = program.post("/api/explain", CHILD | {"events": [arrest] * 201})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["events"])
