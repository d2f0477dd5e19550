"""What may be shared with whom, and on what ground: G12 and section e, by hand."""

import pytest

from tests.rules.facts import LA_TOLD, case
from workflows.definition import sound_questions
from workflows.guards.sharing import unmet
from workflows.share_form import DECLINE, END, OFFER, OUTCOME, chosen, items, proposed
from workflows.shares import (
    BASES,
    CLOSED,
    DECLINE_REASONS,
    END_REASONS,
    LONGEST_DAYS,
    NAMES,
    OVER,
    PURPOSES,
    REASONS,
    REVIEW_DAYS,
    TIME_PASSED,
    TOLD,
    WARNED_DAYS,
    left_out,
    lent,
    meant,
    offered_tiers,
)
from workflows.sharing import Level, Tier

CHILD = case(age_band="child", events=[LA_TOLD])
ADULT = case(age_band="adult", tracks={"support": "accepted"})
ANSWERS = {"purpose": "support", "legal_basis": "child_welfare", "consent": "told"}


def refused(facts, kind="ngo", role="ppd_investigator", shared=("identity",), **answers):
    """The words of everything that stands in the way."""
    ground = meant(kind, dict.fromkeys(shared, "share"), ANSWERS | answers)
    return [row.words for row in unmet(facts, role, ground)]


def test_a_child_whose_authority_was_told_may_be_shared_with_a_charity():
    assert refused(CHILD) == []


@pytest.mark.parametrize(
    "role", ["ppd_investigator", "ppd_supervisor", "fcid_investigator", "fcid_supervisor"]
)
def test_investigators_and_their_supervisors_share(role):
    assert refused(CHILD, role=role) == []


@pytest.mark.parametrize(
    "role", ["response_officer", "response_supervisor", "cse_coordinator", "ngo_support_worker"]
)
def test_nobody_else_does(role):
    assert refused(CHILD, role=role) == ["Your role cannot share this case"]


@pytest.mark.parametrize(
    ("facts", "changed", "words"),
    [
        (CHILD, {"purpose": ""}, "Give the purpose and the legal reason"),
        (CHILD, {"legal_basis": ""}, "Give the purpose and the legal reason"),
        (CHILD, {"legal_basis": "curiosity"}, "Give the purpose and the legal reason"),
        (CHILD, {"shared": ()}, "Nothing is shared"),
        (
            CHILD,
            {"shared": ("identity", "intelligence")},
            "This organisation may never be shown one of these items",
        ),
        (
            CHILD,
            {"shared": ("interview",)},
            "This organisation may never be shown one of these items",
        ),
        (
            CHILD,
            {"kind": "health", "shared": ("nrm_decision",)},
            "This organisation may never be shown one of these items",
        ),
        (
            CHILD,
            {"kind": "la"},
            "This kind of organisation does not hold a case by a share",
        ),
        (
            CHILD,
            {"kind": "board"},
            "This kind of organisation does not hold a case by a share",
        ),
        (CHILD, {"legal_basis": "consent"}, "A child’s case is not shared on consent"),
        (CHILD, {"legal_basis": "s42"}, "A section 42 enquiry is for an adult"),
        (ADULT, {}, "The welfare of a child is no ground for an adult"),
        (
            ADULT,
            {"legal_basis": "consent", "consent": "not_yet", "why_not_told": "Not met yet"},
            "They cannot have agreed to what they do not know of or have refused",
        ),
        (CHILD, {"consent": "not_safe"}, "Say why it is shared without their agreement"),
        (
            CHILD,
            {"consent": "not_safe", "why_not_told": "  "},
            "Say why it is shared without their agreement",
        ),
        (
            case(age_band="child"),
            {},
            "The local authority has not been told about this child",
        ),
        (case(), {}, "The local authority has not been told about this child"),
        (
            case(age_band="adult"),
            {"legal_basis": "consent"},
            "They have not been offered support",
        ),
        (
            case(age_band="adult", tracks={"support": "declined"}),
            {"legal_basis": "vital_interests"},
            "They have not been offered support",
        ),
        (
            case(age_band="adult", tracks={"support": "offered"}),
            {"legal_basis": "consent"},
            "They have not agreed to support",
        ),
    ],
)
def test_g12_refuses(facts, changed, words):
    assert refused(facts, **changed) == [words]


def test_everything_that_is_unmet_is_said_at_once():
    assert refused(case(age_band="adult"), shared=(), consent="not_yet") == [
        "Nothing is shared",
        "The welfare of a child is no ground for an adult",
        "Say why it is shared without their agreement",
        "They have not been offered support",
    ]


def test_each_reason_answers_under_g12_and_says_what_would_satisfy_it():
    ground = meant("ngo", {}, {})
    rows = unmet(case(age_band="adult"), "response_officer", ground)

    assert {row.gate for row in rows} == {"G12"}
    assert all(row.satisfied_by for row in rows)


def test_support_that_was_not_offered_is_offered_and_what_was_offered_is_accepted():
    ground = meant("ngo", {"identity": "share"}, ANSWERS | {"legal_basis": "consent"})

    def fix(state):
        [row] = unmet(case(age_band="adult", tracks={"support": state}), "ppd_supervisor", ground)
        return row.fix

    assert fix("not_offered") == "move/support/offer"
    assert fix("offered") == "move/support/accept"


def test_an_adult_who_agreed_is_shared_on_any_ground_but_a_childs():
    for basis in ("consent", "vital_interests", "crime", "s42", "court"):
        assert refused(ADULT, legal_basis=basis) == []


def test_health_needs_no_agreement_to_support():
    assert refused(case(age_band="adult"), kind="health", legal_basis="vital_interests") == []


def test_whoever_was_not_told_may_be_shared_with_a_reason():
    assert refused(CHILD, consent="not_safe", why_not_told="He reads her phone") == []


@pytest.mark.parametrize(
    ("kind", "tiers"),
    [
        (
            "ngo",
            {"identity", "contact", "allegation", "medical", "nrm_decision", "safeguarding",
             "support", "tasks"},
        ),
        (
            "health",
            {"identity", "contact", "allegation", "medical", "safeguarding", "support", "tasks"},
        ),
        ("la", set()),
        ("board", set()),
    ],
)  # fmt: skip
def test_what_an_agency_may_be_offered_at_most(kind, tiers):
    assert set(offered_tiers(kind)) == tiers


def test_police_intelligence_interviews_and_the_trail_are_offered_to_nobody():
    for kind in ("ngo", "health"):
        assert not {Tier.INTELLIGENCE, Tier.INTERVIEW, Tier.AUDIT} & set(offered_tiers(kind))


def test_what_is_left_out_is_withheld_item_by_item_with_its_reason():
    ground = meant("health", {"who": "share", "medical": "not_agreed"}, ANSWERS)

    assert ground.tiers == {"identity"}
    assert ground.withheld == {
        "language": "not_needed",
        "whereabouts": "not_needed",
        "safe_contact": "not_needed",
        "phone": "not_needed",
        "exploitation": "not_needed",
        "assault": "not_needed",
        "medical": "not_agreed",
        "area": "not_needed",
        "safe_now": "not_needed",
        "alerts": "not_needed",
        "tasks": "not_needed",
        "disposition": "not_needed",
        "support": "not_needed",
        "partners": "not_needed",
    }


def test_a_tier_stands_for_every_item_of_it_that_is_not_named_by_itself():
    ground = meant("ngo", {"identity": "share", "language": "another_person"}, ANSWERS)

    assert ground.tiers == {"identity"}
    assert "who" not in ground.withheld
    assert ground.withheld["language"] == "another_person"


@pytest.mark.parametrize("item", ["whereabouts", "phone", "safe_address", "suspects"])
def test_what_a_charity_never_has_is_not_lost_but_refused(item):
    """Section e, rules 1 and 4."""
    assert refused(CHILD, shared=("who", item)) == [
        "This organisation may never be shown one of these items"
    ]


def test_a_reason_that_is_not_on_the_list_becomes_the_plainest_one():
    assert meant("ngo", {"medical": "because"}, ANSWERS).withheld["medical"] == "not_needed"


def test_a_share_cuts_down_what_a_role_holds_and_adds_nothing():
    levels = {Tier.IDENTITY: Level.READ, Tier.MEDICAL: Level.SUMMARY}

    withheld = {"medical": "not_agreed", "language": "evidence"}
    found = lent(levels, {"identity", "intelligence"}, withheld)

    assert found.levels == {Tier.IDENTITY: Level.READ}
    assert found.reasons == {Tier.MEDICAL: "not_agreed"}
    assert found.left_out == withheld


def test_a_tier_of_which_nothing_went_has_the_reason_of_its_first_item():
    levels = {Tier.CONTACT: Level.READ}

    assert lent(levels, set(), {"phone": "evidence"}).reasons == {Tier.CONTACT: "evidence"}
    assert lent(levels, set(), {"contact": "sealed"}).reasons == {Tier.CONTACT: "sealed"}
    assert lent(levels, set(), {}).reasons == {Tier.CONTACT: "not_needed"}
    assert lent(levels, set(), {"language": "evidence"}).reasons == {Tier.CONTACT: "not_needed"}


def test_the_reason_of_a_whole_tier_is_no_item_that_was_left_out():
    withheld = {"contact": "sealed", "phone": "evidence"}

    assert lent({Tier.CONTACT: Level.READ}, set(), withheld).left_out == {"phone": "evidence"}


def test_what_a_charity_did_not_get_is_told_item_by_item():
    """Section e: what it may hold at most, and of that what went: who they are, and no more."""
    withheld = {"language": "evidence", "contact": "sealed"}

    assert left_out("ngo", {"identity"}, withheld) == {
        "language": "evidence",
        "safe_contact": "sealed",
        "exploitation": "not_needed",
        "assault": "not_needed",
        "medical": "not_needed",
        "nrm_decision": "not_needed",
        "area": "not_needed",
        "safe_now": "not_needed",
        "alerts": "not_needed",
        "tasks": "not_needed",
        "disposition": "not_needed",
        "support": "not_needed",
        "partners": "not_needed",
    }


@pytest.mark.parametrize(
    ("listed", "codes"),
    [
        (PURPOSES, "make_safe support health_care plan investigation"),
        (BASES, "consent child_welfare vital_interests crime s42 court"),
        (TOLD, "told not_safe not_yet refused"),
        (END_REASONS, "work_done not_agreed risk mistake"),
        (DECLINE_REASONS, "no_capacity not_our_service not_our_area conflict"),
        ((CLOSED, TIME_PASSED), "case_closed time_passed"),
    ],
    ids=["S47: purpose", "rule 3: basis", "told", "ended", "declined", "ends of itself"],
)
def test_the_reasons_of_a_share_are_fixed_lists(listed, codes):
    assert [each.code for each in listed] == codes.split()


def test_whatever_ended_a_share_has_its_words():
    assert set(OVER) == {
        "no_capacity", "not_our_service", "not_our_area", "conflict",
        "work_done", "not_agreed", "risk", "mistake", "case_closed", "time_passed",
    }  # fmt: skip
    assert OVER["no_capacity"] == "We have no capacity"


def test_a_reason_is_said_of_the_reader_by_whoever_withholds():
    assert REASONS["not_needed"] == "not needed for their role"


def test_a_share_is_for_a_year_at_most_and_is_looked_at_again_every_thirty_days():
    """S47: every share has a review date; the lengths are settings of our own."""
    assert (LONGEST_DAYS, REVIEW_DAYS, WARNED_DAYS) == (365, 30, 3)


def test_what_may_be_shared_has_a_name_for_each_tier():
    """All tiers but those that go to nobody: intelligence, interviews and the trail."""
    assert {tier.value: name for tier, name in NAMES.items()} == {
        "identity": "Who they are",
        "contact": "Safe ways to contact them",
        "allegation": "What is thought to have happened",
        "medical": "Health",
        "nrm_decision": "NRM decisions",
        "safeguarding": "Safeguarding",
        "support": "Support",
        "tasks": "Tasks",
    }


def test_a_supervisor_alone_shares_against_their_word_and_says_why():
    """Section e, rule 3: consent, or its override by somebody entitled."""
    said_no = {"consent": "refused", "legal_basis": "vital_interests", "why_not_told": "At risk"}

    assert refused(CHILD, **said_no) == ["They have said no"]
    assert refused(CHILD, role="ppd_supervisor", **said_no) == []
    assert refused(CHILD, role="ppd_supervisor", **said_no | {"why_not_told": " "}) == [
        "Say why it is shared without their agreement"
    ]
    assert refused(ADULT, role="fcid_supervisor", consent="refused", legal_basis="consent",
                   why_not_told="At risk") == [
        "They cannot have agreed to what they do not know of or have refused"
    ]  # fmt: skip


def test_the_form_asks_of_every_item_whether_it_goes():
    assert [question.key for question in items("health")] == [
        "item_who", "item_language", "item_whereabouts", "item_safe_contact", "item_phone",
        "item_exploitation", "item_assault", "item_medical", "item_area", "item_safe_now",
        "item_alerts", "item_tasks", "item_disposition", "item_support", "item_partners",
    ]  # fmt: skip
    assert {question.key for question in items("ngo")} == {
        "item_who", "item_language", "item_safe_contact", "item_exploitation", "item_assault",
        "item_medical", "item_nrm_decision", "item_area", "item_safe_now", "item_alerts",
        "item_tasks", "item_disposition", "item_support", "item_partners",
    }  # fmt: skip
    sound_questions("offer", OFFER + items("ngo"))
    for name, asked in (("decline", DECLINE), ("end", END), ("outcome", OUTCOME)):
        sound_questions(name, asked)


def test_a_summary_is_announced_as_one():
    hints = {question.key: question.hint for question in items("ngo")}

    assert hints["item_exploitation"] == "A summary only"
    assert hints["item_who"] == ""


def test_no_more_is_proposed_than_whom_to_help_and_how():
    least = {"item_who", "item_language", "item_safe_contact", "item_safe_now", "item_alerts"}
    least |= {"item_tasks"}
    for kind, more in (("ngo", set()), ("health", {"item_medical"})):
        shared = {key for key, choice in proposed(kind).items() if choice == "share"}
        assert shared == least | more
        assert set(proposed(kind).values()) == {"share", "not_needed"}


def test_the_items_of_a_form_are_told_from_its_other_answers():
    answers = {"purpose": "support", "item_medical": "not_agreed", "item_identity": "share"}

    assert chosen(answers) == {"medical": "not_agreed", "identity": "share"}


def test_all_that_an_agency_may_hold_may_go_at_once():
    every = (
        "identity", "contact", "allegation", "medical", "nrm_decision", "safeguarding", "tasks",
        "support",
    )  # fmt: skip
    assert refused(CHILD, shared=every) == []


def test_whose_role_it_is_not_is_said_first_and_each_refusal_is_of_g12():
    ground = meant("ngo", {"identity": "share"}, ANSWERS | {"consent": "refused"})
    rows = unmet(case(age_band="child"), "response_officer", ground)

    assert [(row.gate, row.words) for row in rows] == [
        ("G12", "Your role cannot share this case"),
        ("G12", "Say why it is shared without their agreement"),
        ("G12", "The local authority has not been told about this child"),
        ("G12", "They have said no"),
    ]
    assert rows[2].fix == "move/safeguarding/refer"
