"""The clocks said a second time, by hand: what starts them, and which are always answered for."""

from collections import Counter
from datetime import date

from tests.rules.model import adult, route


def opens(case, kind, detail):
    """The clocks that an event starts as it happens (section b, Clocks)."""
    child, today = not adult(case), case.today
    refusal, positive = detail.get("outcome") == "negative", detail.get("outcome") == "positive"
    at_risk = case.is_so("missing") or case.is_so("threat_to_life")
    unsafe = at_risk or not case.is_so("immediate_safety_confirmed")
    funded = case.tracks["support"] in ("accepted", "active", "move_on")
    said_no = ["RECON"] * (today >= date(2024, 2, 1)) + ["NEG_EXIT"] * funded
    return Counter({
        "logged": ["SAFEGUARD_24H", "REVIEW_7D"]
        + ["CLAIM_4H"] * (route(case)[1] is not None)
        + ["NRM_WHY_5D"] * (route(case)[0] in ("child_trafficking", "adult_modern_slavery")),
        "supervisor_review": ["REVIEW_7D"],
        "case_reopened": ["REVIEW_7D"],
        "nrm_submitted": ["RG_TARGET"],
        "rg_decision": ["RECOVERY"] * positive
        + ["REVIEW_30"] * (positive and today < date(2019, 4, 29))
        + said_no * refusal,
        "cg_decision": ["MOVE_ON"] * positive + said_no * refusal,
        "victim_update_trigger": ["VCOP"],
        "crime_reported": ["VSS_REFERRAL"],
        "la_referral_made": ["STRATEGY_1D"] * (child and unsafe),
        "la_referral_received": ["LA_DECISION", "CHILD_ASSESS"] * child,
        "strategy_discussion_started_s47": ["ICPC"] * child,
        "returned": ["RHI"] * child,
        "draft_updated": ["DRAFT_EXPIRY"],
    }.get(kind, []))  # fmt: skip


FOR_EVER = [
    "RG_TARGET",
    "RECOVERY",
    "REVIEW_30",
    "RECON",
    "MOVE_ON",
    "VCOP",
    "VSS_REFERRAL",
    "LA_DECISION",
    "CHILD_ASSESS",
    "ICPC",
    "RHI",
    "SAFEGUARD_24H",
    "REVIEW_7D",
]
"""Clocks that an event starts whatever is known now: once opened, always answered for."""

BY_EVENTS = [
    "RG_TARGET",
    "RECOVERY",
    "REVIEW_30",
    "RECON",
    "MOVE_ON",
    "VCOP",
    "VSS_REFERRAL",
    "RHI",
    "REVIEW_7D",
]
"""Of these, those that only an event ends: once met, missed or stopped, that is kept (R22)."""
