"""Domain section b, "Moves", sentence by sentence: from which state, to which."""

import pytest

from tests.rules.facts import case, event, listed
from workflows.tracks import TRACKS

# track, move, the states it may start from, where it leads; copied from the text by hand.
MOVES = [
    ("response", "make_safe", "logged", "made_safe"),
    ("response", "hand_over", "made_safe", "handed_over"),
    ("response", "close_no_concern", "logged made_safe", "closed_no_concern"),
    ("safeguarding", "refer", "not_started", "referred"),
    ("safeguarding", "hold_strategy_discussion", "referred", "strategy_discussion"),
    ("safeguarding", "open_enquiry", "referred strategy_discussion", "enquiry"),
    ("safeguarding", "put_plan_in_place", "strategy_discussion enquiry", "plan_in_place"),
    (
        "safeguarding",
        "step_down",
        "referred strategy_discussion enquiry plan_in_place",
        "stepped_down",
    ),
    ("safeguarding", "not_required", "not_started referred", "not_required"),
    ("investigation", "queue", "not_routed", "queued"),
    ("investigation", "claim", "queued", "claimed"),
    ("investigation", "release", "claimed active", "queued"),
    ("investigation", "start", "claimed", "active"),
    ("investigation", "send_to_cps", "active", "with_cps"),
    ("investigation", "charge", "active with_cps", "charged"),
    ("investigation", "finalise", "claimed active with_cps charged", "finalised"),
    ("investigation", "transfer", "queued claimed active with_cps charged", "transferred"),
    ("investigation", "not_applicable", "not_routed", "not_applicable"),
    ("nrm", "draft", "not_assessed no_grounds dtn_sent withdrawn", "draft"),
    ("nrm", "no_grounds", "not_assessed draft", "no_grounds"),
    ("nrm", "make_ready", "draft", "ready"),
    ("nrm", "submit", "ready", "submitted"),
    ("nrm", "send_dtn", "draft", "dtn_sent"),
    ("nrm", "record_rg", "submitted reconsideration", "rg_positive"),
    ("nrm", "record_rg", "submitted reconsideration", "rg_negative"),
    ("nrm", "record_cg", "rg_positive reconsideration", "cg_positive"),
    ("nrm", "record_cg", "rg_positive reconsideration", "cg_negative"),
    ("nrm", "reconsider", "rg_negative cg_negative", "reconsideration"),
    ("nrm", "suspend", "submitted rg_positive reconsideration", "suspended"),
    ("nrm", "resume", "suspended", "submitted"),
    ("nrm", "withdraw", "ready submitted rg_positive reconsideration suspended", "withdrawn"),
    ("support", "offer", "not_offered declined", "offered"),
    ("support", "accept", "offered", "accepted"),
    ("support", "decline", "offered", "declined"),
    ("support", "start", "accepted", "active"),
    ("support", "move_on", "active", "move_on"),
    ("support", "end", "offered declined accepted active move_on", "ended"),
]
STAYS = {"set_secured", "clear_secured"}
STATES = {
    "response": "logged made_safe handed_over closed_no_concern",
    "safeguarding": "not_started referred strategy_discussion enquiry plan_in_place stepped_down "
    "not_required",
    "investigation": "not_routed queued claimed active with_cps charged finalised transferred "
    "not_applicable",
    "nrm": "not_assessed no_grounds draft ready submitted rg_positive rg_negative cg_positive "
    "cg_negative reconsideration suspended withdrawn dtn_sent",
    "support": "not_offered offered declined accepted active move_on ended",
}


@pytest.mark.parametrize(("track", "states"), STATES.items())
def test_a_track_has_the_states_of_the_text(track, states):
    assert [state.code for state in TRACKS[track].states] == states.split()


@pytest.mark.parametrize(
    ("track", "state"), [(t, s) for t, states in STATES.items() for s in states.split()]
)
def test_a_state_lists_exactly_the_moves_of_the_text(track, state):
    wanted = {f"{t}.{m}>{to}" for t, m, froms, to in MOVES if t == track and state in froms.split()}
    found = {m for m in listed(case(tracks={track: state})) if m.startswith(f"{track}.")}
    assert {m for m in found if m.split(".")[1].split(">")[0] not in STAYS} == wanted


@pytest.mark.parametrize("state", STATES["safeguarding"].split())
def test_secured_is_set_and_cleared_at_any_state(state):
    standing = {"tracks": {"safeguarding": state}}
    assert f"safeguarding.set_secured>{state}" in listed(case(**standing))
    assert f"safeguarding.set_secured>{state}" in listed(case(**standing, secured=False))
    assert f"safeguarding.clear_secured>{state}" not in listed(case(**standing))
    assert f"safeguarding.clear_secured>{state}" in listed(case(**standing, secured=True))
    assert f"safeguarding.set_secured>{state}" not in listed(case(**standing, secured=True))


def test_an_open_case_may_close_or_be_rerouted_and_a_closed_one_reopened():
    closed = case(events=[event("case_closed", "2026-06-30")])
    again = case(events=[event("case_closed", "2026-06-29"), event("case_reopened", "2026-06-30")])
    for facts, moves in (
        (case(), {"case.close>closed", "case.reroute>open"}),
        (closed, {"case.reopen>open"}),
        (again, {"case.close>closed", "case.reroute>open"}),
    ):
        assert {m for m in listed(facts) if m.startswith("case.")} == moves


SENT = event("nrm_submitted", "2026-06-01")
RG_NO = event("rg_decision", "2026-06-05", outcome="negative")
RG_YES = event("rg_decision", "2026-06-05", outcome="positive")
CG_NO = event("cg_decision", "2026-06-10", outcome="negative")
ASKED = event("reconsideration_requested", "2026-06-20", ground="new_evidence")


@pytest.mark.parametrize(
    ("state", "events", "moves", "rule"),
    [
        ("submitted", [SENT, RG_YES], ["record_rg>rg_positive"], "the letter says which"),
        ("submitted", [SENT, RG_NO], ["record_rg>rg_negative"], "the letter says which"),
        ("rg_positive", [SENT, RG_YES, CG_NO], ["record_cg>cg_negative"], "the letter says which"),
        (
            "reconsideration",
            [SENT, RG_NO, ASKED],
            ["record_rg>rg_negative", "record_rg>rg_positive"],
            "of an RG: no letter yet",
        ),
        (
            "reconsideration",
            [SENT, RG_NO, ASKED, event("rg_decision", "2026-06-25", outcome="positive")],
            ["record_rg>rg_positive"],
            "of an RG: the new decision replaces the old one",
        ),
        (
            "reconsideration",
            [SENT, RG_YES, CG_NO, ASKED],
            ["record_cg>cg_negative", "record_cg>cg_positive"],
            "of a CG: the old CG is not the letter",
        ),
        ("suspended", [SENT], ["resume>submitted"], "where it came from"),
        ("suspended", [SENT, RG_YES], ["resume>rg_positive"], "where it came from"),
        ("suspended", [SENT, RG_NO, ASKED], ["resume>reconsideration"], "where it came from"),
        (
            "suspended",
            [RG_YES, event("nrm_submitted", "2026-06-25")],
            ["resume>submitted"],
            "an earlier referral's decision is not this one's",
        ),
    ],
)
def test_the_events_tell_which_destination_applies(state, events, moves, rule):
    found = listed(case(tracks={"nrm": state}, events=events))
    steps = {m.removeprefix("nrm.") for m in found if m.startswith(("nrm.record", "nrm.resume"))}
    assert sorted(steps) == sorted(moves), rule
