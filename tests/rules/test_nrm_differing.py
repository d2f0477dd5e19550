"""Answers that cannot both be true: each named, and the law alone makes one block."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.facts import AGREED, LA_TOLD, POLICE, REFUSED, case, detective, gates
from workflows.engine import Refused, take
from workflows.nrm_form import CHECKS, QUESTIONS, contradictions

CHILD = {"age_band": "child"}
ADULT = {"age_band": "adult"}
YES = {**ADULT, "consent": AGREED}
NO = {**ADULT, "consent": REFUSED}
LEFT, KEPT = "She ran", "He holds her passport"

ROWS = [
    # why, the case, the answers, what differs
    ("R2: 18 or over against a child", CHILD, {"under_18": "no"}, "adult_on_form"),
    ("age not known is a child", {}, {"under_18": "no"}, "adult_on_form"),
    ("under 18 against an adult", ADULT, {"under_18": "yes"}, "child_on_form"),
    ("not sure is doubt, and no contradiction", ADULT, {"under_18": "not_sure"}, ""),
    (
        "18 tomorrow: on 1 July 2026, born on 2 July 2008",
        YES,
        {"under_18": "no", "born_on": "2008-07-02"},
        "born_a_child",
    ),
    ("18 today", YES, {"under_18": "no", "born_on": "2008-07-01"}, ""),
    (
        "a date as it was typed",
        YES,
        {"under_18": "no", "born_on": date(2008, 7, 2)},
        "born_a_child",
    ),
    ("a child born then", CHILD, {"under_18": "yes", "born_on": "2010-09-04"}, ""),
    ("19, against under 18", CHILD, {"under_18": "yes", "born_on": "2007-01-05"}, "born_an_adult"),
    (
        "not the birth date of the case",
        {**CHILD, "born_on": "2011-03-04"},
        {"born_on": "2011-04-03"},
        "born_otherwise",
    ),
    ("the same birth date", {**CHILD, "born_on": "2011-03-04"}, {"born_on": "2011-03-04"}, ""),
    (
        "R7: exploited as a child",
        {**ADULT, "age_at_exploitation": "child"},
        {"under_18": "no", "under_18_then": "no"},
        "age_then",
    ),
    (
        "R7: exploited as both is as a child",
        {**ADULT, "age_at_exploitation": "both"},
        {"under_18": "no", "under_18_then": "no"},
        "age_then",
    ),
    (
        "R7: never as a child",
        {**ADULT, "age_at_exploitation": "adult"},
        {"under_18": "no", "under_18_then": "yes"},
        "age_then",
    ),
    (
        "a child's exploitation of somebody who was none",
        ADULT,
        {"under_18_then": "no", "exploitation_types": ["child_sexual_exploitation"]},
        "child_type_then",
    ),
    (
        "another authority than was told",
        {**CHILD, "events": [LA_TOLD]},
        {"la_name": "sandwell"},
        "authority",
    ),
    ("the authority that was told", {**CHILD, "events": [LA_TOLD]}, {"la_name": "coventry"}, ""),
    ("nobody told yet", CHILD, {"la_name": "sandwell"}, ""),
    ("in it, and how they left", CHILD, {"still_in_it": True, "how_they_left": LEFT},
     "still_and_left"),
    ("left, and what keeps them", CHILD, {"still_in_it": "no", "what_keeps_them": KEPT},
     "left_and_kept"),
    ("in it, and what keeps them", CHILD, {"still_in_it": True, "what_keeps_them": KEPT}, ""),
    ("in it, and nobody near", CHILD, {"still_in_it": True, "last_contact": "over_a_year"},
     "still_and_contact"),
    ("in it, and seen last month", CHILD, {"still_in_it": True, "last_contact": "month"}, ""),
    ("in it, and secured", {**CHILD, "secured": True}, {"still_in_it": True}, "still_and_safe"),
    ("in it, and ended", {**CHILD, "ended_on": "2026-06-30"}, {"still_in_it": True},
     "still_and_ended"),
    ("overseas only, and Dover", CHILD, {"where": "overseas", "uk_towns": ["Dover"]},
     "overseas_only"),
    ("both, and Dover", CHILD, {"where": "both", "uk_towns": ["Dover"]}, ""),
    ("here only, and Albania", CHILD, {"where": "uk", "countries": ["Albania"]}, "uk_only"),
    ("the UK is not overseas", CHILD, {"where": "both", "countries": ["United  Kingdom"]},
     "uk_overseas"),
    (
        "overseas only, and here by the case",
        {**CHILD, "lpus_of_exploitation": ["coventry"]},
        {"where": "overseas"},
        "overseas_units",
    ),
    (
        "other kinds than the case",
        {**CHILD, "exploitation_types": ["forced_crime"]},
        {"exploitation_types": ["forced_to_work"]},
        "types",
    ),
    (
        "the same kinds",
        {**CHILD, "exploitation_types": ["forced_crime", "wages_taken"]},
        {"exploitation_types": ["wages_taken", "forced_crime"]},
        "",
    ),
    (
        "sexual by the case, and no such kind ticked",
        {**CHILD, "sexual_exploitation": True},
        {"exploitation_types": ["forced_crime"]},
        "sexual",
    ),
    ("a child is not asked", CHILD, {"wants_nrm": True}, "child_asked"),
    ("yes, recorded as no", NO, {"wants_nrm": True}, "consent"),
    ("no, recorded as yes", YES, {"wants_nrm": "no"}, "consent"),
    ("yes, and yes", YES, {"wants_nrm": True}, ""),
    ("no, and wants support", ADULT, {"wants_nrm": "no", "wants_support": True}, "support"),
    (
        "may not be named by the record, willing by the form",
        {**NO, "dtn": {"agrees_to_be_named": False}},
        {"willing_to_help": True},
        "agrees_to_be_named",
    ),
    ("R18: a name in a notice without one", NO, {"first_name": "Kay"}, "names_in_notice"),
    ("R18: willing to help, so named", NO, {"willing_to_help": True, "first_name": "Kay"}, ""),
    ("children, and none", CHILD, {"has_children": True, "number_of_children": 0}, "children"),
    (
        "no interpreter, and one was used",
        YES,
        {"needs_interpreter": False},
        "interpreter",
    ),
    ("nothing said", CHILD, {}, ""),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_differs_is_named(row):
    _, told, answers, expected = row

    assert " ".join(each.code for each in contradictions(answers, case(**told))) == expected


def test_each_rule_is_shown_by_a_row_and_names_questions_of_the_form():
    keys = {name.partition("/")[2] for name in QUESTIONS}

    assert {check.code for check in CHECKS} == {row[3] for row in ROWS} - {""}
    assert all(set(check.answers) <= keys for check in CHECKS)


def test_kinds_that_differ_are_told_by_side():
    facts = case(age_band="child", exploitation_types=["forced_crime", "wages_taken"])

    (found,) = contradictions({"exploitation_types": ["forced_to_work", "wages_taken"]}, facts)

    assert found.words == (
        "The kinds of exploitation differ (only on the form: Forced to work; "
        "only on the case: Forced to commit crime)"
    )
    assert found.case


SENT = {"submitting_organisation": POLICE, "form_complete": True, "tracks": {"nrm": "ready"}}


@pytest.mark.parametrize(
    ("code", "gate"),
    [
        ("adult_on_form", "G3"),
        ("born_a_child", "G3"),
        ("consent", "G4"),
        ("child_on_form", "G4"),
        ("still_and_left", None),
        ("names_in_notice", None),
        ("types", None),
    ],
)
def test_only_what_the_law_bars_blocks_the_sending(code, gate):
    facts = from_case(form_differs=(code,))

    assert gates(facts, "nrm", "submit", detective()) == ([gate] if gate else [])


def test_every_missing_answer_is_a_row_of_its_own_with_its_section():
    """G5 and ux A.3: one row per required answer of the form."""
    facts = from_case(form_complete=False, form_gaps=("place/uk_towns", "background/birthplace"))

    with pytest.raises(Refused) as refused:
        take("nrm", "submit", facts, detective())

    assert [(row.gate, row.words, row.fix) for row in refused.value.unmet] == [
        ("G5", "Enter at least one town or city", "nrm/place"),
        ("G5", "Write where they were born, or that it is not known and why", "nrm/background"),
    ]


def test_a_contradiction_that_bars_sends_its_reader_to_the_form():
    with pytest.raises(Refused) as refused:
        take("nrm", "submit", from_case(form_differs=("adult_on_form",)), detective())

    assert [row.fix for row in refused.value.unmet] == ["nrm"]


def test_a_missing_answer_that_is_asked_no_more_is_said_of_the_form_as_a_whole():
    facts = from_case(form_complete=False, form_gaps=("place/asked_no_more",))

    with pytest.raises(Refused) as refused:
        take("nrm", "submit", facts, detective())

    assert [row.words for row in refused.value.unmet] == [
        "Answer every required question of the form"
    ]


def from_case(**more):
    return replace(case(**SENT, age_band="child", events=[LA_TOLD]), **more)
