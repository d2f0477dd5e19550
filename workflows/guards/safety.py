"""Handing over, securing and claiming: G1, G2, R10 and R17."""

from collections.abc import Mapping

from workflows.answers import authorities_told
from workflows.definition import Guard
from workflows.facts import CaseFacts, Mover
from workflows.guards.people import leading, someone


def la_told(facts: CaseFacts) -> bool:
    """R14: a referral counts when the authority's name, phone and email stand in it."""
    return any(_reachable(told.detail.get("la")) for told in authorities_told(facts))


def _reachable(la: object) -> bool:
    return isinstance(la, Mapping) and all(
        str(la.get(key, "")).strip() for key in ("name", "phone", "email")
    )


def _age_set(facts: CaseFacts, mover: Mover | None) -> bool:
    return facts.age_band is not None or facts.band != "unknown"


def _typed(facts: CaseFacts, mover: Mover | None) -> bool:
    return bool(facts.exploitation_types) or facts.exploitation_unknown_reason


def _planned(facts: CaseFacts, mover: Mover | None) -> bool:
    """An adult with capacity may turn a safety plan down; a child may not (R17)."""
    return bool(facts.safety_plan) or (facts.adult and facts.safety_refused)


HAND_OVER = (
    Guard(
        "G1",
        lambda facts, mover: facts.immediate_safety_confirmed is True,
        "Say whether anyone is still in danger",
        "A response officer or supervisor confirms immediate safety",
        "record/immediate_safety",
    ),
    Guard(
        "G1",
        _age_set,
        "Give an age, or confirm you are treating them as a child",
        "A response officer or supervisor records the age, or that it is not known",
        "record/age",
    ),
    Guard(
        "G1",
        _typed,
        "Tick what you think is happening, or say why you cannot",
        "A response officer or supervisor ticks a type of exploitation, or gives the reason",
        "record/exploitation",
    ),
    Guard(
        "G1",
        lambda facts, mover: facts.risk_to_others_answered is True,
        "Say whether anyone else is at risk",
        "A response officer or supervisor answers the question",
        "record/risk_to_others",
    ),
)

SECURED = (
    Guard(
        "R17",
        lambda facts, mover: facts.immediate_safety_confirmed is True,
        "Confirm they are out of immediate danger",
        "Whoever is keeping them safe confirms it",
        "record/immediate_safety",
    ),
    Guard(
        "R17",
        lambda facts, mover: facts.adult or la_told(facts),
        "Tell the local authority: name, phone, email and time sent",
        "A response officer, or the lead team, records the referral",
        "record/la_referral",
    ),
    Guard(
        "R17",
        _planned,
        "Record a safety plan",
        "A safety plan; for an adult with capacity, or their decision not to have one",
        "record/safety_plan",
    ),
)

ADULT_ONLY_CLOSING = Guard(
    "R17",
    lambda facts, mover: facts.adult,
    "They are under 18 or their age is not known: tell the local authority instead",
    "A referral to children’s services, or an age determination",
    "move/safeguarding/refer",
)

CLAIM = (
    Guard(
        "G2",
        lambda facts, mover: facts.secured is True,
        "Confirm they are safe: a safe place, and for a child the local authority told and a plan",
        "A response officer or supervisor, or the lead team, marks them as secured",
        "move/safeguarding/set_secured",
    ),
    Guard(
        "G2",
        someone(lambda facts, mover: mover.team is not None and mover.team == leading(facts)),
        "Only an investigator of the lead team can claim this case",
        "An investigator of the lead team",
    ),
    Guard(
        "G2",
        someone(lambda facts, mover: mover.pip2),
        "Only an investigator with PIP2 training can claim this case",
        "An investigator with PIP2 or higher",
    ),
    Guard(
        "G2",
        someone(lambda facts, mover: not mover.conflict),
        "You have said you know someone in this case. Ask the supervisor to assign it",
        "An investigator with no declared conflict",
    ),
)
