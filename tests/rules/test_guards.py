"""Each gate, met and unmet, one condition at a time; every row names its rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.rules.facts import (
    AGREED,
    LA,
    LA_TOLD,
    POLICE,
    REFUSED,
    case,
    detective,
    event,
    gates,
    nrm,
    supervisor,
)
from workflows.engine import open_moves
from workflows.facts import Event, Mover

SAFE = {
    "immediate_safety_confirmed": True,
    "age_band": "child",
    "exploitation_types": ["forced_crime"],
    "risk_to_others_answered": True,
    "tracks": {"response": "made_safe"},
}


@pytest.mark.parametrize(
    ("changed", "unmet", "rule"),
    [
        ({}, [], "G1 all there"),
        ({"age_band": "unknown"}, [], "G1: age not known is an answer, treated as a child"),
        ({"age_band": None}, ["G1"], "G1 age band set"),
        ({"age_band": None, "born_on": "2011-05-02", "age_verified": True}, [], "R2 verified age"),
        ({"immediate_safety_confirmed": False}, ["G1"], "G1 immediate safety"),
        ({"immediate_safety_confirmed": None}, ["G1"], "absent is unknown"),
        ({"exploitation_types": []}, ["G1"], "G1 at least one type"),
        ({"risk_to_others_answered": False}, ["G1"], "G1 risk to others"),
        (
            dict.fromkeys(
                ("immediate_safety_confirmed", "age_band", "exploitation_types",
                 "risk_to_others_answered"),
            ),
            ["G1"] * 4,
            "a blocked move lists every unmet condition at once",
        ),
    ],
)  # fmt: skip
def test_g1_hand_over(changed, unmet, rule):
    assert gates(case(**SAFE | changed), "response", "hand_over") == unmet, rule


CHILD_SAFE = {
    "age_band": "child",
    "immediate_safety_confirmed": True,
    "safety_plan": True,
    "events": [LA_TOLD],
}
ADULT_SAFE = {"age_band": "adult", "immediate_safety_confirmed": True, "safety_plan": True}


def told_without(key):
    return {**LA_TOLD, "la": {name: value for name, value in LA.items() if name != key}}


@pytest.mark.parametrize(
    ("facts", "unmet", "rule"),
    [
        (CHILD_SAFE, [], "R17 child"),
        ({**CHILD_SAFE, "age_band": "unknown"}, [], "unknown counts as child"),
        ({**CHILD_SAFE, "events": []}, ["R17"], "R17 child: LA referral"),
        ({**CHILD_SAFE, "events": [told_without("phone")]}, ["R17"], "R14 phone"),
        ({**CHILD_SAFE, "events": [told_without("email")]}, ["R17"], "R14 email"),
        ({**CHILD_SAFE, "events": [{**LA_TOLD, "la": {**LA, "name": " "}}]}, ["R17"], "R14 name"),
        ({**CHILD_SAFE, "safety_plan": False}, ["R17"], "R17 child: plan"),
        ({"age_band": "child"}, ["R17"] * 3, "all three"),
        (ADULT_SAFE, [], "R17 adult: no LA referral"),
        ({**ADULT_SAFE, "safety_plan": False}, ["R17"], "R17 adult: plan"),
        ({**ADULT_SAFE, "immediate_safety_confirmed": False}, ["R17"], "R17 immediate safety"),
    ],
)
def test_r17_secured(facts, unmet, rule):
    assert gates(case(**facts), "safeguarding", "set_secured") == unmet, rule


QUEUED = {
    "age_band": "child",
    "ms_indicator": True,
    "secured": True,
    "tracks": {"investigation": "queued"},
}


@pytest.mark.parametrize(
    ("changed", "mover", "unmet", "rule"),
    [
        ({}, detective(), [], "G2 and R10 met"),
        ({}, None, [], "no actor is someone entitled"),
        ({"secured": False}, detective(), ["G2"], "G2 secured"),
        ({"secured": None}, None, ["G2"], "absent is unknown"),
        ({}, detective(team="ppd_cse"), ["G2"], "R10: CSE supports #1, it does not lead"),
        ({}, detective(team=None), ["G2"], "R10 team not known"),
        ({}, detective(pip2=False), ["G2"], "R10 PIP2"),
        ({}, detective(conflict=True), ["G2"], "R10 declared conflict"),
        ({"secured": False}, detective(pip2=False, conflict=True), ["G2"] * 3, "all at once"),
        ({}, Mover("response_officer"), ["role", "G2", "G2"], "investigator claims"),
        ({}, Mover("fcid_investigator", "fcid", pip2=True), ["G2"], "(e): cannot claim PPD-led"),
    ],
)
def test_g2_claim(changed, mover, unmet, rule):
    assert gates(case(**QUEUED | changed), "investigation", "claim", mover) == unmet, rule


def test_g2_an_adult_case_without_sexual_element_is_claimed_by_fcid():
    facts = case(**QUEUED | {"age_band": "adult", "vulnerable_adult": "no"})
    fcid = Mover("fcid_investigator", "fcid", pip2=True)
    assert gates(facts, "investigation", "claim", fcid) == []


@pytest.mark.parametrize(
    ("facts", "unmet", "rule"),
    [
        ({"age_band": "child", "events": [LA_TOLD]}, [], "G3: consent is not asked of a child"),
        ({"age_band": "child", "events": [LA_TOLD], "consent": REFUSED}, [], "G3"),
        ({"age_band": "unknown", "events": [LA_TOLD]}, [], "G3 age not known"),
        ({"age_band": "child"}, ["G3"], "G3 LA referral"),
        ({"age_band": "child", "events": [told_without("phone")]}, ["G3"], "R14 under G3"),
        ({"age_band": "adult", "consent": AGREED}, [], "G4"),
        ({"age_band": "adult"}, ["G4"] * 6, "G4: not asked, so nothing of it is met"),
        ({"age_band": "adult", "consent": REFUSED}, ["G4"], "G4 asked and refused"),
    ],
)
def test_g3_and_g4_ready(facts, unmet, rule):
    assert gates(nrm("draft", *facts.pop("events", []), **facts), "nrm", "make_ready") == unmet, (
        rule
    )


@pytest.mark.parametrize(
    ("changed", "unmet", "rule"),
    [
        ({"explained": ["support", "outcomes", "privacy", "sharing"]}, ["G4"], "NRM explained"),
        ({"explained": ["nrm", "outcomes", "privacy", "sharing"]}, ["G4"], "support explained"),
        ({"explained": ["nrm", "support", "privacy", "sharing"]}, ["G4"], "outcomes explained"),
        ({"explained": ["nrm", "support", "outcomes", "sharing"]}, ["G4"], "privacy notice"),
        ({"explained": ["nrm", "support", "outcomes", "privacy"]}, ["G4"], "sharing explained"),
        ({"explained": []}, ["G4"] * 3, "three conditions, three rows"),
        ({"interpreter": "not_needed"}, [], "none needed"),
        ({"interpreter": "accompanying_person"}, ["G4"], "not an accompanying person"),
        ({"interpreter": "none"}, ["G4"], "needed, not offered"),
        ({"interpreter": None}, ["G4"], "absent is unknown"),
        ({"given": None}, ["G4"], "no answer"),
        ({"at": None}, ["G4"], "date"),
        ({"method": None}, ["G4"], "method"),
        ({"taken_by": None}, ["G4"], "who"),
        ({"taken_by": "other"}, ["G4"], "verbal only to a first responder"),
        ({"method": "written", "taken_by": "other"}, [], "in writing to anyone"),
        ({"at": "2026-02-12T12:00:00+00:00"}, ["G4"], "verbal only from 13 Feb 2026"),
        ({"at": "2026-02-13T00:00:00+00:00"}, [], "verbal from 13 Feb 2026"),
        ({"at": "2025-02-12T12:00:00+00:00", "method": "written"}, [], "written on any day"),
    ],
)
def test_g4_one_condition_at_a_time(changed, unmet, rule):
    facts = nrm("draft", age_band="adult", consent=AGREED | changed)
    assert gates(facts, "nrm", "make_ready") == unmet, rule


def test_g4_consent_before_a_withdrawal_is_no_consent():
    withdrawn = event("consent_withdrawn", "2026-07-01T09:10:00+01:00", method="written")
    earlier = event("consent_withdrawn", "2026-06-01", method="written")
    assert "G4" in gates(
        nrm("draft", withdrawn, age_band="adult", consent=AGREED), "nrm", "make_ready"
    )
    assert gates(nrm("draft", earlier, age_band="adult", consent=AGREED), "nrm", "make_ready") == []


def test_g4_of_one_day_the_last_told_of_consent_and_withdrawal_stands():
    """A withdrawal has a bare date: on the day they agreed, the order of telling decides."""
    agreed = nrm("draft", age_band="adult", consent=AGREED)
    told = agreed.now
    before, after = told - timedelta(minutes=5), told + timedelta(minutes=5)
    left = Event("consent_withdrawn", told, day_only=True, recorded=told)
    for recorded, unmet in ((before, ["G4"] * 6), (after, [])):
        answer = Event("consent_recorded", agreed.consent.at, recorded=recorded)
        facts = replace(agreed, events=(answer, left))
        assert gates(facts, "nrm", "make_ready") == unmet


def test_g4_of_one_day_what_was_agreed_stands_where_nobody_knows_which_was_told_last():
    agreed = nrm("draft", age_band="adult", consent=AGREED)
    left = Event("consent_withdrawn", agreed.now, day_only=True)
    answer = Event("consent_recorded", agreed.consent.at)
    told = {"recorded": agreed.now}
    another = replace(answer, at=answer.at - timedelta(hours=1), **told)
    for events in ((replace(left, **told),), (answer, replace(left, **told)),
                   (replace(answer, **told), left), (another, replace(left, **told))):  # fmt: skip
        assert gates(replace(agreed, events=events), "nrm", "make_ready") == []


UNABLE = {"age_band": "adult", "lacks_capacity_for_nrm": True}
BEST = {"approved_by_supervisor": True, "seen_by_la_adult": True, "on": "2026-07-01"}


@pytest.mark.parametrize(
    ("made", "unmet", "rule"),
    [
        (BEST, [], "R20"),
        (None, ["R20"] * 3, "R20 nothing recorded"),
        ({**BEST, "approved_by_supervisor": False}, ["R20"], "R20 approved by a supervisor"),
        ({**BEST, "seen_by_la_adult": False}, ["R20"], "R20 seen by LA adult social care"),
        ({**BEST, "on": None}, ["R20"], "R20 date"),
    ],
)
def test_r20_best_interests(made, unmet, rule):
    assert gates(nrm("draft", best_interests=made, **UNABLE), "nrm", "make_ready") == unmet, rule


def test_r20_their_own_yes_counts_for_nothing():
    assert gates(nrm("draft", consent=AGREED, **UNABLE), "nrm", "make_ready") == ["R20"] * 3


@pytest.mark.parametrize(
    ("facts", "unmet", "rule"),
    [
        ({"submitting_organisation": POLICE, "form_complete": True}, [], "G5"),
        ({"submitting_organisation": POLICE}, ["G5"], "G5 form not known to be complete"),
        ({"form_complete": True}, ["G5"], "G5: absent is unknown"),
        (
            {
                "submitting_organisation": {"kind": "ngo", "designated_first_responder": False},
                "form_complete": False,
            },
            ["G5", "G5"],
            "G5 both",
        ),
    ],
)
def test_g5_submit(facts, unmet, rule):
    assert gates(nrm("ready", **facts), "nrm", "submit") == unmet, rule


NOTICE = {
    "age_band": "adult",
    "consent": REFUSED,
    "dtn": {"identifying": False, "agrees_to_be_named": False, "narrative": "none"},
    "submitting_organisation": POLICE,
}
NAMED = {"identifying": True, "agrees_to_be_named": True, "narrative": "unchecked"}
CHARITY = {"kind": "ngo", "designated_first_responder": True, "owes_duty_to_notify": False}


@pytest.mark.parametrize(
    ("changed", "unmet", "rule"),
    [
        ({}, [], "G6"),
        ({"age_band": "child"}, ["G6"], "never a child"),
        ({"age_band": "unknown"}, ["G6"], "never of unknown age"),
        ({"consent": AGREED}, ["G6"], "they agree: a referral, not a notice"),
        ({"consent": None}, ["G6"], "not asked"),
        ({"consent": None, "lacks_capacity_for_nrm": True}, [], "R20: then anonymous"),
        ({"dtn": {"identifying": True, "narrative": "none"}}, ["G6"], "R18 identifying"),
        ({"dtn": {"identifying": False, "narrative": "unchecked"}}, ["G6"], "R18 second user"),
        ({"dtn": {"identifying": False, "narrative": "checked"}}, [], "R18 checked"),
        ({"dtn": None}, ["G6", "G6"], "R18: absent is unknown"),
        ({"dtn": NAMED}, [], "R18: the adult agrees to be named"),
        (
            {"dtn": NAMED, "consent": None, "lacks_capacity_for_nrm": True},
            ["G6", "G6"],
            "R20: nobody without capacity agrees to be named",
        ),
        ({"submitting_organisation": None}, ["G6"], "actor in a designated first responder"),
        ({"submitting_organisation": CHARITY}, [], "a charity may send one"),
        ({"now": "2015-10-31T23:00:00+00:00"}, ["G6"], "the day before s52"),
        ({"now": "2015-11-01T00:00:00+00:00"}, [], "s52 in force"),
        ({"events": [event("dtn_sent", "2015-10-30")]}, ["G6"], "judged on the event"),
        (
            {"events": [event("dtn_sent", "2015-10-30"), event("draft_updated", "2026-06-20")]},
            [],
            "a notice drafted since is judged on its own day",
        ),
    ],
)
def test_g6_duty_to_notify(changed, unmet, rule):
    facts = NOTICE | {"tracks": {"nrm": "draft"}} | changed
    assert gates(case(**facts), "nrm", "send_dtn") == unmet, rule


def rg(day, outcome="positive"):
    return event("rg_decision", day, outcome=outcome)


def cg(day, **more):
    return event("cg_decision", day, **{"outcome": "positive"} | more)


@pytest.mark.parametrize(
    ("events", "unmet", "rule"),
    [
        ([rg("2026-06-01")], [], "day 30 is 1 July"),
        ([rg("2026-06-02")], ["G7"], "day 30 is 2 July"),
        ([rg("2026-06-02"), cg("2026-07-02")], [], "judged on the letter's date"),
        ([rg("2026-06-02"), cg("2026-07-01")], ["G7"], "one day early"),
        ([rg("2026-06-02"), cg("2026-06-20", early_reason="They asked")], [], "with a reason"),
        ([rg("2026-06-02"), cg("2026-06-20", early_reason=" ")], ["G7"], "a blank is no reason"),
        ([rg("2022-12-13"), cg("2023-01-12")], [], "30 days from 13 Dec 2022"),
        ([rg("2022-12-12"), cg("2023-01-25")], ["G7"], "45 days before 13 Dec 2022"),
        ([rg("2022-12-12"), cg("2023-01-26")], [], "day 45"),
        ([], ["G7"], "the date is not known"),
    ],
)
def test_g7_recovery(events, unmet, rule):
    assert gates(nrm("rg_positive", *events), "nrm", "record_cg") == unmet, rule


def test_g7_needs_a_positive_reasonable_grounds_decision():
    assert gates(nrm("reconsideration"), "nrm", "record_cg") == ["G7", "G7"]


def asked(day, **more):
    return event("reconsideration_requested", day, **{"ground": "new_evidence"} | more)


@pytest.mark.parametrize(
    ("events", "more", "unmet", "rule"),
    [
        ([rg("2026-06-01", "negative")], {}, [], "1 July is the 30th day"),
        ([rg("2026-05-31", "negative")], {}, ["G8"], "the 31st day"),
        ([rg("2026-05-31", "negative"), asked("2026-06-30")], {}, [], "judged on the request"),
        ([rg("2026-05-31", "negative"), asked("2026-07-01")], {}, ["G8"], "asked a day late"),
        (
            [rg("2026-05-31", "negative"), asked("2026-07-01", extension_reason="In hospital")],
            {},
            [],
            "an extension with a reason",
        ),
        ([rg("2026-06-01", "negative"), asked("2026-06-02", ground=None)], {}, ["G8"], "ground"),
        (
            [rg("2026-06-01", "negative")],
            {"removal_to_convention_state": True},
            ["G8"],
            "removal to a country in both conventions",
        ),
        (
            [rg("2025-09-17", "negative"), asked("2025-09-18")],
            {"removal_to_convention_state": True},
            ["G8"],
            "decisions from 17 Sep 2025",
        ),
        (
            [rg("2025-09-16", "negative"), asked("2025-09-18")],
            {"removal_to_convention_state": True},
            [],
            "not decisions before 17 Sep 2025",
        ),
        ([rg("2020-01-01", "negative")], {}, [], "no fixed limit before Feb 2024"),
        ([], {}, ["G8"], "the date is not known"),
    ],
)
def test_g8_reconsideration(events, more, unmet, rule):
    assert gates(nrm("rg_negative", *events, **more), "nrm", "reconsider") == unmet, rule


def test_g8_counts_from_the_conclusive_decision_once_there_is_one():
    facts = nrm("cg_negative", rg("2026-01-05"), cg("2026-06-20", outcome="negative"))
    assert gates(facts, "nrm", "reconsider") == []


def gone(day, **how):
    return event("consent_withdrawn", day, **how)


@pytest.mark.parametrize(
    ("band", "events", "unmet", "rule"),
    [
        ("adult", [], [], "the way is asked with the move"),
        ("child", [], ["G9"], "a child may not withdraw"),
        ("unknown", [], ["G9"], "unknown counts as child"),
        ("adult", [gone("2026-06-30", method="written", to="other")], [], "in writing"),
        ("adult", [gone("2026-06-30", method="verbal", to="first_responder")], [], "verbally"),
        ("adult", [gone("2026-06-30", method="verbal", to="other")], ["G9"], "to whom"),
        ("adult", [gone("2026-06-30", method="verbal")], ["G9"], "to whom is not known"),
        ("adult", [gone("2026-06-30")], ["G9"], "the way is not known"),
        ("adult", [gone("2026-02-12", method="verbal", to="first_responder")], ["G9"], "too early"),
        ("adult", [gone("2026-02-13", method="verbal", to="first_responder")], [], "13 Feb 2026"),
        ("child", [gone("2026-02-12", method="verbal", to="other")], ["G9", "G9"], "both"),
        (
            "adult",
            [gone("2026-02-12"), event("nrm_submitted", "2026-06-01")],
            [],
            "referred again since: the way is asked with the move",
        ),
        (
            "adult",
            [gone("2026-02-12"), event("draft_updated", "2026-06-01")],
            [],
            "drafted again since: the way is asked with the move",
        ),
    ],
)
def test_g9_withdraw(band, events, unmet, rule):
    assert gates(nrm("submitted", *events, age_band=band), "nrm", "withdraw") == unmet, rule


def test_r20_nobody_who_lacks_capacity_for_it_withdraws():
    """The person's consent is never recorded as yes or no."""
    facts = nrm("submitted", **UNABLE)
    assert gates(facts, "nrm", "withdraw") == ["R20"]
    assert gates(nrm("submitted", **UNABLE | {"age_band": "child"}), "nrm", "withdraw") == ["G9"]


DONE = {
    "response": "handed_over",
    "safeguarding": "stepped_down",
    "investigation": "finalised",
    "nrm": "cg_positive",
    "support": "ended",
}
CLOSABLE = {
    "age_band": "child",
    "ms_indicator": True,
    "tracks": DONE,
    "support_disposition": "ngo",
}


def closing(mover=None, standing=None, events=(), **more):
    facts = CLOSABLE | {"tracks": DONE | (standing or {}), "events": list(events)} | more
    return gates(case(**facts), "case", "close", mover)


CSE = {"ms_indicator": False, "sexual_exploitation": True}
ADULT = {"age_band": "adult", "vulnerable_adult": "no"}
NEGATIVE = {"nrm": "rg_negative"}


@pytest.mark.parametrize(
    ("told", "unmet", "rule"),
    [
        ({}, [], "G11"),
        ({"standing": {"response": "closed_no_concern"}}, [], "terminal"),
        ({"standing": {"response": "made_safe"}}, ["G11"], "response not settled"),
        ({"standing": {"safeguarding": "plan_in_place"}}, ["G11"], "safeguarding not settled"),
        ({"standing": {"investigation": "charged"}}, ["G11"], "investigation not settled"),
        ({"standing": {"investigation": "transferred"}}, [], "terminal"),
        ({"standing": {"support": "declined"}}, ["G11"], "support not settled"),
        ({"standing": {"nrm": "submitted"}}, ["G11"], "an open NRM is never closed"),
        ({"standing": {"nrm": "suspended"}}, ["G11"], "an open NRM is never closed"),
        ({"support_disposition": None}, ["G11"], "R13 under G11"),
        ({"standing": {"nrm": "no_grounds"}}, ["G11"], "child trafficking: sent at some time"),
        (
            {
                "standing": {"nrm": "no_grounds"},
                "events": [event("nrm_submitted", "2026-01-05")],
            },
            [],
            "sent at some time",
        ),
        ({"standing": {"nrm": "not_assessed"}}, ["G11", "G11"], "neither settled nor sent"),
        ({"standing": {"nrm": "draft"}}, ["G11", "G11"], "neither settled nor sent"),
        ({"standing": {"nrm": "ready"}}, ["G11", "G11"], "neither settled nor sent"),
        ({"standing": {"nrm": "no_grounds"}, **CSE}, [], "R19 not referred, with a reason"),
        ({"standing": {"nrm": "draft"}, **CSE}, ["G11", "R19"], "R19 begun is not answered"),
        ({"standing": {"nrm": "ready"}, **CSE}, ["G11", "R19"], "R19 begun is not answered"),
        ({"standing": {"nrm": "not_assessed"}, **CSE}, ["G11", "R19"], "R19 not considered"),
        ({"standing": {"nrm": "no_grounds"}, **ADULT}, [], "adult: no grounds"),
        ({"standing": {"nrm": "dtn_sent"}, **ADULT}, [], "adult: duty to notify"),
        ({"standing": {"nrm": "withdrawn"}, **ADULT}, ["G11"], "adult: never sent"),
        (
            {"standing": {"nrm": "dtn_sent"}, **ADULT, "age_at_exploitation": "child"},
            [],
            "R7: the NRM branch is by age today",
        ),
        (
            {"standing": {"nrm": "withdrawn"}, **ADULT, "age_at_exploitation": "child"},
            ["G11"],
            "R7: an adult today, and nothing was sent or answered",
        ),
        (
            {"standing": {"safeguarding": "not_required"}, **ADULT, "vulnerable_adult": "yes"},
            ["G11"],
            "the section 42 concern is a statutory task",
        ),
        ({"standing": NEGATIVE, "events": [rg("2026-05-31", "negative")]}, [], "R25 limit past"),
        (
            {"standing": NEGATIVE, "events": [rg("2026-06-01", "negative")]},
            ["G11"],
            "R25 the last day is still open",
        ),
        (
            {"standing": NEGATIVE, "events": [rg("2026-01-05", "negative"), asked("2026-01-20")]},
            ["G11"],
            "R25 reconsideration under way",
        ),
        ({"standing": NEGATIVE}, ["G11"], "R25 the date is not known"),
    ],
)
def test_g11_close(told, unmet, rule):
    assert closing(**told) == unmet, rule


@pytest.mark.parametrize(
    ("mover", "unmet", "rule"),
    [
        (supervisor(), [], "a supervisor"),
        (supervisor(leads=True), ["G11"], "who does not lead it"),
        (supervisor(asked_for_closing=True), ["G11"], "who did not ask"),
        (supervisor(leads=True, asked_for_closing=True), ["G11", "G11"], "neither"),
        (supervisor(team="ppd_adult_abuse"), ["role"], "of a team on the case"),
        (supervisor(is_owner=True), [], "ownership is of support_only"),
        (detective(), ["role"], "not an investigator"),
        (Mover("response_supervisor"), ["role"], "response only for support_only"),
    ],
)
def test_g11_who_may_close(mover, unmet, rule):
    assert closing(mover) == unmet, rule


def test_what_only_the_service_knows_satisfies_a_gate_too():
    """G1 "unknown" with a reason; R17 a capacitated refusal; R25 the decision not to ask."""
    untyped = case(**SAFE | {"exploitation_types": []})
    assert gates(replace(untyped, exploitation_unknown_reason=True), "response", "hand_over") == []
    unplanned = replace(case(**ADULT_SAFE | {"safety_plan": False}), safety_refused=True)
    assert gates(unplanned, "safeguarding", "set_secured") == []
    child = replace(case(**CHILD_SAFE | {"safety_plan": False}), safety_refused=True)
    assert gates(child, "safeguarding", "set_secured") == ["R17"]
    refused = case(
        **CLOSABLE | {"tracks": DONE | NEGATIVE, "events": [rg("2026-06-30", "negative")]}
    )
    assert gates(refused, "case", "close") == ["G11"]
    assert gates(replace(refused, reconsideration_declined=True), "case", "close") == []


def test_the_track_says_where_a_suspended_referral_came_from():
    facts = replace(nrm("suspended"), nrm_came_from="rg_positive")
    assert gates(facts, "nrm", "resume", to="rg_positive") == []
    assert gates(facts, "nrm", "resume", to="submitted") is None


def test_g11_support_only_is_closed_by_another_response_supervisor():
    support = {"age_band": "adult", "ms_indicator": False, "offence_suspected": False}
    standing = {"investigation": "not_applicable", "nrm": "no_grounds"}
    owner = Mover("response_supervisor", is_owner=True)
    assert closing(Mover("response_supervisor"), standing, **support) == []
    assert closing(owner, standing, **support) == ["G11"]
    led_before = support | {"former_leads": ["ppd_child_abuse"]}
    assert closing(supervisor(), standing, **led_before) == ["G11"]


def test_not_required_is_for_adults():
    assert gates(case(age_band="adult"), "safeguarding", "not_required") == []
    assert gates(case(age_band="child"), "safeguarding", "not_required") == ["R17"]


@pytest.mark.parametrize(
    ("standing", "unmet", "rule"),
    [
        ("not_routed", [], "section b: response until a claim"),
        ("queued", [], "section b: response until a claim"),
        ("not_applicable", [], "nobody will ever claim it"),
        ("claimed", ["role"], "after the claim, the lead team"),
        ("active", ["role"], "after the claim, the lead team"),
    ],
)
def test_response_keeps_them_safe_until_a_claim(standing, unmet, rule):
    facts = case(age_band="child", tracks={"investigation": standing})
    assert gates(facts, "safeguarding", "refer", Mover("response_officer")) == unmet, rule


@pytest.mark.parametrize(
    ("band", "role", "unmet"),
    [
        ("child", "la_children_social_worker", []),
        ("child", "la_adult_social_worker", ["role"]),
        ("unknown", "la_adult_social_worker", ["role"]),
        ("adult", "la_adult_social_worker", []),
        ("adult", "la_children_social_worker", ["role"]),
    ],
)
def test_childrens_social_work_acts_for_a_child_and_adult_social_work_for_an_adult(
    band, role, unmet
):
    facts = case(age_band=band, tracks={"safeguarding": "referred"})
    assert gates(facts, "safeguarding", "open_enquiry", Mover(role)) == unmet


def in_the_way(facts, track, move):
    """What each unmet condition says, and where it sends whoever reads it."""
    blocked = [
        row for row in open_moves(facts).blocked if (row.track, row.move.code) == (track, move)
    ]
    return [(unmet.words, unmet.fix) for row in blocked for unmet in row.unmet]


@pytest.mark.parametrize(
    ("track", "standing", "words", "fix"),
    [
        ("response", "made_safe", "Bring the response to an end", "move/response/hand_over"),
        ("safeguarding", "enquiry", "Bring safeguarding to an end", "move/safeguarding/step_down"),
        (
            "investigation", "active",
            "Bring the investigation to an end", "move/investigation/finalise",
        ),
        ("nrm", "suspended", "Bring the NRM to an end", "nrm"),
        ("support", "active", "Bring the support to an end", "move/support/end"),
    ],
)  # fmt: skip
def test_r25_each_track_says_how_it_is_brought_to_an_end(track, standing, words, fix):
    facts = case(**CLOSABLE | {"tracks": DONE | {track: standing}})
    assert in_the_way(facts, "case", "close") == [(words, fix)]


UNASKED = {"age_band": "adult", "vulnerable_adult": "yes"}
UNTOLD = {"consent": REFUSED, "submitting_organisation": POLICE}


@pytest.mark.parametrize(
    ("more", "nrm", "words"),
    [
        (UNASKED, "no_grounds", "1 statutory task is still open"),
        (UNASKED | UNTOLD, "draft", "2 statutory tasks are still open"),
    ],
)
def test_g11_says_how_many_statutory_tasks_are_open(more, nrm, words):
    tracks = DONE | {"safeguarding": "not_required", "nrm": nrm}
    facts = case(**CLOSABLE | more | {"tracks": tracks})
    assert (words, "tasks") in in_the_way(facts, "case", "close")


def test_nothing_moves_on_a_closed_case_until_it_is_reopened():
    facts = replace(case(**SAFE), closed=True)
    first, *_ = in_the_way(facts, "response", "hand_over")
    assert first == ("This case is closed. Reopen it first", "move/case/reopen")
