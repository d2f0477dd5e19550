"""The four Ps of the fight against organised crime, and which of them a task serves (S7, S18)."""

from collections.abc import Mapping
from types import MappingProxyType

FOUR_PS: Mapping[str, str] = MappingProxyType({
    "pursue": "Pursue", "prevent": "Prevent", "protect": "Protect", "prepare": "Prepare",
})  # fmt: skip
"""Bring offenders to justice; keep it from happening, or again; keep people safe; help victims."""

SERVES: Mapping[str, str] = MappingProxyType({
    "lead_investigator": "pursue",
    "other_force": "pursue",
    "ett_request": "pursue",
    "record_crime": "pursue",
    "cse_screening": "prevent",
    "missing_plan": "prevent",
    "age_assessment": "protect",
    "capacity_assessment": "protect",
    "s42_concern": "protect",
    "adult_services": "protect",
    "la_acknowledgement": "protect",
    "confirm_hand_over": "protect",
    "missing_report": "protect",
    "ictg_referral": "prepare",
    "information_pack": "prepare",
    "sto_request": "prepare",
    "duty_to_notify": "prepare",
    "consent_to_remain": "prepare",
    "best_interests": "prepare",
    "resume_referral": "prepare",
    "withdrawal": "prepare",
    "withdrawal_answer": "prepare",
    "attach_letter": "prepare",
    "tell_decision": "prepare",
    "read_through": "prepare",
    "support_offer": "prepare",
    "support_disposition": "prepare",
    "rna_offer": "prepare",
})  # fmt: skip
"""By the code of the task; what only runs the case, or somebody wrote in words, serves none."""
