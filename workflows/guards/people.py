"""Who may move what, where the role alone does not say it."""

from collections.abc import Callable, Iterable

from workflows import routing
from workflows.agencies import INVESTIGATORS, RESPONSE, SUPERVISORS
from workflows.definition import Guard
from workflows.facts import CaseFacts, Mover

BEFORE_CLAIM = frozenset({"not_routed", "queued", "not_applicable"})
POLICE_TEAMS = INVESTIGATORS | SUPERVISORS
GIVING = ("offer", "accept", "start")
"""Whoever last made one of these moves of support gives it."""


def leading(facts: CaseFacts) -> str | None:
    return facts.lead or routing.matched(facts).lead


def teams(facts: CaseFacts) -> frozenset[str]:
    """Every team that leads, supports, or led and is not yet released (R8)."""
    return routing.teams(facts) | facts.former_leads


def someone(test: Callable[[CaseFacts, Mover], bool]) -> Callable[[CaseFacts, Mover | None], bool]:
    """Nobody named is somebody entitled."""
    return lambda facts, mover: mover is None or test(facts, mover)


def _keeps_safe(facts: CaseFacts, mover: Mover) -> bool:
    if mover.role in RESPONSE:
        return facts.state("investigation") in BEFORE_CLAIM
    return mover.role not in POLICE_TEAMS or mover.team == leading(facts)


def _own_age_group(facts: CaseFacts, mover: Mover) -> bool:
    wrong = "la_adult_social_worker" if facts.treat_as_child else "la_children_social_worker"
    return mover.role != wrong


def _supports(facts: CaseFacts, mover: Mover) -> bool:
    if mover.role == "response_supervisor":
        return routing.matched(facts).pathway == "support_only"
    return _own_age_group(facts, mover)


def gives_support(state: str, gave: Iterable[tuple[int, bool]], organisation: int) -> bool | None:
    """Whether an organisation gives the support: the last of those who gave it and hold the case.

    `gave` is who they are, the last first, and whether each holds it still. None: none of them.
    """
    if state in {"not_offered", "ended"}:
        return None
    giver = next((who for who, holds in gave if holds), None)
    return None if giver is None else giver == organisation


def _ends_support(facts: CaseFacts, mover: Mover) -> bool:
    """Its owner; when they have left the case, whoever supports, or the lead team's supervisor."""
    supervises = mover.role in SUPERVISORS
    return mover.gives_support is not False and not (supervises and mover.team != leading(facts))


def _oversees(facts: CaseFacts, mover: Mover) -> bool:
    if mover.role == "response_supervisor":
        return routing.matched(facts).pathway == "support_only"
    return mover.team in teams(facts)


def _may_draft(facts: CaseFacts, mover: Mover) -> bool:
    organisation = facts.submitting_organisation
    return organisation is None or organisation.designated_first_responder is not False


KEEPS_SAFE = Guard(
    "role",
    someone(_keeps_safe),
    "Response keeps them safe until a claim; after it, the lead team does",
    "An investigator or supervisor of the lead team, or response before the claim",
)
OWN_AGE_GROUP = Guard(
    "role",
    someone(_own_age_group),
    "Children’s social work acts for a child, adult social work for an adult",
    "The social worker for their age",
)
LEAD_TEAM = Guard(
    "role",
    someone(lambda facts, mover: mover.role in RESPONSE or mover.team == leading(facts)),
    "Only the lead team can do this",
    "Someone in the lead team",
)
OVERSEES = Guard(
    "role",
    someone(_oversees),
    "Only a supervisor of a team on this case can do this",
    "A supervisor of the lead or a supporting team",
)
ASSIGNED = Guard(
    "role",
    someone(lambda facts, mover: mover.assigned),
    "You are not named on this case",
    "Someone assigned to the case",
)
MAY_DRAFT = Guard(
    "role",
    someone(_may_draft),
    "Your organisation cannot send NRM referrals. Ask one that can",
    "A user of a designated first responder",
)
SUPPORTS = Guard(
    "role",
    someone(_supports),
    "Support is arranged by a charity, the local authority or the investigator",
    "The charity, social worker or investigator who gives the support",
)
GIVES_SUPPORT = Guard(
    "role",
    someone(_ends_support),
    "Support is ended by the organisation that gives it",
    "Someone who works there, or a supervisor of the lead team once it has left the case",
)
DRAFTING = (ASSIGNED, MAY_DRAFT)
