"""Taking a move: the next state, or every reason why not; and who may take it."""

import threading
import time
from dataclasses import replace

import pytest

from tests.rules.facts import (
    LA_TOLD,
    case,
    detective,
    event,
    gates,
    nrm,
    supervisor,
)
from workflows.engine import NotOffered, Refused, judged, open_moves, open_records, take
from workflows.facts import Mover
from workflows.guards.people import gives_support
from workflows.records import RECORDS

OFFICER = Mover("response_officer", assigned=True)


def test_a_move_taken_names_where_it_leads_and_what_it_promises():
    made = take("response", "make_safe", case(), OFFICER)
    assert (made.to, dict(made.sets)) == ("made_safe", {"immediate_safety_confirmed": True})


def test_a_move_that_stays_leads_to_where_the_track_stands():
    facts = case(
        age_band="child",
        immediate_safety_confirmed=True,
        safety_plan=True,
        events=[LA_TOLD],
        tracks={"safeguarding": "enquiry"},
    )
    assert take("safeguarding", "set_secured", facts, OFFICER).to == "enquiry"


def test_a_refusal_lists_every_condition():
    with pytest.raises(Refused) as refused:
        take("response", "hand_over", case(tracks={"response": "made_safe"}), OFFICER)
    assert [row.words for row in refused.value.unmet] == [
        "Say whether anyone is still in danger",
        "Give an age, or confirm you are treating them as a child",
        "Tick what you think is happening, or say why you cannot",
        "Say whether anyone else is at risk",
    ]
    assert refused.value.unmet[0].fix == "record/immediate_safety"
    assert str(refused.value).startswith("G1: Say whether anyone is still in danger; G1: ")


@pytest.mark.parametrize(
    ("track", "move"),
    [
        ("response", "hand_over"),  # not from logged
        ("response", "fly"),
        ("kitchen", "cook"),
        ("safeguarding", "clear_secured"),  # not while they are not secured
    ],
)
def test_what_cannot_be_done_from_here_is_not_offered(track, move):
    with pytest.raises(NotOffered):
        take(track, move, case(), OFFICER)


def test_the_letter_typed_with_the_move_decides_where_it_leads():
    letter = event("rg_decision", "2026-06-30", outcome="negative")
    facts = nrm("submitted", event("nrm_submitted", "2026-06-25"), letter)
    assert take("nrm", "record_rg", facts, Mover("competent_authority")).to == "rg_negative"


def test_the_words_carry_the_date_of_this_case():
    """ux.md A.4, G7 and G8."""
    early = nrm("rg_positive", event("rg_decision", "2026-06-10", outcome="positive"))
    late = nrm("cg_negative", event("cg_decision", "2026-03-05", outcome="negative"))
    with pytest.raises(Refused, match="The recovery period ends on 10 July 2026"):
        take("nrm", "record_cg", early)
    with pytest.raises(Refused, match="The 30 days ended on 4 April 2026"):
        take("nrm", "reconsider", late)
    with pytest.raises(Refused, match="Record the date of the positive reasonable grounds"):
        take("nrm", "record_cg", nrm("rg_positive"))


def test_open_statutory_tasks_are_counted():
    one = case(age_band="adult", vulnerable_adult="yes")
    words = [row.words for b in open_moves(one).blocked for row in b.unmet]
    assert "1 statutory task is still open" in words


def test_a_closed_case_is_opened_again_before_anything_else():
    facts = case(age_band="adult", events=[event("case_closed", "2026-06-30")])
    assert gates(facts, "support", "offer") == ["G11"]
    assert gates(facts, "case", "reopen") == []


CHILD = {"age_band": "child", "ms_indicator": True}
ADULT = {"age_band": "adult", "vulnerable_adult": "no", "ms_indicator": True}
SUPPORT_ONLY = {"age_band": "adult", "ms_indicator": False, "offence_suspected": False}
CHILDRENS, ADULTS = Mover("la_children_social_worker"), Mover("la_adult_social_worker")
CHARITY = Mover("ngo_support_worker", assigned=True)
HELPED_CHILD = case(**CHILD, tracks={"support": "active"})


def giving(mover, gives=True):
    """Somebody of the organisation that gives the support, or of another, or of none."""
    return replace(mover, gives_support=gives)


NOT_DESIGNATED = {"kind": "ngo", "designated_first_responder": False}


@pytest.mark.parametrize(
    ("facts", "move", "mover", "allowed", "rule"),
    [
        (case(), "response.make_safe", OFFICER, True, "response = response_officer"),
        (case(), "response.make_safe", Mover("response_supervisor"), True, "one act by either"),
        (case(), "response.make_safe", detective(), False, "response is response's"),
        (case(**CHILD), "safeguarding.refer", OFFICER, True, "until a claim"),
        (
            case(**CHILD, tracks={"investigation": "claimed"}),
            "safeguarding.refer",
            OFFICER,
            False,
            "after the claim, the lead team",
        ),
        (case(**CHILD), "safeguarding.refer", detective(), True, "any of the lead team"),
        (case(**CHILD), "safeguarding.refer", supervisor(), True, "its supervisor"),
        (case(**CHILD), "safeguarding.refer", detective(team="ppd_cse"), False, "not another"),
        (case(**CHILD), "safeguarding.refer", CHILDRENS, False, "LA does not refer to itself"),
        (
            case(**CHILD, tracks={"safeguarding": "referred"}),
            "safeguarding.open_enquiry",
            CHILDRENS,
            True,
            "LA social worker sets the enquiry",
        ),
        (
            case(**ADULT, tracks={"safeguarding": "referred"}),
            "safeguarding.open_enquiry",
            CHILDRENS,
            False,
            "children's social work for a child",
        ),
        (
            case(**ADULT, tracks={"safeguarding": "referred"}),
            "safeguarding.open_enquiry",
            ADULTS,
            True,
            "adult social work for an adult",
        ),
        (case(**ADULT), "safeguarding.not_required", ADULTS, True, "adult, with a reason"),
        (case(**CHILD), "investigation.queue", OFFICER, True, "logging takes queue"),
        (case(**CHILD), "investigation.queue", supervisor(), True, "or the team's supervisor"),
        (
            case(**CHILD, tracks={"investigation": "claimed"}),
            "investigation.start",
            detective(),
            True,
            "investigator progresses",
        ),
        (
            case(**CHILD, tracks={"investigation": "claimed"}),
            "investigation.start",
            detective(team="ppd_cse"),
            False,
            "of the lead team",
        ),
        (
            case(**CHILD, tracks={"investigation": "charged"}),
            "investigation.finalise",
            detective(),
            False,
            "supervisor finalises",
        ),
        (
            case(**CHILD, tracks={"investigation": "charged"}),
            "investigation.finalise",
            supervisor(),
            True,
            "supervisor finalises",
        ),
        (nrm("not_assessed"), "nrm.draft", OFFICER, True, "any assigned user"),
        (nrm("not_assessed"), "nrm.draft", Mover("response_officer"), False, "assigned"),
        (nrm("not_assessed"), "nrm.draft", CHARITY, True, "of a first responder"),
        (
            nrm("not_assessed", submitting_organisation=NOT_DESIGNATED),
            "nrm.draft",
            CHARITY,
            False,
            "designated",
        ),
        (
            nrm("not_assessed"),
            "nrm.draft",
            Mover("health_practitioner", assigned=True),
            False,
            "health is no first responder",
        ),
        (nrm("submitted"), "nrm.record_rg", Mover("competent_authority"), True, "decisions"),
        (nrm("submitted"), "nrm.record_rg", detective(), True, "keying a received letter"),
        (nrm("submitted"), "nrm.record_rg", OFFICER, False, "not response"),
        (case(**ADULT), "support.offer", CHARITY, True, "NGO"),
        (case(**ADULT), "support.offer", ADULTS, True, "LA"),
        (case(**ADULT), "support.offer", CHILDRENS, False, "children's for a child"),
        (case(**ADULT), "support.offer", Mover("response_supervisor"), False, "not its owner"),
        (case(**SUPPORT_ONLY), "support.offer", Mover("response_supervisor"), True, "owner of #9"),
        (HELPED_CHILD, "support.end", giving(CHILDRENS), True, "ended = its owner"),
        (HELPED_CHILD, "support.end", giving(CHARITY), True, "ended = its owner"),
        (
            HELPED_CHILD,
            "support.end",
            giving(detective(), None),
            True,
            "nobody gives it now",
        ),
        (HELPED_CHILD, "support.end", giving(detective(), False), False, "not its owner"),
        (HELPED_CHILD, "support.end", giving(CHARITY, False), False, "not another charity"),
        (HELPED_CHILD, "support.move_on", giving(detective(), False), True, "the end alone"),
        (HELPED_CHILD, "support.end", giving(ADULTS), False, "adult social work for an adult"),
        (HELPED_CHILD, "support.end", supervisor(), True, "its owner has left"),
        (HELPED_CHILD, "support.end", giving(supervisor(), False), False, "not while it is there"),
        (HELPED_CHILD, "support.end", supervisor("ppd_cse"), False, "a supervisor who leads"),
        (case(**CHILD), "case.reroute", supervisor(), True, "supervisor re-routes"),
        (case(**CHILD), "case.reroute", supervisor("ppd_cse"), False, "of a team on the case"),
        (
            case(**CHILD, former_leads=["ppd_adult_abuse"]),
            "case.reroute",
            supervisor("ppd_adult_abuse"),
            True,
            "R8: led and is not yet released",
        ),
        (case(**CHILD), "case.reroute", detective(), False, "not an investigator"),
        (case(**CHILD), "case.reroute", Mover("system_admin"), False, "never case content"),
    ],
)
def test_who_may_move_what(facts, move, mover, allowed, rule):
    found = gates(facts, *move.split("."), mover)
    assert found is not None
    assert ("role" not in found) is allowed, rule


@pytest.mark.parametrize(
    ("state", "gave", "gives"),
    [
        ("active", [(7, True), (8, True)], True),  # the last of them
        ("active", [(8, True), (7, True)], False),
        ("active", [(8, False), (7, True)], True),  # whoever has left the case gives nothing
        ("active", [(8, False), (7, False)], None),
        ("declined", [(7, True)], True),
        ("not_offered", [(7, True)], None),
        ("ended", [(7, True)], None),
        ("offered", [], None),
    ],
)
def test_the_last_who_gave_support_and_holds_the_case_gives_it(state, gave, gives):
    assert gives_support(state, gave, 7) is gives


def codes(facts, mover):
    return {record.code for record in open_records(facts, mover)}


def test_a_record_is_offered_to_whom_it_belongs():
    assert "consent" in codes(case(age_band="adult"), OFFICER)
    assert "consent" not in codes(case(age_band="child"), OFFICER)
    assert "consent" not in codes(case(age_band="adult", lacks_capacity_for_nrm=True), OFFICER)
    assert codes(case(age_band="adult"), Mover("auditor")) == set()


@pytest.mark.parametrize(("state", "asked"), [
    ("not_assessed", True), ("draft", True), ("ready", True), ("submitted", False),
    ("rg_positive", False), ("dtn_sent", False), ("no_grounds", False), ("withdrawn", False),
])  # fmt: skip
def test_why_not_yet_is_asked_only_of_a_referral_that_is_not_sent(state, asked):
    facts = case(**CHILD, tracks={"nrm": state})
    assert ("nrm_why_not_yet" in codes(facts, detective())) is asked


def barred(code, facts, mover):
    return [f"{row.gate}: {row.words}" for row in judged(RECORDS[code], facts, mover)]


def test_a_record_says_why_not():
    unable = case(age_band="adult", lacks_capacity_for_nrm=True)
    first = "R20: Record the best-interests decision first"
    assert barred("best_interests", unable, OFFICER) == []
    assert barred("best_interests_approval", unable, supervisor()) == [first]
    assert barred("best_interests_approval", unable, OFFICER) == [
        "role: Your role cannot do this", first,
    ]  # fmt: skip


def test_a_person_who_lacks_capacity_is_never_recorded_as_agreeing():
    """R20."""
    unable = case(age_band="adult", lacks_capacity_for_nrm=True)
    (only,) = barred("consent", unable, OFFICER)
    assert only.startswith("R20: They lack capacity for this decision")


def test_one_machine_serves_many_at_once():
    """libraries.md 2.2: shared, flat and stateless holds under threads."""
    wrong = []

    def work():
        for _ in range(200):
            reached = take("response", "make_safe", case(), OFFICER).to
            if reached != "made_safe":
                wrong.append(reached)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_judging_a_case_is_cheap():
    """At most 1 ms for a case and 100 us for a step; five times that, for a loud machine."""
    facts = case(**CHILD, tracks={"response": "made_safe", "nrm": "draft"}, events=[LA_TOLD])
    open_moves(facts, supervisor())

    def best(act):
        spent = []
        for _ in range(50):
            began = time.perf_counter()
            act()
            spent.append(time.perf_counter() - began)
        return min(spent)

    assert best(lambda: open_moves(facts, supervisor())) < 0.005
    assert best(lambda: take("nrm", "make_ready", facts)) < 0.000_5
