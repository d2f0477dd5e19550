"""What the rules ask beside the route: since when an adult, which authority, who waits."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.test_clocks import at, case, event
from workflows.answers import (
    adult_since,
    authorities_told,
    authority_in,
    child_on,
    unanswered,
)

FOUND_ADULT = event("age_determined", "2026-06-25", age_band="adult", by="court")
BORN = {"born_on": date(2008, 6, 20)}


@pytest.mark.parametrize(
    ("facts", "since", "rule"),
    [
        (case("2026-07-01", age_verified=True, **BORN), date(2026, 6, 20), "R2 verified"),
        (
            case("2026-07-01", FOUND_ADULT, age_verified=True, **BORN),
            date(2026, 6, 20),
            "R2 verified beats determined",
        ),
        (case("2026-07-01", FOUND_ADULT, **BORN), date(2026, 6, 25), "determined beats stated"),
        (case("2026-07-01", FOUND_ADULT, age_verified=True), date(2026, 6, 25), "no birth date"),
        (case("2026-07-01", **BORN), date(2026, 6, 20), "as stated"),
        (case("2026-07-01", age_band="adult"), None, "not known"),
    ],
)
def test_since_when_they_answer_for_themselves(facts, since, rule):
    assert adult_since(facts) == since, rule


@pytest.mark.parametrize(
    ("known", "child", "rule"),
    [
        ({}, True, "what was found later was not known then"),
        ({"born_on": date(2000, 1, 1)}, True, "nor was a date that nobody had verified"),
        ({"age_verified": True}, True, "nor was a date that is not there"),
        ({"born_on": date(2000, 1, 1), "age_verified": True}, False, "a verified date was"),
    ],
)
def test_who_was_a_child_on_a_day_gone_by(known, child, rule):
    assert child_on(case("2026-07-01", FOUND_ADULT, **known), date(2026, 6, 1)) is child, rule


def test_what_was_found_on_a_day_is_known_on_that_day():
    assert child_on(case("2026-07-01", FOUND_ADULT), date(2026, 6, 25)) is False


def test_a_challenge_waits_until_it_is_answered():
    raised = event("challenge_raised", "2026-06-01T10:00")
    answered = event("challenge_answered", "2026-06-02T10:00")

    assert unanswered(case("2026-07-01", raised)) is raised
    assert unanswered(case("2026-07-01", raised, answered)) is None
    assert unanswered(case("2026-07-01")) is None


def told(kind, when, name):
    return event(kind, when, la={"name": name})


def test_a_referral_said_to_be_a_mistake_counts_no_more_and_the_others_do():
    """R14: of that authority, and written down before the mistake was."""
    wrong = told("la_referral_made", "2026-06-01T09:00", "Coventry")
    right = told("la_referral_made", "2026-06-01T09:00", "Sandwell")
    again = told("la_referral_made", "2026-06-03T09:00", "Coventry")
    error = told("la_told_in_error", "2026-06-02T09:00", "Coventry")

    assert authorities_told(case("2026-07-01", wrong, right, error, again)) == (right, again)
    late = replace(wrong, recorded=at("2026-06-02T10:00"))
    assert authorities_told(case("2026-07-01", late, error)) == (late,)
    early = replace(again, recorded=at("2026-06-02T08:00"))
    assert authorities_told(case("2026-07-01", early, error)) == ()
    at_once = replace(again, recorded=error.at)
    assert authorities_told(case("2026-07-01", at_once, error)) == ()


def test_an_answer_names_an_authority_or_none():
    assert authority_in({"la": {"name": "Coventry"}}) == authority_in({"la": {"name": "coventry"}})
    assert authority_in({"la": {"name": "Coventry"}}) != authority_in({"la": {"name": "Sandwell"}})
    assert authority_in({"la": "Coventry"}) == authority_in({}) == ""
