"""What is still to be done beside the moves, state by state: sections b and c of the domain."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.rules.facts import POLICE, REFUSED, case
from workflows import undone
from workflows.facts import Event

DAY = {number: datetime(2026, 3, number, 9, tzinfo=UTC) for number in (2, 3)}
VULNERABLE = {"age_band": "adult", "vulnerable_adult": "yes"}


def happened(facts, *kinds, **detail):
    return replace(facts, events=tuple(Event(kind, DAY[2], detail=detail) for kind in kinds))


@pytest.mark.parametrize(
    ("state", "unled"),
    [
        ("queued", False),
        ("claimed", True),
        ("active", True),
        ("with_cps", True),
        ("charged", True),
        ("finalised", False),
    ],
)
def test_what_is_under_way_and_led_by_nobody_asks_for_a_lead(state, unled):
    """R10."""
    facts = replace(case(tracks={"investigation": state}), lead_gone=True)
    assert undone.unled(facts) is unled
    assert not undone.unled(replace(facts, lead_gone=False))


@pytest.mark.parametrize(
    ("state", "here"),
    [
        ("queued", True),
        ("active", True),
        ("transferred", False),
        ("finalised", False),
        ("not_applicable", False),
    ],
)
def test_what_happened_elsewhere_is_handed_over_until_it_has_ended_here(state, here):
    facts = case(tracks={"investigation": state})
    assert undone.elsewhere(replace(facts, happened_where="other_force")) is here
    assert not undone.elsewhere(facts)


@pytest.mark.parametrize(
    ("state", "owed"),
    [("not_assessed", True), ("draft", True), ("ready", True), ("submitted", False)],
)
def test_a_notice_is_owed_of_whoever_refuses_until_a_referral_is_sent(state, owed):
    """G6."""
    told = {"age_band": "adult", "consent": REFUSED, "submitting_organisation": POLICE}
    assert undone.owes_notice(case(tracks={"nrm": state}, **told)) is owed


@pytest.mark.parametrize(
    ("told", "events", "due", "why"),
    [
        ({}, (), True, "Care Act 2014 s42"),
        ({}, ("s42_concern",), False, "raised"),
        ({"tracks": {"safeguarding": "strategy_discussion"}}, (), False, "discussed"),
        ({"tracks": {"safeguarding": "enquiry"}}, (), False, "enquired into"),
        ({"vulnerable_adult": "no"}, (), False, "not vulnerable"),
    ],
)
def test_a_concern_is_due_of_a_vulnerable_adult(told, events, due, why):
    assert undone.s42(happened(case(**VULNERABLE | told), *events)) is due, why


@pytest.mark.parametrize(
    ("state", "events", "due"),
    [
        ("submitted", (), True),
        ("withdrawn", ("nrm_submitted",), True),
        ("draft", (), False),
        ("submitted", ("crime_reported",), False),
    ],
)
def test_what_was_referred_is_recorded_as_a_crime(state, events, due):
    assert undone.uncrimed(happened(case(tracks={"nrm": state}), *events)) is due


@pytest.mark.parametrize("letter", ["rg_decision", "cg_decision"])
@pytest.mark.parametrize("heard", ["person_contacted", "representative_contacted"])
def test_each_decision_is_told_to_them_or_to_whoever_acts_for_them(letter, heard):
    """G10."""
    came = Event(letter, DAY[2])
    told = Event(heard, DAY[3], detail={"about": "nrm_decision"})
    of_court = replace(told, detail={"about": "court"})
    assert undone.untold(replace(case(), events=(came,)))
    assert not undone.untold(replace(case(), events=(came, told)))
    assert undone.untold(replace(case(), events=(came, of_court)))
