"""G10: nobody is written to in a way that may put them in danger, and a child never."""

from dataclasses import replace

import pytest

from tests.rules.facts import case, event, nrm
from workflows.engine import judged
from workflows.facts import Event, Mover
from workflows.records import RECORDS
from workflows.tasks import wanted
from workflows.tracks import TRACKS

OFFICER = Mover("ppd_investigator", team="ppd_child_abuse", assigned=True)
SAFE = {"contact_safe": True, "contact_at_place_of_exploitation": False}


def standing(age_band="adult", **kept):
    """Facts with what only the service knows."""
    return replace(case(age_band=age_band), **kept)


def unmet(code, facts, mover=OFFICER):
    return [row.gate for row in judged(RECORDS[code], facts, mover)]


@pytest.mark.parametrize(
    ("facts", "expected", "rule"),
    [
        (standing(**SAFE), [], "G10 met"),
        (standing(), ["G10", "G10"], "absent is unknown: not checked, place not known"),
        (standing(**SAFE | {"contact_safe": False}), ["G10"], "G10 contact marked safe"),
        (standing(**SAFE | {"contact_safe": None}), ["G10"], "G10 contact not checked"),
        (
            standing(**SAFE | {"contact_at_place_of_exploitation": True}),
            ["G10"],
            "G10 address marked as place of exploitation",
        ),
        (
            standing(**SAFE | {"contact_at_place_of_exploitation": None}),
            ["G10"],
            "not known to be elsewhere",
        ),
        (standing("child", **SAFE), ["G10"], "G10 child: never to the child"),
        (standing("unknown", **SAFE), ["G10"], "unknown counts as child"),
    ],
)
def test_g10_contacting_the_person(facts, expected, rule):
    assert unmet("contact_person", facts) == expected, rule


@pytest.mark.parametrize(
    ("facts", "expected", "rule"),
    [
        (standing("child"), [], "G10 child: the local authority or a representative"),
        (standing("unknown"), [], "unknown counts as child"),
        (standing("adult"), ["G10"], "an adult is told in person"),
        (standing("adult", lacks_capacity_for_nrm=True), [], "R20: others act for them"),
    ],
)
def test_g10_contacting_who_acts_for_them(facts, expected, rule):
    assert unmet("contact_representative", facts) == expected, rule


def test_every_unmet_condition_leads_to_what_would_meet_it():
    fixes = {row.fix for row in judged(RECORDS["contact_person"], standing("child"), OFFICER)}
    assert fixes == {"record/contact_representative"}
    fixes = {row.fix for row in judged(RECORDS["contact_person"], standing(), OFFICER)}
    assert fixes == {"record/safe_contact"}


def test_new_risk_takes_the_check_back():
    clear = next(m for m in TRACKS["safeguarding"].moves if m.code == "clear_secured")
    assert clear.sets["contact_safe"] is None


DECIDED = event("rg_decision", "2026-06-20", outcome="negative")


@pytest.mark.parametrize(
    ("kind", "about", "day", "asked", "rule"),
    [
        ("person_contacted", "nrm_decision", 21, False, "told of it"),
        ("representative_contacted", "nrm_decision", 21, False, "who acts for them was told"),
        ("person_contacted", "nrm_decision", 20, False, "told on the same day"),
        ("person_contacted", "nrm_decision", 19, True, "that was about an earlier decision"),
        ("person_contacted", "support", 21, True, "told of something else"),
        ("returned", "nrm_decision", 21, True, "nobody was told anything"),
    ],
)
def test_a_decision_is_told_and_by_whom(kind, about, day, asked, rule):
    facts = nrm("rg_negative", DECIDED)
    at = facts.now.replace(month=6, day=day)
    heard = replace(facts, events=(*facts.events, Event(kind, at, detail={"about": about})))
    assert ("tell_decision" in wanted(heard)) is asked, rule
