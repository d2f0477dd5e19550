"""Who would hold what: domain section e copied out by hand, and the conditions of explain."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workflows.facts import CaseFacts, Dtn, Event
from workflows.sharing import (
    AUTHORITIES,
    ROLES,
    TABLE,
    TIER_OF_TRACK,
    Level,
    Tier,
    held,
    standing_of,
)
from workflows.withheld import WITHHELD, never_shown

NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
POLICE = {
    "identity": "write",
    "contact": "write",
    "allegation": "write",
    "intelligence": "write",
    "interview": "write",
    "nrm_decision": "write",
    "tasks": "write",
    "support": "read",
}
BOARD = {
    "identity": "masked",
    "allegation": "summary",
    "nrm_decision": "summary",
    "safeguarding": "read",
    "tasks": "summary",
    "support": "summary",
}
SECTION_E = {
    "response_officer": {
        "identity": "write",
        "contact": "write",
        "allegation": "write",
        "intelligence": "write",
        "medical": "summary",
        "interview": "write",
        "nrm_decision": "summary",
        "safeguarding": "write",
        "tasks": "write",
    },
    "response_supervisor": {
        "identity": "read",
        "contact": "read",
        "allegation": "read",
        "intelligence": "read",
        "medical": "summary",
        "interview": "read",
        "nrm_decision": "summary",
        "safeguarding": "read",
        "tasks": "write",
        "support": "read",
    },
    "ppd_investigator": POLICE | {"medical": "read", "safeguarding": "read"},
    "ppd_supervisor": POLICE | {"medical": "read", "safeguarding": "read", "audit": "read"},
    "fcid_investigator": POLICE | {"medical": "summary", "safeguarding": "summary"},
    "fcid_supervisor": POLICE | {"medical": "summary", "safeguarding": "summary", "audit": "read"},
    "cse_coordinator": {
        "identity": "read",
        "contact": "read",
        "allegation": "read",
        "intelligence": "read",
        "medical": "summary",
        "interview": "summary",
        "nrm_decision": "summary",
        "safeguarding": "write",
        "tasks": "write",
        "support": "read",
    },
    "la_children_social_worker": {
        "identity": "write",
        "contact": "write",
        "allegation": "read",
        "intelligence": "released",
        "medical": "read",
        "interview": "summary",
        "nrm_decision": "read",
        "safeguarding": "write",
        "tasks": "write",
        "support": "write",
    },
    "la_adult_social_worker": {
        "identity": "read",
        "contact": "read",
        "allegation": "summary",
        "intelligence": "released",
        "medical": "read",
        "nrm_decision": "summary",
        "safeguarding": "write",
        "tasks": "write",
        "support": "write",
    },
    "lscb_member": BOARD,
    "sab_member": BOARD,
    "ngo_support_worker": {
        "identity": "read",
        "contact": "read",
        "allegation": "summary",
        "medical": "summary",
        "nrm_decision": "summary",
        "safeguarding": "summary",
        "tasks": "write",
        "support": "write",
    },
    "health_practitioner": {
        "identity": "read",
        "contact": "read",
        "allegation": "summary",
        "medical": "write",
        "safeguarding": "summary",
        "tasks": "write",
        "support": "summary",
    },
    "competent_authority": {
        "identity": "read",
        "contact": "read",
        "allegation": "read",
        "intelligence": "read",
        "medical": "read",
        "interview": "read",
        "nrm_decision": "write",
        "safeguarding": "summary",
        "tasks": "write",
    },
    "system_admin": {},
    "auditor": {"audit": "read"},
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_its_row_of_section_e(role):
    assert TABLE[role] == SECTION_E[role]


def test_every_role_of_section_e_is_there():
    assert set(ROLES) == set(SECTION_E)


def case(*kinds, **known):
    return CaseFacts(now=NOW, events=tuple(Event(kind, NOW) for kind in kinds), **known)


CHILD = {"age_band": "child", "ms_indicator": True}
ADULT = {"age_band": "adult", "ms_indicator": True}
TOLD = "la_referral_made"

IN_OR_OUT = [
    # role, holds the case, facts, why
    ("response_officer", True, case(), "assigned"),
    ("response_supervisor", True, case(), "assigned"),
    ("health_practitioner", True, case(), "assigned"),
    ("auditor", True, case(), "a grant"),
    ("system_admin", False, case(), "never case content"),
    ("ppd_investigator", True, case(**CHILD), "#1: PPD leads"),
    ("ppd_supervisor", True, case(**CHILD), "#1: PPD leads"),
    ("fcid_investigator", False, case(**CHILD), "#1: no FCID team"),
    ("fcid_supervisor", False, case(**CHILD), "#1: no FCID team"),
    ("ppd_investigator", False, case(**ADULT), "#6: FCID alone"),
    ("ppd_supervisor", False, case(**ADULT), "#6: FCID alone"),
    ("fcid_investigator", True, case(**ADULT), "#6"),
    ("fcid_supervisor", True, case(**ADULT), "#6"),
    ("ppd_supervisor", True, case(**ADULT, sexual_assault_alleged=True), "R4: PPD supports"),
    ("fcid_supervisor", True, case(**CHILD, former_leads=frozenset({"fcid"})), "R8"),
    (
        "fcid_supervisor",
        True,
        case(**CHILD, lead="fcid"),
        "the teams as they stand, where known",
    ),
    (
        "fcid_supervisor",
        True,
        case(**CHILD, lead="ppd_child_abuse", supporting=frozenset({"ett"})),
        "S8: ETT is a unit of FCID",
    ),
    ("cse_coordinator", True, case(**CHILD, sexual_exploitation=True), "child, sexual"),
    ("cse_coordinator", False, case(**CHILD), "not sexual"),
    ("cse_coordinator", False, case(**ADULT, sexual_exploitation=True), "not a child"),
    ("cse_coordinator", True, case(sexual_exploitation=True), "age unknown is a child"),
    ("la_children_social_worker", False, case(**CHILD), "not told yet"),
    ("la_children_social_worker", True, case(TOLD, **CHILD), "told"),
    ("la_children_social_worker", True, case(TOLD), "told, age unknown"),
    ("la_children_social_worker", False, case(TOLD, **ADULT), "an adult's case"),
    ("la_adult_social_worker", False, case(**ADULT), "not told yet"),
    ("la_adult_social_worker", True, case(TOLD, **ADULT), "told"),
    ("la_adult_social_worker", False, case(TOLD, **CHILD), "a child's case"),
    ("la_adult_social_worker", True, case("s42_concern", **ADULT), "an s42 concern"),
    ("la_children_social_worker", False, case("s42_concern", **CHILD), "for adults alone"),
    (
        "la_children_social_worker",
        False,
        case(TOLD, **ADULT, age_at_exploitation="child"),
        "R7: by age today",
    ),
    ("lscb_member", True, case(**CHILD), "a child's case, assigned"),
    ("lscb_member", True, case(), "age unknown"),
    ("lscb_member", False, case(**ADULT), "an adult's case"),
    ("sab_member", True, case(**ADULT), "an adult's case, assigned"),
    ("sab_member", False, case(**CHILD), "a child's case"),
    ("ngo_support_worker", False, case(**ADULT), "not agreed"),
    ("ngo_support_worker", False, case(**ADULT, tracks={"support": "offered"}), "not agreed"),
    ("ngo_support_worker", False, case(**ADULT, tracks={"support": "declined"}), "declined"),
    ("ngo_support_worker", True, case(**ADULT, tracks={"support": "accepted"}), "agreed"),
    ("ngo_support_worker", True, case(**ADULT, tracks={"support": "active"}), "beyond"),
    ("ngo_support_worker", True, case(**ADULT, tracks={"support": "move_on"}), "beyond"),
    ("ngo_support_worker", True, case(**ADULT, tracks={"support": "ended"}), "until its share is"),
    ("ngo_support_worker", False, case(**CHILD), "no LA to instruct it"),
    ("ngo_support_worker", True, case(TOLD, **CHILD), "the LA instructs"),
    (
        "ngo_support_worker",
        False,
        case(**CHILD, tracks={"support": "accepted"}),
        "a child's agreement is not the ground",
    ),
    ("competent_authority", False, case(**ADULT), "not submitted"),
    ("competent_authority", False, case(**ADULT, tracks={"nrm": "ready"}), "not submitted"),
    ("competent_authority", True, case(**ADULT, tracks={"nrm": "submitted"}), "submitted"),
    ("competent_authority", True, case("nrm_submitted", **CHILD), "submitted"),
    (
        "competent_authority",
        True,
        case("nrm_submitted", **ADULT, tracks={"nrm": "withdrawn"}),
        "it was submitted to them",
    ),
]


@pytest.mark.parametrize(("role", "holds", "facts", "why"), IN_OR_OUT)
def test_a_role_is_let_in_by_its_condition(role, holds, facts, why):
    assert held(role, facts) == (SECTION_E[role] if holds else {}), why


def test_where_a_track_stands_is_as_guarded_as_what_it_is_about():
    assert TIER_OF_TRACK == {
        "response": "safeguarding",
        "safeguarding": "safeguarding",
        "investigation": "allegation",
        "nrm": "nrm_decision",
        "support": "support",
        "case": "safeguarding",
    }


def test_an_authority_holds_a_case_by_the_age_of_whom_it_is_about():
    assert AUTHORITIES == ("la_children", "la_adults")
    assert standing_of("adult") == "la_adults", "R2"
    assert standing_of("child") == "la_children", "R2"
    assert standing_of("unknown") == "la_children", "R2: treated as a child while unknown"


def test_a_notice_names_nobody_unless_they_agreed():
    anonymous = held("competent_authority", case("dtn_sent", **ADULT))
    named = case("dtn_sent", **ADULT, dtn=Dtn(agrees_to_be_named=True))

    assert Tier.IDENTITY not in anonymous, "R18"
    assert Tier.CONTACT not in anonymous, "R18"
    assert anonymous[Tier.ALLEGATION] == Level.READ
    assert held("competent_authority", named) == SECTION_E["competent_authority"]
    unable = replace(named, lacks_capacity_for_nrm=True)
    assert held("competent_authority", unable) == anonymous, "R20: nobody agrees for them"


@pytest.mark.parametrize("role", ["ngo_support_worker", "health_practitioner", "lscb_member"])
def test_police_intelligence_never_reaches_these(role):
    assert Tier.INTELLIGENCE not in TABLE[role], "section e, rule 4"


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_told_what_it_is_never_shown(role):
    assert never_shown(role).startswith("Never shown to your role, on any case: ")
    assert never_shown(role).count(".") == 1


def test_the_reasons_for_withholding_are_a_fixed_list():
    assert [reason.label for reason in WITHHELD] == [
        "police investigation",
        "evidence",
        "risk of harm",
        "not agreed by the person",
        "not needed for your role",
        "another person\u2019s information",
        "sealed by a supervisor",
    ]
    assert all(reason.meaning for reason in WITHHELD)
