"""Try the rules: plain answers become facts, and what `explain` answers is said in words."""

from datetime import UTC, date, datetime

import pytest

from tests.rules.facts import LA, POLICE
from tests.rules.test_explain import EXAMPLE
from workflows.explain import explain, from_json
from workflows.flags import FLAGS as MARKS
from workflows.sharing import Level, Tier
from workflows.stage import STAGES
from workflows.trying import SHELVES, ahead, document, in_words, questions
from workflows.trying.said import FLAGS, LEVELS, TIERS

NOON = datetime(2026, 7, 1, 11, tzinfo=UTC)


def told(**answers):
    """What explain is told, without what stays unknown."""
    return {key: value for key, value in document(answers, NOON).items() if value}


@pytest.mark.parametrize(
    ("answers", "fact", "expected"),
    [
        ({}, "now", "2026-07-01T11:00:00+00:00"),
        ({"today": date(2026, 7, 1)}, "now", "2026-07-01T12:00:00+01:00"),
        ({"today": date(2014, 1, 6)}, "now", "2014-01-06T12:00:00+00:00"),
        ({"age_band": "unknown"}, "age_band", "unknown"),
        ({"born_on": date(2008, 2, 29)}, "born_on", "2008-02-29"),
        ({"age_verified": "yes"}, "age_verified", True),
        ({"vulnerable_adult": "yes"}, "vulnerable_adult", "yes"),
        ({"exploitation_types": ["forced_crime"]}, "exploitation_types", ["forced_crime"]),
        ({"nrm": "draft"}, "tracks", {"nrm": "draft"}),
        ({"sender": "police"}, "submitting_organisation", POLICE),
        (
            {"sender": "other"},
            "submitting_organisation",
            {"kind": "other", "designated_first_responder": False, "owes_duty_to_notify": False},
        ),
        (
            {"rg_decision": date(2026, 6, 2), "rg_outcome": "negative"},
            "events",
            [{"kind": "rg_decision", "at": "2026-06-02", "outcome": "negative"}],
        ),
        (
            {"crime_reported": date(2026, 6, 2), "turned_18": date(2026, 6, 1)},
            "events",
            [
                {"kind": "crime_reported", "at": "2026-06-02"},
                {"kind": "turned_18", "at": "2026-06-01"},
            ],
        ),
        ({"rg_outcome": "negative"}, "events", None),
        (
            {"role": "ppd_investigator", "team": "ppd_cse", "pip2": "yes"},
            "actor",
            {"role": "ppd_investigator", "team": "ppd_cse", "pip2": True, "assigned": False},
        ),
    ],
)
def test_a_plain_answer_is_a_fact(answers, fact, expected):
    assert told(**answers).get(fact) == expected


def test_nothing_happens_after_the_day_that_is_asked_about():
    told = {"today": date(2026, 7, 1), "rg_decision": date(2026, 7, 2), "logged": date(2026, 7, 1)}
    assert ahead(told, NOON) == ("rg_decision",)
    assert ahead({"born_on": date(2026, 7, 2), "ended_on": date(2026, 7, 1)}, NOON) == ("born_on",)


def test_a_plain_no_is_told_and_nothing_said_is_not_known():
    facts, _ = from_json(document({"ms_indicator": "no"}, NOON))
    assert (facts.ms_indicator, facts.offence_suspected, facts.consent) == (False, None, None)


def test_whoever_agreed_did_so_as_the_law_wants():
    """G4 of a whole consent, so that the page shows what else is in the way."""
    answers = {"age_band": "adult", "nrm": "draft", "consent": "agreed", "vulnerable_adult": "no"}
    answer = explain(*from_json(document(answers, NOON)))
    assert {"track": "nrm", "move": "make_ready", "to": "ready"} in answer["moves"]["open"]


def test_a_referral_to_an_authority_is_a_whole_one():
    facts, _ = from_json(document({"la_referral_made": date(2026, 6, 1)}, NOON))
    assert set(facts.events[0].detail["la"]) == set(LA)


def test_no_question_is_asked_twice():
    keys = [question.key for question in questions()]
    assert len(keys) == len(set(keys)) == sum(len(shelf) for _, shelf in SHELVES) + 1


def test_the_words_are_those_of_explain_and_nothing_else():
    answer = explain(*from_json(EXAMPLE))
    said = in_words(answer)

    assert (said.goes_to, said.rule[:6]) == ("Child Abuse Team", "Rule 1")
    assert said.stage == STAGES[answer["stage"]]
    assert len(said.clocks) == len(answer["clocks"])
    assert [row.due for row in said.clocks if row.what.startswith("Reasonable")] == [
        "Wed 8 July 2026"
    ]
    assert len(said.open) == len(answer["moves"]["open"])
    assert [[gate for gate, _, _ in row.unmet] for row in said.blocked] == [
        [row["gate"] for row in blocked["unmet"]] for blocked in answer["moves"]["blocked"]
    ]
    assert len(said.tasks) == len(answer["tasks"])
    assert len(said.readers) == len(answer["visible"])
    assert said.not_asked == ("Whether they agree", "Whether they want support")


def test_a_limit_in_hours_is_said_with_its_hour():
    """CLAIM_4H from nine in the morning, by the London clock."""
    facts = {"now": "2026-07-01T09:30:00+01:00", "age_band": "child"}
    logged = [{"kind": "logged", "at": "2026-07-01T09:00:00+01:00"}]
    said = in_words(explain(*from_json({**facts, "events": logged})))
    assert "Wed 1 July 2026, 13:00" in {row.due for row in said.clocks}


def test_every_code_has_its_words():
    assert set(FLAGS) == {code for code, _ in MARKS}
    assert set(TIERS) == set(Tier)
    assert set(LEVELS) == set(Level)
