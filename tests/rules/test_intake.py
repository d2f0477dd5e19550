"""Logging a case: pages in order, ticks to facts, and what does not fit together."""

from datetime import UTC, date, datetime

import pytest

from workflows.definition import Kind
from workflows.facts import FIELDS, CaseFacts
from workflows.intake import (
    BY_CODE,
    STEPS,
    conflicts,
    facts_from,
    pages,
    position,
    unanswered,
)
from workflows.routing import route
from workflows.sharing import Tier

NOW = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
TODAY = date(2026, 7, 1)


def codes(answers):
    return [step.code for step in pages(answers)]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "danger age what assault where who seen"),
        ({"under_18": "yes"}, "danger age what assault where who seen"),
        ({"under_18": "unsure"}, "danger age what assault where who seen"),
        ({"under_18": "no"}, "danger age what deciding assault where who seen"),
        ({"sexual_assault": "yes"}, "danger age what assault sto where who seen"),
        ({"sexual_assault": "unsure"}, "danger age what assault where who seen"),
    ],
)
def test_the_pages_follow_the_answers(answers, expected):
    assert codes(answers) == expected.split()


@pytest.mark.parametrize("under_18", ["yes", "no", "unsure"])
@pytest.mark.parametrize("assault", ["yes", "no"])
def test_the_number_of_a_question_neither_jumps_nor_repeats(under_18, assault):
    answers = {"under_18": under_18, "sexual_assault": assault}
    asked = pages(answers)

    numbers = [position(step.code, answers) for step in asked]
    assert numbers == [(place, len(asked)) for place in range(1, len(asked) + 1)]


@pytest.mark.parametrize(
    ("code", "before", "number"),
    [
        ("what", {"under_18": "no"}, 3),
        ("where", {"under_18": "yes"}, 5),
        ("sto", {"under_18": "no", "sexual_assault": "yes"}, 6),
    ],
)
def test_a_question_keeps_its_number_once_it_is_asked(code, before, number):
    assert position(code, before)[0] == number
    assert position(code, {**before, "what": ["moved"], "name": "Kayla"})[0] == number


def test_only_an_adult_is_asked_when_it_began():
    def keys(under_18):
        return {question.key for question in BY_CODE["who"].asked({"under_18": under_18})}

    assert "began_before_18" in keys("no"), "R7"
    assert "began_before_18" not in keys("yes")
    assert "began_before_18" not in keys("unsure")


TICKS = [
    # ticks, ms_indicator, sexual, smuggling only, offence, types
    (["sexual"], False, True, False, True, set()),
    (["moved"], True, False, False, True, set()),
    (["work"], True, False, False, True, {"forced_to_work"}),
    (["crime"], True, False, False, True, {"forced_crime"}),
    (["home"], True, False, False, True, {"domestic_work"}),
    (["border"], False, False, True, True, set()),
    (["other_offence"], False, False, False, True, set()),
    (["support"], False, False, False, False, set()),
    (["sexual", "moved"], True, True, False, True, set()),
    (["border", "work"], True, False, False, True, {"forced_to_work"}),
    (["border", "other_offence"], False, False, False, True, set()),
    (["work", "home", "crime"], True, False, False, True,
     {"forced_to_work", "domestic_work", "forced_crime"}),
]  # fmt: skip


@pytest.mark.parametrize("row", TICKS, ids=lambda row: "+".join(row[0]))
def test_a_tick_is_a_fact(row):
    ticks, slavery, sexual, smuggling, offence, types = row
    facts = facts_from({"what": ticks})

    assert facts["ms_indicator"] is slavery
    assert facts["sexual_exploitation"] is sexual
    assert facts["smuggling_only"] is smuggling
    assert facts["offence_suspected"] is offence
    assert facts["exploitation_types"] == types
    assert facts["exploitation_unknown_reason"] is not bool(types), "G1 is not asked twice"


def test_not_sure_rules_nothing_out():
    facts = facts_from({"what": ["unsure"]})

    assert facts["ms_indicator"] is None
    assert facts["exploitation_unknown_reason"] is True
    assert "offence_suspected" not in facts


def test_sexual_exploitation_of_a_child_is_a_type_on_the_form():
    assert facts_from({"what": ["sexual"], "under_18": "yes"})["exploitation_types"] == {
        "child_sexual_exploitation"
    }
    assert facts_from({"what": ["sexual"], "under_18": "unsure"})["exploitation_types"] == set()


ANSWERS = [
    ({"under_18": "yes"}, "age_band", "child"),
    ({"under_18": "no"}, "age_band", "adult"),
    ({"under_18": "unsure"}, "age_band", "unknown"),
    ({"began_before_18": "yes"}, "age_at_exploitation", "child"),
    ({"began_before_18": "both"}, "age_at_exploitation", "both"),
    ({"began_before_18": "no"}, "age_at_exploitation", "adult"),
    ({"began_before_18": "unsure"}, "age_at_exploitation", "unknown"),
    ({"difficulty_deciding": "yes"}, "vulnerable_adult", "yes"),
    ({"difficulty_deciding": "no"}, "vulnerable_adult", "no"),
    ({"difficulty_deciding": "unsure"}, "vulnerable_adult", "unknown"),
    ({"sexual_assault": "yes"}, "sexual_assault_alleged", True),
    ({"sexual_assault": "no"}, "sexual_assault_alleged", False),
    ({"sexual_assault": "unsure"}, "sexual_assault_alleged", None),
    ({"danger": "no"}, "immediate_safety_confirmed", True),
    ({"danger": "yes"}, "immediate_safety_confirmed", False),
    ({"danger": "unsure"}, "immediate_safety_confirmed", None),
    ({"danger": "no", "controller_near": "yes"}, "immediate_safety_confirmed", False),
    ({"danger": "no", "controller_near": "unsure"}, "immediate_safety_confirmed", True),
    ({"area": "sandwell"}, "area", "sandwell"),
    ({"born_on": date(2010, 9, 4)}, "born_on", date(2010, 9, 4)),
    ({"born_on": "2010-09-04"}, "born_on", date(2010, 9, 4)),
    (
        {"lpus_of_exploitation": ["walsall", "dudley"]},
        "lpus_of_exploitation",
        frozenset({"walsall", "dudley"}),
    ),
]


@pytest.mark.parametrize(("answers", "field", "value"), ANSWERS)
def test_an_answer_is_a_fact(answers, field, value):
    assert facts_from(answers)[field] == value


def test_nothing_answered_sets_nothing():
    assert facts_from({}) == {"lpus_of_exploitation": frozenset()}


JOURNEYS = [
    # answers, rule: ux A.2 with domain section a
    ({"under_18": "yes", "what": ["sexual", "moved"]}, 1),
    ({"under_18": "unsure", "what": ["unsure"]}, 1),
    ({"under_18": "yes", "what": ["sexual"]}, 2),
    ({"under_18": "yes", "what": ["border"]}, 3),
    ({"under_18": "no", "what": ["moved", "sexual"]}, 4),
    ({"under_18": "no", "what": ["home"], "difficulty_deciding": "yes"}, 5),
    ({"under_18": "no", "what": ["work"], "difficulty_deciding": "unsure"}, 6),
    ({"under_18": "no", "what": ["unsure"]}, 6),
    ({"under_18": "no", "what": ["sexual"]}, 7),
    ({"under_18": "no", "what": ["border"]}, 8),
    ({"under_18": "no", "what": ["other_offence"]}, 8),
    ({"under_18": "no", "what": ["support"]}, 9),
    ({"under_18": "no", "what": ["sexual"], "began_before_18": "yes"}, 2),
]


@pytest.mark.parametrize(("answers", "rule"), JOURNEYS)
def test_answers_reach_the_rule_they_should(answers, rule):
    facts = CaseFacts(now=NOW, **facts_from(answers))

    assert route(facts).rule == rule


def test_every_fact_set_is_a_fact():
    full = {
        "danger": "no", "under_18": "no", "what": ["work"], "difficulty_deciding": "no",
        "sexual_assault": "no", "area": "dudley", "born_on": date(1990, 1, 1),
        "began_before_18": "no",
    }  # fmt: skip

    assert set(facts_from(full)) <= FIELDS


CONFLICTS = [
    ("what", {"what": ["unsure", "work"]}, "what",
     "Tick what you suspect, or only “I’m not sure yet”"),
    ("what", {"what": ["support", "work"]}, "what",
     "Tick what you suspect, or only “No offence”"),
    ("where", {}, "whereabouts", "Enter where they are now, or choose “not known”"),
    ("where", {"whereabouts": "At the coach station", "whereabouts_not_known": ["not_known"]},
     "whereabouts", "Enter where they are now or choose “not known”, not both"),
    ("who", {"under_18": "yes"}, "name", "Enter a name, or choose “name not known”"),
    ("who", {"name": "K.M.", "name_not_known": ["not_known"]}, "name",
     "Enter a name or choose “name not known”, not both"),
    ("who", {"name": "K.M.", "born_on": date(2026, 7, 1)}, "born_on",
     "Date of birth must be in the past"),
    ("who", {"name": "K.M.", "under_18": "yes", "born_on": date(2007, 7, 1)}, "born_on",
     "The date of birth makes them 19. Change it, or change your answer to “under 18”"),
    ("who", {"name": "K.M.", "under_18": "yes", "born_on": date(2008, 7, 1)}, "born_on",
     "The date of birth makes them 18. Change it, or change your answer to “under 18”"),
    ("who", {"name": "K.M.", "under_18": "no", "born_on": date(2008, 7, 2)}, "born_on",
     "The date of birth makes them 17. Change it, or change your answer to “under 18”"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "answers", "key", "words"), CONFLICTS)
def test_answers_that_do_not_fit_say_so(code, answers, key, words):
    assert conflicts(code, answers, TODAY) == {key: words}


FITTING = [
    ("danger", {}),
    ("what", {"what": ["unsure"]}),
    ("what", {"what": ["work", "sexual"]}),
    ("where", {"whereabouts": "Children\u2019s ward"}),
    ("where", {"whereabouts_not_known": ["not_known"]}),
    ("who", {"name_not_known": ["not_known"]}),
    ("who", {"name": "K.M.", "under_18": "yes", "born_on": date(2008, 7, 2)}),
    ("who", {"name": "K.M.", "under_18": "no", "born_on": date(2008, 7, 1)}),
    ("who", {"name": "K.M.", "under_18": "unsure", "born_on": date(2008, 7, 1)}),
]


@pytest.mark.parametrize(("code", "answers"), FITTING)
def test_answers_that_fit_are_left_alone(code, answers):
    assert conflicts(code, answers, TODAY) == {}


def test_what_is_still_open_is_named_with_its_page():
    answers = {"danger": "no", "under_18": "no", "what": ["work"], "sexual_assault": "yes"}
    left = [(step.code, question.key) for step, question in unanswered(answers)]

    assert left == [
        ("deciding", "difficulty_deciding"),
        ("sto", "sto_asked_for"),
        ("where", "controller_near"),
        ("where", "area"),
        ("who", "sex"),
        ("who", "began_before_18"),
        ("seen", "seen"),
    ]


def test_the_errors_are_the_agreed_words():
    said = {q.key: q.missing for step in STEPS for q in step.questions if q.required}

    assert said["danger"] == "Say whether anyone is in danger right now"
    assert said["under_18"] == "Say whether they are under 18"
    assert said["what"].startswith("Tick what you think is happening, or ")
    assert said["difficulty_deciding"] == "Say whether they might have difficulty deciding"
    assert said["seen"] == "Write what you saw or were told"
    assert all(said.values())


def test_keys_are_asked_once_and_carry_a_tier():
    questions = [question for step in STEPS for question in step.questions]

    assert len({question.key for question in questions}) == len(questions)
    assert all(isinstance(question.tier, Tier) for question in questions)
    assert not any("-" in question.key for question in questions)


def test_what_was_seen_takes_four_thousand_characters_and_ten_signs():
    seen, signs = BY_CODE["seen"].questions

    assert (seen.kind, seen.limit) == (Kind.LONG, 4000)
    assert len(signs.choices) == 10
