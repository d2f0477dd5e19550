"""The exercises of docs/changing-the-rules.md: each diff is one file, applies, and is sound."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from config import ROOT
from tests.rules.facts import event

DIFFS = {
    found["title"]: found["diff"]
    for found in re.finditer(
        r"^## (?P<title>[^\n]+)\n(?:(?!^## ).)*?^```diff\n(?P<diff>.*?)^```$",
        (ROOT / "docs" / "changing-the-rules.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
}
LOGGED = event("logged", "2027-04-05T07:00:00+01:00")
CHILD = {"now": "2027-04-05T09:00:00+01:00", "age_band": "child", "ms_indicator": True}
ASK = """
from workflows.book import RECORDS
asked = {question.key: question for question in RECORDS["exploitation_place"].questions}
print(asked["began_online"].tier, asked["began_online"].required)
"""


@pytest.fixture
def changed(tmp_path):
    """A copy of the rule book with one exercise done; says what a command of it answers."""

    def change(title):
        shutil.copytree(
            ROOT / "workflows", tmp_path / "workflows", ignore=shutil.ignore_patterns("*.pyc")
        )
        run("git", "apply", "-", told=DIFFS[title])
        return lambda *words, told="": run(sys.executable, *words, told=told)

    def run(*words, told):
        return subprocess.run(
            words, cwd=tmp_path, input=told, text=True, capture_output=True, check=True
        ).stdout

    return change


def explained(python, *events, **told):
    case = CHILD | {"events": [LOGGED, *events]} | told
    return json.loads(python("-m", "workflows", "explain", "-", told=json.dumps(case)))


def moves(answer):
    offered = answer["moves"]["open"]
    return {(row["move"], row["to"]) for row in offered if row["track"] == "response"}


def test_there_are_four_exercises_and_each_changes_one_file_of_the_rule_book():
    assert list(DIFFS) == [
        "A question", "A state with two moves", "A clock", "A law that changes on a date",
    ]  # fmt: skip
    for diff in DIFFS.values():
        files = re.findall(r"^\+\+\+ b/(.*)$", diff, re.MULTILINE)
        assert [name.partition("/")[0] for name in files] == ["workflows"]


def test_a_question_is_asked_with_its_tier(changed):
    assert changed("A question")("-c", ASK) == "allegation True\n"


def test_a_state_is_reached_and_left_by_its_moves(changed):
    python = changed("A state with two moves")

    assert ("look_for", "looked_for") in moves(explained(python))
    found = explained(python, tracks={"response": "looked_for"})
    assert moves(found) == {("find", "logged")}
    assert found["stage"] == "initial_response"


def test_a_clock_runs_from_what_starts_it_and_is_met_by_what_it_waits_for(changed):
    python = changed("A clock")
    went = event("went_missing", "2027-04-05T08:00:00+01:00")

    def clock(*events):
        every = explained(python, *events)["clocks"]
        return [(row["due"], row["state"]) for row in every if row["id"] == "SEARCH_4H"]

    assert clock(went) == [("2027-04-05T12:00:00+01:00", "running")]
    assert clock(went, event("returned", "2027-04-05T08:30:00+01:00")) == [
        ("2027-04-05T12:00:00+01:00", "met")
    ]


@pytest.mark.parametrize(
    ("decided", "due"),
    [("2027-03-31", "2027-04-30"), ("2027-04-01", "2027-05-16")],
    ids=["30 days, by the law of the day before", "45 days, by the law of the day"],
)
def test_a_law_holds_from_its_day(changed, decided, due):
    told = explained(
        changed("A law that changes on a date"),
        event("rg_decision", decided, outcome="positive"),
        tracks={"nrm": "rg_positive"},
    )

    assert [row["due"] for row in told["clocks"] if row["id"] == "RECOVERY"] == [due]
