"""The stage people see, computed: the first of domain section b that fits."""

import pytest

from tests.rules.facts import case, event
from workflows.facts import CaseFacts
from workflows.stage import path, stage

LEFT = {"response": "handed_over", "nrm": "withdrawn"}
DRAFT, NOTICE = event("draft_updated", "2026-06-01"), event("dtn_sent", "2026-05-20")
SENT = event("nrm_submitted", "2026-06-02")


def standing(**tracks):
    return case(tracks=tracks)


@pytest.mark.parametrize(
    ("facts", "expected", "rule"),
    [
        (standing(), "initial_response", "otherwise"),
        (standing(response="made_safe"), "initial_response", "otherwise"),
        (standing(response="made_safe", nrm="ready"), "initial_response", "nrm not yet sent"),
        (standing(response="handed_over"), "safeguarding", "from handed_over"),
        (standing(response="handed_over", investigation="queued"), "safeguarding", "until then"),
        (standing(response="handed_over", investigation="claimed"), "specialist_investigation", ""),
        (standing(response="handed_over", investigation="charged"), "specialist_investigation", ""),
        (standing(response="handed_over", investigation="queued", nrm="submitted"), "nrm", "R15"),
        (standing(response="logged", nrm="dtn_sent"), "nrm", "from DTN_SENT"),
        (standing(nrm="reconsideration"), "nrm", "on"),
        (standing(nrm="cg_positive"), "nrm", "on"),
        (standing(nrm="no_grounds", investigation="active"), "specialist_investigation", ""),
        (standing(nrm="withdrawn"), "nrm", "on"),
        (case(tracks=LEFT, events=[DRAFT]), "safeguarding", "withdrawn while it was written"),
        (case(tracks=LEFT, events=[DRAFT, SENT]), "nrm", "withdrawn after it was submitted"),
        (case(tracks=LEFT, events=[NOTICE, DRAFT]), "nrm", "a notice was sent before"),
        (case(tracks={"nrm": "cg_positive"}, events=[event("case_closed", "2026-06-30")]),
         "closed", "first"),
    ],
)  # fmt: skip
def test_stage(facts, expected, rule):
    assert stage(facts) == expected, rule


def test_clearing_secured_does_not_take_a_claimed_case_back():
    facts = case(tracks={"response": "handed_over", "investigation": "active"}, secured=False)
    assert stage(facts) == "specialist_investigation"


def states(facts: CaseFacts):
    return {node.code: node.state for node in path(facts)}


NODES = (
    "initial_response",
    "safeguarding",
    "specialist_investigation",
    "nrm",
    "decision",
    "support_outside_nrm",
    "closed",
)
SUPPORT_ONLY = {"age_band": "adult", "ms_indicator": False, "offence_suspected": False}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (case(), "now next next next next next next"),
        (
            case(tracks={"safeguarding": "referred", "nrm": "draft"}),
            "now started next started next next next",
        ),
        (
            case(tracks={"response": "handed_over", "safeguarding": "referred"}, secured=True),
            "done now next next next next next",
        ),
        (case(tracks={"response": "handed_over"}), "done now next next next next next"),
        (
            case(
                tracks={
                    "response": "handed_over",
                    "safeguarding": "enquiry",
                    "investigation": "active",
                    "support": "accepted",
                },
                secured=True,
            ),
            "done done now next next started next",
        ),
        (
            case(
                tracks={
                    "response": "closed_no_concern",
                    "safeguarding": "stepped_down",
                    "investigation": "active",
                    "nrm": "submitted",
                }
            ),
            "done done started now next next next",
        ),
        (
            case(tracks={"nrm": "rg_positive", "investigation": "finalised"}),
            "done next done now started next next",
        ),
        (case(tracks={"nrm": "rg_negative"}), "done next next done now next next"),
        (case(tracks={"nrm": "cg_positive"}), "done next next done now next next"),
        (case(tracks={"nrm": "cg_negative"}), "done next next done now next next"),
        (case(tracks={"nrm": "reconsideration"}), "done next next now next next next"),
        (
            case(tracks={"nrm": "cg_negative"}, events=[event("case_closed", "2026-06-30")]),
            "done next next done done next now",
        ),
        (case(tracks={"nrm": "dtn_sent"}), "done next next now not_needed next next"),
        (
            case(
                **SUPPORT_ONLY,
                tracks={
                    "investigation": "not_applicable",
                    "nrm": "no_grounds",
                    "safeguarding": "not_required",
                },
            ),
            "now not_needed not_needed not_needed not_needed started next",
        ),
        (
            case(
                tracks={"nrm": "withdrawn", "support": "ended"},
                events=[event("case_closed", "2026-06-30")],
            ),
            "done next next done not_needed done now",
        ),
    ],
)
def test_path(facts, expected):
    assert states(facts) == dict(zip(NODES, expected.split(), strict=True))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("submitted", ("With the authority", "")),
        ("rg_positive", ("With the authority", "Reasonable grounds")),
        ("rg_negative", ("Sent", "Negative")),
        ("cg_positive", ("Sent", "Positive")),
        ("suspended", ("Suspended", "")),
        ("withdrawn", ("Withdrawn", "")),
        ("dtn_sent", ("Duty to notify sent", "")),
    ],
)
def test_the_referral_and_its_decision_never_contradict_each_other(state, said):
    nodes = {node.code: node.words for node in path(case(tracks={"nrm": state}))}
    assert (nodes["nrm"], nodes["decision"]) == said


@pytest.mark.parametrize(("state", "said"), [
    ("claimed", "With a specialist team"), ("active", "With a specialist team"),
    ("finalised", "Finalised"), ("transferred", "With another force"),
])  # fmt: skip
def test_the_line_says_what_became_of_the_investigation(state, said):
    """A case that is not closed yet stands there still, with nothing left to investigate."""
    told = case(tracks={"response": "handed_over", "investigation": state})
    assert [node.words for node in path(told) if node.code == "specialist_investigation"] == [said]
