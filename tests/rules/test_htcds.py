"""A case as the Human Trafficking Case Data Standard 2.0 says it, by worked examples."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.facts import AGREED, case, event
from workflows.agencies import EXPLOITATION as KINDS
from workflows.facts import Event
from workflows.htcds import EXPLOITATION, Told, document, entries
from workflows.sharing import Tier

TOLD = Told(date(2026, 6, 30), "West Midlands Police", "police", "Single Competent Authority")
FORM = {
    "first_name": "Kayla",
    "last_name": "Marsh",
    "born_on": "2011-09-04",
    "gender": "female",
    "nationality": "vn",
    "second_nationality": "gb",
    "has_children": False,
    "interpreter_language": "Vietnamese ",
    "exploitation_types": ["forced_to_work", "child_sexual_exploitation"],
    "uk_towns": ["Coventry"],
    "countries": ["France"],
}
LOGGED = event("logged", "2026-06-30T09:00:00+01:00")
SENT = event("nrm_submitted", "2026-07-01T09:00:00+01:00")


def record(answers=None, told=TOLD, **facts):
    rows = entries(case(**facts), answers or {}, told)
    return {row.name: row.value for row in rows}


def test_a_child_referred_yesterday():
    found = record(FORM, age_band="child", tracks={"nrm": "submitted"}, events=[LOGGED, SENT])

    assert found == {
        "prs_FirstName": "Kayla",
        "prs_SecondName": "Marsh",
        "prs_Birthdate": "2011-09-04",
        "prs_Gender": "Feminine",
        "prs_PrimaryLanguage": "vie",
        "prs_Citizenship": ["VN", "GB"],
        "prs_NumberOfChildren": 0,
        "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
        "vic_TraffickingStatusDecisionMakingOrg": "Police",
        "vic_TypeOfExploitation": ["ChildLabour", "ForcedLabour", "SexualExploitation"],
        "cas_Status": "Active",
        "cas_ReferringOrganisation": "West Midlands Police",
        "cas_IncomingReferralDate": "2026-06-30",
        "cas_ReferredOrganisation": "Single Competent Authority",
        "cas_OutgoingReferralDate": "2026-07-01",
        "historicTraffickingEvents": [
            {"hte_Type": "Exploitation", "hte_City": "Coventry", "hte_Country": "GB"},
            {"hte_Type": "Exploitation", "hte_Country": "France"},
        ],
    }


STATUSES = [
    # why, the NRM, the status, whose decision
    ("not decided", "submitted", "PossibleVictimOfTrafficking", "Police"),
    ("reasonable grounds are not yet conclusive", "rg_positive", "PossibleVictimOfTrafficking",
     "Police"),
    ("CG+", "cg_positive", "ActualVictimOfTrafficking", "NonPoliceGovernmentalOrganization"),
    ("CG-", "cg_negative", "NotAVictimOfTrafficking", "NonPoliceGovernmentalOrganization"),
    ("RG-", "rg_negative", "NotAVictimOfTrafficking", "NonPoliceGovernmentalOrganization"),
    ("looked at again", "reconsideration", "PossibleVictimOfTrafficking", "Police"),
    ("no grounds: nothing is told", "no_grounds", None, None),
]  # fmt: skip


@pytest.mark.parametrize("row", STATUSES, ids=lambda row: row[0])
def test_the_status_follows_the_decision(row):
    _, state, status, by = row

    found = record(age_band="adult", tracks={"nrm": state})

    assert found.get("vic_TraffickingStatus") == status
    assert found.get("vic_TraffickingStatusDecisionMakingOrg") == by


CASES = [
    # why, facts, whether it is closed, the standard's status
    ("open", {}, False, "Active"),
    ("moving on", {"tracks": {"support": "move_on"}}, False, "FollowUp"),
    ("closed to a charity", {"support_disposition": "ngo"}, True, "ClosedReferred"),
    ("closed, no support wanted", {"support_disposition": "declined"}, True, "Closed"),
]


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0])
def test_the_state_of_a_case_is_the_nearest_the_standard_has(row):
    _, told, closed, status = row
    facts = replace(case(age_band="adult", **told), closed=closed)

    assert {row.name: row.value for row in entries(facts, {}, TOLD)}["cas_Status"] == status


def test_every_kind_of_the_form_has_a_kind_of_the_standard():
    assert set(EXPLOITATION) == set(KINDS)


@pytest.mark.parametrize(
    ("kinds", "age", "expected"),
    [
        (["wages_taken"], "adult", ["ForcedLabour"]),
        (["wages_taken"], "child", ["ChildLabour", "ForcedLabour"]),
        (["domestic_work"], "adult", ["Servitude"]),
        (["organs_removed", "forced_crime"], "child", ["OrganRemoval", "Other"]),
        (["held_and_sexually_assaulted"], "adult", ["SexualExploitation"]),
    ],
)
def test_kinds_of_exploitation(kinds, age, expected):
    assert record(age_band=age, exploitation_types=kinds)["vic_TypeOfExploitation"] == expected


def test_control_is_told_by_kinds_and_signs_and_never_by_words():
    facts = case(age_band="adult", exploitation_types=["wages_taken"])
    logged = Event("logged", facts.now, detail={"signs": ["documents", "debt", "afraid"]})
    found = entries(replace(facts, events=(logged,)), {"treatment": "He hit her"}, TOLD)

    assert {row.name: row.value for row in found}["vic_MethodsOfControl"] == [
        "DebtBondage",
        "TakesEarnings",
        "WithholdsDocuments",
    ]


def test_an_adults_agreement_is_the_standards_consent():
    assert record(age_band="adult", consent=AGREED)["con_Consent"] is True
    assert record(age_band="adult", consent={**AGREED, "given": False})["con_Consent"] is False


def test_a_language_that_is_not_in_the_list_is_left_out():
    assert "prs_PrimaryLanguage" not in record({"interpreter_language": "Not known"})


def test_what_a_reader_may_not_have_is_left_out_and_named():
    rows = entries(case(age_band="child"), FORM, TOLD)

    found = document(rows, lambda row: row.tier is not Tier.IDENTITY)

    assert found["standard"] == "HTCDS 2.0"
    assert "Kayla" not in str(found)
    assert "prs_FirstName" in found["withheld"]
    assert found["record"]["cas_Status"] == "Active"
