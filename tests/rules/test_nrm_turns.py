"""Turns of the NRM table that are records: turning 18, disqualification, crime codes, teams."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.rules.facts import AGREED, case, event, gates, nrm
from workflows.crime import crime_code
from workflows.engine import judged
from workflows.facts import Event, Mover
from workflows.guards import deciding
from workflows.records import RECORDS
from workflows.tasks import wanted
from workflows.tracks import TRACKS

LEADS = Mover("ppd_supervisor", team="ppd_child_abuse")
WORKER = Mover("ppd_investigator", team="ppd_child_abuse", assigned=True)
SENT = event("nrm_submitted", "2026-06-01")
YES, NO = ("2026-06-10", "positive"), ("2026-06-10", "negative")


def unmet(code, facts, mover=WORKER):
    return [row.gate for row in judged(RECORDS[code], facts, mover)]


def told(facts, kind, day, **detail):
    """The facts with what is about to be written down, as the service foresees it."""
    at = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
    telling = Event(kind, at, day_only=True, detail=detail)
    return replace(facts, events=(*facts.events, telling), telling=telling)


WRITTEN = {"method": "written", "to": "other"}
BORN = {"born_on": "2008-06-20", "age_verified": True}


@pytest.mark.parametrize(
    ("facts", "day", "expected", "rule"),
    [
        (nrm("submitted", SENT, **BORN), "2026-06-20", [], "on the birthday"),
        (nrm("submitted", SENT, **BORN), "2026-06-19", ["R9"], "not before the birthday"),
        (
            nrm("submitted", SENT, event("turned_18", "2026-06-20")),
            "2026-06-19",
            ["R9"],
            "not before they were 18",
        ),
        (
            nrm("submitted", SENT,
                event("age_determined", "2026-06-25", age_band="adult", by="court")),
            "2026-06-24",
            ["R9"],
            "a child until it was determined",
        ),
        (
            nrm("submitted", SENT,
                event("age_determined", "2026-06-25", age_band="adult", by="court")),
            "2026-06-25",
            [],
            "child found to be adult: consent to remain needed now",
        ),
        (nrm("submitted", SENT, age_band="adult"), "2026-06-19", [], "an adult all along"),
        (nrm("dtn_sent", age_band="adult"), "2026-06-19", ["R9"], "submitted or later"),
        (nrm("cg_positive", SENT, **BORN), "2026-06-20", ["R9"], "turns 18 undecided"),
        (nrm("suspended", SENT, **BORN), "2026-06-20", [], "suspended, not withdrawn"),
        (nrm("submitted", SENT, age_band="child"), "2026-06-19", ["G3"], "a child is not asked"),
        (
            nrm("submitted", SENT, **BORN, lacks_capacity_for_nrm=True),
            "2026-06-20",
            ["R20"],
            "their consent is never recorded as yes or no",
        ),
    ],
)  # fmt: skip
def test_consent_to_remain(facts, day, expected, rule):
    foreseen = told(facts, "consent_to_remain", day, answer="yes", **WRITTEN)
    assert unmet("consent_to_remain", foreseen) == expected, rule


@pytest.mark.parametrize(
    ("day", "how", "expected", "rule"),
    [
        ("2026-06-20", ("verbal", "first_responder"), [], "said to a first responder"),
        ("2026-06-20", ("verbal", "other"), ["G4"], "said to somebody else"),
        ("2026-02-13", ("verbal", "first_responder"), [], "from that day on"),
        ("2026-02-12", ("verbal", "first_responder"), ["G4"], "section 0: not before it"),
        ("2026-02-12", ("written", "other"), [], "in writing on any day"),
    ],
)
def test_consent_to_remain_is_given_in_a_way_valid_on_its_day(day, how, expected, rule):
    facts = nrm("submitted", SENT, age_band="adult")
    foreseen = told(facts, "consent_to_remain", day, answer="no", method=how[0], to=how[1])
    assert unmet("consent_to_remain", foreseen) == expected, rule
    assert unmet("consent_to_remain", facts) == [], "before anybody has answered"


def determined(band, day="2026-06-25", **more):
    """As about to be written down, with what it sets."""
    facts = told(case(age_band=band, **more), "age_determined", day, age_band=band, by="court")
    return unmet("age_determined", facts)


@pytest.mark.parametrize(
    ("band", "known", "expected", "rule"),
    [
        ("adult", {}, [], "R2: the band alone"),
        ("adult", {"born_on": "2008-06-25", "age_verified": True}, [], "18 on that day"),
        ("child", {"born_on": "2008-06-26", "age_verified": True}, [], "18 the day after"),
        ("adult", {"born_on": "2008-06-26", "age_verified": True}, ["R2"], "a child's birth date"),
        ("child", {"born_on": "2008-06-25", "age_verified": True}, ["R2"], "an adult's"),
        ("adult", {"age_verified": True}, ["R2"], "no date to confirm"),
        ("adult", {"born_on": "2012-01-01", "age_verified": False}, [], "stated: it was wrong"),
    ],
)
def test_a_confirmed_date_of_birth_and_what_was_determined_say_the_same(
    band, known, expected, rule
):
    """R2: a verified date beats all else, so it may not turn a determination round unseen."""
    assert determined(band, **known) == expected, rule


def test_consent_to_remain_asks_about_support_and_who_spoke_with_them():
    asked = {question.key for question in RECORDS["consent_to_remain"].questions}
    assert asked == {"at", "answer", "method", "to", "wants_support", "spoke"}


@pytest.mark.parametrize(
    ("state", "day", "expected", "rule"),
    [
        ("rg_positive", "2026-06-20", [], "NABA 2022 s63: rg_positive, flag"),
        ("submitted", "2026-06-20", ["s63"], "nothing protects them yet"),
        ("cg_positive", "2026-06-20", ["s63"], "the recovery period is over"),
        ("rg_positive", "2023-01-29", ["s63"], "not yet in force"),
        ("rg_positive", "2023-01-30", [], "in force"),
    ],
)
def test_disqualification(state, day, expected, rule):
    facts = told(nrm(state, SENT), "disqualified", day)
    assert unmet("disqualification", facts, Mover("competent_authority")) == expected, rule


def test_a_disqualification_reaches_a_suspended_referral():
    facts = replace(nrm("suspended", SENT), nrm_came_from="rg_positive")
    assert unmet("disqualification", told(facts, "disqualified", "2026-06-20")) == []


WISHED = ("withdrawal_queried", "2026-06-20")
CHILD_SENT = nrm("submitted", SENT, age_band="child")
WISHING = told(CHILD_SENT, *WISHED)
ANSWERING = told(WISHING, "withdrawal_answered", "2026-06-22")


@pytest.mark.parametrize(
    ("code", "facts", "mover", "expected", "rule"),
    [
        ("withdrawal_query", CHILD_SENT, WORKER, [], "whoever had the conversation"),
        ("withdrawal_query", CHILD_SENT, Mover("competent_authority"), [], "the authority too"),
        ("withdrawal_query", nrm("suspended", SENT), WORKER, [], "age not known is a child"),
        ("withdrawal_query", nrm("submitted", age_band="adult"), WORKER, ["G9"], "an adult may"),
        ("withdrawal_query", nrm("draft", age_band="child"), WORKER, ["G9"], "nothing to leave"),
        (
            "withdrawal_query",
            told(CHILD_SENT, WISHED[0], "2026-05-31"),
            WORKER,
            ["R1"],
            "not before it was sent",
        ),
        ("withdrawal_query", CHILD_SENT, Mover("health_practitioner"), ["role"], "not health"),
        ("withdrawal_answer", ANSWERING, LEADS, [], "its supervisor"),
        ("withdrawal_answer", WISHING, WORKER, ["role"], "a supervisor answers"),
        ("withdrawal_answer", WISHING, replace(LEADS, team="fcid"), ["role"], "of a team on it"),
        ("withdrawal_answer", CHILD_SENT, LEADS, ["G9"], "nobody asked"),
    ],
)
def test_a_childs_wish_to_withdraw_is_a_query_to_the_supervisor(code, facts, mover, expected, rule):
    assert unmet(code, facts, mover) == expected, rule


@pytest.mark.parametrize(
    ("facts", "asked", "rule"),
    [
        (CHILD_SENT, False, "nobody wished it"),
        (WISHING, True, "it waits for an answer"),
        (ANSWERING, False, "answered"),
        (told(ANSWERING, WISHED[0], "2026-06-25"), True, "wished again"),
        (replace(WISHING, age_band="adult"), False, "an adult withdraws of themselves"),
        (replace(WISHING, tracks={"nrm": "cg_positive"}), False, "there is nothing left to leave"),
    ],
)  # fmt: skip
def test_a_childs_wish_to_withdraw_waits_for_the_supervisor(facts, asked, rule):
    assert ("withdrawal_answer" in wanted(facts)) is asked, rule


@pytest.mark.parametrize(
    ("code", "stands", "day", "expected", "rule"),
    [
        ("allocate_ieca", ("submitted", None), "2026-06-20", [], "the Home Office allocates"),
        ("allocate_ieca", ("suspended", None), "2026-06-20", [], "an open referral"),
        ("allocate_ieca", ("submitted", "ieca"), "2026-06-20", ["R21"], "it has it already"),
        ("allocate_ieca", ("submitted", "devolved_panel"), "2026-06-20", ["R21"], "the pilot's"),
        ("allocate_ieca", ("submitted", "home_office_2014"), "2026-06-20", ["R21"], "of 2014"),
        ("allocate_ieca", ("withdrawn", None), "2026-06-20", ["R21"], "nobody decides it"),
        ("allocate_ieca", ("submitted", None), "2021-11-07", ["R21"], "there was none yet"),
        ("allocate_sca", ("submitted", "ieca"), "2026-06-20", [], "and gives it back"),
        ("allocate_sca", ("submitted", None), "2026-06-20", ["R21"], "it has it already"),
    ],
)
def test_an_allocation(code, stands, day, expected, rule):
    state, authority = stands
    sent = replace(nrm(state, event("nrm_submitted", "2021-10-01")), authority=authority)
    facts = told(sent, "nrm_allocated", day)
    assert unmet(code, facts, Mover("competent_authority")) == expected, rule


OUTSIDE = {"happened_where": "outside_england_and_wales"}


@pytest.mark.parametrize(
    ("facts", "kept", "code", "rule"),
    [
        (nrm("draft"), {}, None, "nothing sent, nothing recorded"),
        (nrm("no_grounds"), {}, None, "nothing sent"),
        (nrm("dtn_sent", event("dtn_sent", "2026-06-01")), {}, "N200/3", "duty to notify only"),
        (nrm("submitted", SENT), {}, "N200/1", "pending RG"),
        (nrm("suspended", SENT), {}, "N200/1", "suspended, no decision yet"),
        (nrm("rg_negative", SENT, event("rg_decision", NO[0], outcome=NO[1])), {}, "N200/2", "/2"),
        (
            nrm("reconsideration", SENT, event("rg_decision", NO[0], outcome=NO[1]),
                event("reconsideration_requested", "2026-06-12", ground="new_evidence")),
            {},
            "N200/2",
            "negative until another decision replaces it",
        ),
        (
            nrm("rg_positive", SENT, event("rg_decision", YES[0], outcome=YES[1])),
            {},
            "",
            "RG+: N200/1 becomes a recorded crime",
        ),
        (nrm("cg_negative", SENT), {}, "", "CG- is not an RG decision"),
        (nrm("submitted", SENT), OUTSIDE, "N200/4", "police referral outside England and Wales"),
        (nrm("rg_positive", SENT), OUTSIDE, "N200/4", "positive RG outside England and Wales"),
        (
            nrm("rg_negative", SENT, event("rg_decision", NO[0], outcome=NO[1])),
            OUTSIDE,
            "N200/5",
            "negative RG outside England and Wales",
        ),
        (
            case(tracks={"nrm": "submitted", "investigation": "transferred"}, events=[SENT]),
            {},
            "N200/6",
            "transferred to another force",
        ),
        (
            nrm("submitted", event("rg_decision", "2026-05-01", outcome="negative"), SENT),
            {},
            "N200/1",
            "re-referral allowed later: this referral has no decision",
        ),
        (
            nrm("draft", event("dtn_sent", "2026-06-01")),
            {},
            None,
            "the notice is void: a new referral is drafted",
        ),
    ],
)  # fmt: skip
def test_crime_recording(facts, kept, code, rule):
    found = crime_code(replace(facts, **kept))
    assert (found.code if found else None) == code, rule


GONE = event("consent_withdrawn", "2026-06-05", method="written", to="other")
RG_YES = event("rg_decision", YES[0], outcome=YES[1])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (nrm("submitted", SENT), "Waiting for the reasonable grounds decision"),
        (nrm("submitted", SENT, GONE), "Waiting for the reasonable grounds decision"),
        (nrm("withdrawn", SENT, GONE), "Withdrawn before the reasonable grounds decision"),
        (nrm("draft", SENT, GONE), "Withdrawn before the reasonable grounds decision"),
        (
            nrm("withdrawn", SENT, RG_YES),
            "A recorded crime, since the reasonable grounds decision is positive",
        ),
    ],
    ids=["waiting", "said, but not withdrawn (G9)", "withdrawn", "drafted again", "decided first"],
)
def test_a_referral_that_was_withdrawn_waits_for_no_decision(facts, words):
    assert crime_code(facts).words == words


@pytest.mark.parametrize(
    ("where", "state", "asked"),
    [
        ("other_force", "queued", True),
        ("other_force", "active", True),
        ("other_force", "transferred", False),
        ("here", "queued", False),
        (None, "queued", False),
    ],
)
def test_the_force_where_it_happened_is_asked_to_lead(where, state, asked):
    facts = replace(case(tracks={"investigation": state}), happened_where=where)
    assert ("other_force" in wanted(facts)) is asked


def test_a_strategy_discussion_names_who_took_part_for_the_police():
    """Held jointly: who may move what."""
    move = next(m for m in TRACKS["safeguarding"].moves if m.code == "hold_strategy_discussion")
    police = next(q for q in move.questions if q.key == "police")
    assert police.required


def support_only(**kept):
    return replace(
        case(age_band="adult", offence_suspected=False, ms_indicator=False), **kept
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "mover", "expected", "rule"),
    [
        (support_only(), Mover("la_adult_social_worker"), [], "#9: until the LA accepts"),
        (support_only(), Mover("response_supervisor"), [], "keyed by the supervisor who owns it"),
        (support_only(), Mover("la_children_social_worker"), ["role"], "an adult's case"),
        (support_only(), Mover("ppd_supervisor"), ["role"], "no team leads it"),
        (
            case(age_band="adult", ms_indicator=True),
            Mover("la_adult_social_worker"),
            ["R3"],
            "a team leads this one",
        ),
    ],
)
def test_the_authority_takes_a_support_only_case_over(facts, mover, expected, rule):
    assert unmet("la_accepts", facts, mover) == expected, rule


ROUTED = case(age_band="child", ms_indicator=True)


@pytest.mark.parametrize(
    ("code", "facts", "mover", "expected", "rule"),
    [
        ("routing_query", ROUTED, Mover("response_officer"), [], "the officer may say it is wrong"),
        ("routing_query", ROUTED, WORKER, [], "an investigator too"),
        ("routing_query", ROUTED, Mover("ngo_support_worker"), ["role"], "not a partner's"),
        ("routing_answer", replace(ROUTED, routing_query=True), LEADS, [], "its supervisor"),
        ("routing_answer", ROUTED, LEADS, ["R3"], "nobody asked"),
        ("routing_answer", replace(ROUTED, routing_query=True), WORKER, ["role"], "a supervisor"),
        (
            "routing_answer",
            replace(ROUTED, routing_query=True),
            Mover("fcid_supervisor", team="fcid"),
            ["role"],
            "of a team on the case",
        ),
    ],
)
def test_whether_it_is_the_right_team(code, facts, mover, expected, rule):
    assert unmet(code, facts, mover) == expected, rule


def test_a_query_holds_nothing_up():
    """The officer's "I think this is wrong" never delays sending."""
    queried = replace(ROUTED, routing_query=True)
    assert "routing_answer" in wanted(queried)
    assert "routing_answer" not in wanted(ROUTED)
    acts = [*(m for t in TRACKS.values() for m in t.moves), *RECORDS.values()]
    waits = [
        act.code
        for act in acts
        for gate in act.gates
        if gate.holds(ROUTED, None) and not gate.holds(queried, None)
    ]
    assert waits == []


def test_sending_it_to_another_team_answers_the_query():
    reroute = next(m for m in TRACKS["case"].moves if m.code == "reroute")
    assert reroute.sets["routing_query"] is False


def decided(kind, day, outcome):
    return event(f"{kind}_decision", day, outcome=outcome)


def asked(day):
    """A request of which the ground was not written down."""
    return event("reconsideration_requested", day)


def where_to(facts, move):
    """Where a move of the NRM track may lead now."""
    ends = {
        "record_rg": ("rg_positive", "rg_negative"),
        "record_cg": ("cg_positive", "cg_negative"),
    }
    ends["resume"] = ("submitted", "rg_positive", "reconsideration")
    return [to for to in ends[move] if gates(facts, "nrm", move, to=to) is not None]


@pytest.mark.parametrize(
    ("facts", "move", "ends", "rule"),
    [
        (
            nrm("submitted", decided("rg", "2026-05-01", "negative"), SENT),
            "record_rg",
            ["rg_positive", "rg_negative"],
            "the letter of an earlier referral says nothing of this one",
        ),
        (
            nrm("submitted", SENT, decided("rg", "2026-06-10", "negative")),
            "record_rg",
            ["rg_negative"],
            "the letter of this one does",
        ),
        (
            nrm("reconsideration", SENT, decided("rg", "2026-06-10", "negative")),
            "record_rg",
            ["rg_positive", "rg_negative"],
            "who asked is not known, so the letter may be the one asked about",
        ),
        (
            nrm("reconsideration", SENT, decided("rg", "2026-06-10", "negative"),
                asked("2026-06-12"), decided("cg", "2026-06-20", "positive")),
            "record_cg",
            [],
            "an RG was asked about: a decision that came later was not",
        ),
        (
            nrm("reconsideration", decided("cg", "2026-03-01", "negative"), SENT,
                decided("rg", "2026-06-10", "negative"), asked("2026-06-12")),
            "record_rg",
            ["rg_positive", "rg_negative"],
            "the conclusive decision was that of an earlier referral",
        ),
        (
            nrm("suspended", asked("2026-05-01"), SENT),
            "resume",
            ["submitted"],
            "what was asked about an earlier referral is over",
        ),
    ],
)  # fmt: skip
def test_a_decision_is_of_the_referral_and_the_request_it_follows(facts, move, ends, rule):
    assert where_to(facts, move) == ends, rule


def test_a_conclusive_decision_looked_at_again_still_has_its_reasonable_grounds():
    """G7: RG positive exists; thirty days from 20 May are over on 1 July."""
    sent, cg = event("nrm_submitted", "2026-05-15"), decided("cg", "2026-06-25", "negative")
    again = [cg, asked("2026-06-28")]
    found = nrm("reconsideration", sent, decided("rg", "2026-05-20", "positive"), *again)
    assert gates(found, "nrm", "record_cg", to="cg_positive") == []
    unfound = nrm("reconsideration", sent, *again)
    assert gates(unfound, "nrm", "record_cg", to="cg_positive") == ["G7", "G7"]


@pytest.mark.parametrize("kind", ["rg", "cg"])
def test_a_decision_made_again_may_be_asked_about_again_from_the_start(kind):
    """G8: the request before it, which gave no ground, was answered by it."""
    first, again = (decided(kind, day, "negative") for day in ("2026-01-05", "2026-06-20"))
    assert (
        gates(nrm(f"{kind}_negative", first, asked("2026-01-20"), again), "nrm", "reconsider") == []
    )
    unanswered = nrm(f"{kind}_negative", first, asked("2026-01-20"))
    assert gates(unanswered, "nrm", "reconsider") == ["G8"]


@pytest.mark.parametrize("state", ["submitted", "reconsideration"])
def test_the_letter_that_is_being_told_has_come_and_no_other(state):
    """G7: also where the events do not say that a reconsideration was asked for."""
    facts = nrm(state, age_band="adult", consent=AGREED)
    letter = Event("rg_decision", facts.now)
    told = replace(facts, telling=letter)
    assert deciding.rg_arrived(told) is letter
    assert deciding.cg_arrived(told) is None
