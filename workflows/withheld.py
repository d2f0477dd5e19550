"""What is not shown, in fixed words: to a role on every case, or of one item by one decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_NEVER: Mapping[str, str] = MappingProxyType({
    "response_officer": "health records, and what other agencies write beyond a summary",
    "response_supervisor": "health records and NRM decisions beyond a summary",
    "ppd_investigator": "the record of who has seen a case",
    "ppd_supervisor": "cases your team neither leads nor supports",
    "fcid_investigator": "health and safeguarding records beyond a summary",
    "fcid_supervisor": "health and safeguarding records beyond a summary",
    "cse_coordinator": "health records and interviews beyond a summary",
    "la_children_social_worker": "police intelligence that has not been released",
    "la_adult_social_worker": "interviews, and police intelligence that has not been released",
    "lscb_member": "names, places, people suspected, health records, interviews and documents",
    "sab_member": "names, places, people suspected, health records, interviews and documents",
    "ngo_support_worker": "police intelligence, people suspected and other people’s cases",
    "health_practitioner": "police intelligence, people suspected and other people’s cases",
    "competent_authority": "anything but the form, what came with it, the area and their safety",
    "system_admin": "anything inside a case",
    "auditor": "anything inside a case, without a grant for that case",
})  # fmt: skip


def never_shown(role: str) -> str:
    """One constant sentence a role: the same whether or not anything is recorded (R12)."""
    return f"Never shown to your role, on any case: {_NEVER[role]}."


@dataclass(frozen=True)
class Reason:
    """Why a person withheld one item; it never says who or what."""

    code: str
    label: str
    meaning: str
    may_ask: bool


WITHHELD = (
    Reason(
        "police_investigation",
        "police investigation",
        "Showing this now could get in the way of the investigation.",
        True,
    ),
    Reason(
        "evidence",
        "evidence",
        "This may be used in court, and fewer readers keep it safe to use.",
        False,
    ),
    Reason(
        "risk_of_harm",
        "risk of harm",
        "Somebody could be hurt if this were more widely known.",
        False,
    ),
    Reason(
        "not_agreed",
        "not agreed by the person",
        "The person was asked, and has not agreed to this being shared.",
        True,
    ),
    Reason(
        "not_needed",
        "not needed for your role",
        "What you have been asked to do can be done without this.",
        True,
    ),
    Reason(
        "another_person",
        "another person’s information",
        "This is about somebody else as well, who has the same right to privacy.",
        True,
    ),
    Reason(
        "sealed",
        "sealed by a supervisor",
        "A supervisor of the lead team decided who may read this.",
        True,
    ),
)
