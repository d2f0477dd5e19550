"""Should do: asked for at its step, told apart from the gates, and never in the way."""

from dataclasses import replace

import pytest

from tests.rules.facts import case
from workflows.engine import judged, open_moves
from workflows.facts import Event, Mover
from workflows.good_practice import SHOULD, should
from workflows.records import RECORDS
from workflows.tasks import wanted
from workflows.tracks import TRACKS

CLAIM, SUBMIT = ("investigation", "claim"), ("nrm", "submit")
CHALLENGE = "Answer the open challenge first"
WISHES = "Record what they want to happen, in their own words"
READ = "Ask someone to read it through"


def happened(facts, *kinds):
    """The facts with these, one after another in the hour before."""
    events = [Event(kind, facts.now.replace(minute=at)) for at, kind in enumerate(kinds)]
    return replace(facts, events=(*facts.events, *events))


CHILD, ADULT = case(age_band="child"), case(age_band="adult")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, []),
        (1, ["1 document is still being checked for viruses"]),
        (3, ["3 documents are still being checked for viruses"]),
    ],
)
def test_documents_that_wait_are_counted(count, said):
    facts = replace(ADULT, documents_unchecked=count)
    assert [row.says(facts) for row in should(facts, CLAIM)] == said


@pytest.mark.parametrize(
    ("facts", "step", "words", "rule"),
    [
        (CHILD, CLAIM, [WISHES], "S47: any child step"),
        (case(), CLAIM, [WISHES], "age not known is a child"),
        (ADULT, CLAIM, [], "an adult is not asked twice"),
        (happened(CHILD, "wishes"), CLAIM, [], "heard"),
        (ADULT, SUBMIT, [READ], "ux A.3: NRM sent"),
        (happened(ADULT, "read_through_asked"), SUBMIT, [], "asked for"),
        (
            happened(ADULT, "read_through_asked", "nrm_submitted"),
            SUBMIT,
            [READ],
            "that was about the referral before this one",
        ),
        (happened(ADULT, "challenge_raised"), CLAIM, [CHALLENGE], "S54: any step"),
        (happened(ADULT, "challenge_raised", "challenge_answered"), CLAIM, [], "answered"),
        (
            happened(ADULT, "challenge_raised", "challenge_answered", "challenge_raised"),
            CLAIM,
            [CHALLENGE],
            "raised again",
        ),
        (happened(CHILD, "challenge_raised"), SUBMIT, [CHALLENGE, WISHES, READ], "all at once"),
    ],
)
def test_good_practice_is_asked_for(facts, step, words, rule):
    assert [row.words for row in should(facts, step)] == words, rule


def test_good_practice_holds_nothing_up():
    """A gate says Must do; none of these is one."""
    gates = {g.words for track in TRACKS.values() for move in track.moves for g in move.gates}
    assert not gates & {row.words for row in SHOULD}
    asked = happened(CHILD, "challenge_raised")
    assert open_moves(asked).blocked == open_moves(CHILD).blocked


def test_a_referral_is_read_through_while_it_is_written():
    """Local practice, as the asking is: no ruling speaks of it."""
    drafted = replace(CHILD, tracks={"nrm": "draft"})
    for code in ("read_through", "read_through_comment"):
        found = [judged(RECORDS[code], facts, LEADS) for facts in (CHILD, drafted)]
        assert [[row.gate for row in unmet] for unmet in found] == [["local"], []], code


def test_what_meets_good_practice_is_there():
    fixes = {row.fix.removeprefix("record/") for row in SHOULD}
    assert fixes <= set(RECORDS) | {"documents"}


LEADS = Mover("ppd_supervisor", team="ppd_child_abuse")


@pytest.mark.parametrize(
    ("code", "facts", "mover", "expected", "rule"),
    [
        ("challenge", CHILD, Mover("la_children_social_worker"), [], "S54: a partner"),
        ("challenge", CHILD, Mover("ngo_support_worker"), [], "S54: an NGO"),
        ("challenge", CHILD, Mover("lscb_member"), [], "(e): raise a challenge"),
        ("challenge", CHILD, Mover("sab_member"), [], "(e): as lscb_member"),
        ("challenge", CHILD, Mover("ppd_investigator"), ["role"], "the police are challenged"),
        ("challenge_answer", happened(CHILD, "challenge_raised"), LEADS, [], "its supervisor"),
        ("challenge_answer", CHILD, LEADS, ["R24"], "none is open"),
        (
            "challenge_answer",
            happened(CHILD, "challenge_raised"),
            Mover("ppd_investigator", team="ppd_child_abuse"),
            ["role"],
            "a supervisor answers",
        ),
    ],
)
def test_a_challenge_is_raised_and_answered(code, facts, mover, expected, rule):
    assert [row.gate for row in judged(RECORDS[code], facts, mover)] == expected, rule


ETT = Mover("fcid_supervisor", team="ett")
CALLED = happened(CHILD, "ett_requested")
SHUT = ("case_closed", "case_reopened")


@pytest.mark.parametrize(
    ("code", "facts", "mover", "expected", "rule"),
    [
        ("ett_request", CHILD, LEADS, [], "S10: the lead team asks"),
        ("ett_request", CHILD, ETT, ["role"], "ETT sets itself no work"),
        ("ett_request", CHILD, Mover("response_officer"), ["role"], "not response"),
        ("ett_request", CALLED, LEADS, ["S11"], "asked once, until it is answered"),
        ("ett_request", happened(CALLED, "ett_declined"), LEADS, [], "declined: asked again"),
        ("ett_request", replace(CHILD, supporting=frozenset({"ett"})), LEADS, ["S11"], "has it"),
        ("ett_accept", CALLED, ETT, [], "S11: accept"),
        ("ett_decline", CALLED, ETT, [], "S11: or decline"),
        ("ett_accept", CHILD, ETT, ["S11"], "never of its own accord"),
        ("ett_decline", happened(CALLED, "ett_accepted"), ETT, ["S11"], "answered already"),
        ("ett_request", happened(CALLED, *SHUT), LEADS, [], "closed unanswered: asked again"),
        ("ett_accept", happened(CALLED, *SHUT), ETT, ["S11"], "nobody asked it since"),
        ("ett_accept", CALLED, Mover("fcid_supervisor", team="fcid"), ["role"], "ETT answers"),
        ("ett_accept", CALLED, Mover("fcid_investigator", team="ett"), ["role"], "its supervisor"),
    ],
)
def test_ett_is_asked_and_answers_for_itself(code, facts, mover, expected, rule):
    assert [row.gate for row in judged(RECORDS[code], facts, mover)] == expected, rule


@pytest.mark.parametrize(
    ("kinds", "asked_for", "rule"),
    [
        ((), True, "S10: missing"),
        (("ett_requested",), False, "S11: asked, and not answered"),
        (("ett_requested", "ett_accepted"), False, "S11: taken on"),
        (("ett_requested", "ett_declined"), True, "S11: back with whoever asked"),
        (("ett_requested", *SHUT), True, "the wait ended with the case"),
        (("ett_requested", "ett_accepted", *SHUT), False, "it supports the case still"),
        (("went_missing", "ett_requested", "ett_accepted"), False, "S10: they look for them"),
        (("ett_requested", "ett_accepted", "went_missing"), True, "S10: missing again, ETT gone"),
    ],
)
def test_a_request_that_ett_does_not_take_on_is_a_task_again(kinds, asked_for, rule):
    facts = replace(happened(CHILD, *kinds), missing=True)
    assert ("ett_request" in wanted(facts)) is asked_for, rule


def test_a_team_that_supports_still_is_not_asked_anew():
    facts = happened(CHILD, "ett_requested", "ett_accepted", "went_missing")
    assert "ett_request" not in wanted(replace(facts, supporting=frozenset({"ett"})))


def test_an_open_challenge_is_a_task():
    assert "answer_challenge" in wanted(happened(CHILD, "challenge_raised"))
    assert "answer_challenge" not in wanted(CHILD)


@pytest.mark.parametrize(
    ("code", "facts", "mover", "expected", "rule"),
    [
        ("cse_screening", CHILD, Mover("cse_coordinator"), [], "(e): screening"),
        ("cse_screening", CHILD, Mover("la_children_social_worker"), [], "one shared tool (S40)"),
        ("cse_screening", CHILD, Mover("response_officer"), [], "S34: LPU"),
        ("cse_screening", ADULT, Mover("cse_coordinator"), ["R2"], "a tool for children"),
        ("cse_screening", CHILD, Mover("ngo_support_worker"), ["role"], "not a charity"),
        ("special_measures", ADULT, Mover("ppd_investigator"), [], "ABE: offer, wish, decision"),
        ("special_measures", CHILD, Mover("fcid_supervisor"), [], "who writes interviews"),
        ("special_measures", CHILD, Mover("response_officer"), ["role"], "first account only"),
    ],
)
def test_what_specialists_add(code, facts, mover, expected, rule):
    assert [row.gate for row in judged(RECORDS[code], facts, mover)] == expected, rule


def test_the_bands_are_those_of_the_west_midlands_tool():
    band = next(q for q in RECORDS["cse_screening"].questions if q.key == "band")
    assert [choice.code for choice in band.choices] == ["none", "at_risk", "significant", "serious"]


def test_each_review_asks_what_they_say():
    """S47: the child's voice is mandatory at each review."""
    voice = next(q for q in RECORDS["supervisor_review"].questions if q.key == "voice")
    assert voice.required
