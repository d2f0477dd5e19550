"""G12: whether a case may be shared with an agency, and every reason why not."""

from collections.abc import Callable

from workflows.agencies import SUPERVISORS
from workflows.engine import Unmet
from workflows.facts import CaseFacts
from workflows.shares import (
    BASES,
    OFFERERS,
    PURPOSES,
    RECEIVERS,
    REFUSED,
    Proposal,
    offered_tiers,
)
from workflows.sharing import held


def unmet(facts: CaseFacts, role: str, meant: Proposal) -> tuple[Unmet, ...]:
    """Everything for which G12 refuses this share; nothing when it may go (S47)."""
    found = [
        Unmet("G12", words, satisfied_by, fix)
        for refuses, words, satisfied_by, fix in CONDITIONS
        if refuses(facts, meant)
    ]
    if meant.told == REFUSED and role not in SUPERVISORS:
        found.append(SAID_NO)
    if role not in OFFERERS:
        found.insert(0, NOT_YOURS)
    return tuple(found)


NOT_YOURS = Unmet(
    "G12",
    "Your role cannot share this case",
    "Ask the lead investigator or their supervisor",
)

SAID_NO = Unmet(
    "G12",
    "They have said no",
    "A supervisor decides whether it is shared all the same, and says why",
)


def _no_ground(facts: CaseFacts, meant: Proposal) -> bool:
    purposes, bases = {row.code for row in PURPOSES}, {row.code for row in BASES}
    return meant.purpose not in purposes or meant.legal_basis not in bases


def _no_receiver(facts: CaseFacts, meant: Proposal) -> bool:
    return meant.kind not in RECEIVERS


def _nothing(facts: CaseFacts, meant: Proposal) -> bool:
    return not meant.tiers


def _too_much(facts: CaseFacts, meant: Proposal) -> bool:
    return meant.kind in RECEIVERS and not meant.tiers <= set(offered_tiers(meant.kind))


def _welfare_of_an_adult(facts: CaseFacts, meant: Proposal) -> bool:
    return facts.adult and meant.legal_basis == "child_welfare"


def _consent_of_a_child(facts: CaseFacts, meant: Proposal) -> bool:
    return facts.treat_as_child and meant.legal_basis == "consent"


def _s42_for_a_child(facts: CaseFacts, meant: Proposal) -> bool:
    return facts.treat_as_child and meant.legal_basis == "s42"


def _agreed_untold(facts: CaseFacts, meant: Proposal) -> bool:
    return meant.legal_basis == "consent" and meant.told != "told"


def _untold_unsaid(facts: CaseFacts, meant: Proposal) -> bool:
    return meant.told != "told" and not meant.why_not_told.strip()


def _child_without_authority(facts: CaseFacts, meant: Proposal) -> bool:
    return meant.kind == "ngo" and facts.treat_as_child and not held("ngo_support_worker", facts)


def _support_not_offered(facts: CaseFacts, meant: Proposal) -> bool:
    unasked = facts.state("support") in {"not_offered", "declined"}
    return meant.kind == "ngo" and facts.adult and unasked


def _support_not_agreed(facts: CaseFacts, meant: Proposal) -> bool:
    asked = facts.state("support") == "offered"
    return meant.kind == "ngo" and facts.adult and asked


CONDITIONS: tuple[tuple[Callable[[CaseFacts, Proposal], bool], str, str, str], ...] = (
    (_no_ground, "Give the purpose and the legal reason", "Choose one of each", ""),
    (
        _no_receiver,
        "This kind of organisation does not hold a case by a share",
        "A local authority is told by its referral; a board is assigned a review",
        "",
    ),
    (_nothing, "Nothing is shared", "Share at least one item", ""),
    (_too_much, "This organisation may never be shown one of these items", "Leave it out", ""),
    (
        _welfare_of_an_adult,
        "The welfare of a child is no ground for an adult",
        "Choose another legal reason",
        "",
    ),
    (
        _consent_of_a_child,
        "A child’s case is not shared on consent",
        "Choose the welfare of a child",
        "",
    ),
    (
        _s42_for_a_child,
        "A section 42 enquiry is for an adult",
        "Choose the welfare of a child",
        "",
    ),
    (
        _agreed_untold,
        "They cannot have agreed to what they do not know of or have refused",
        "Tell them first, or choose another legal reason",
        "",
    ),
    (
        _untold_unsaid,
        "Say why it is shared without their agreement",
        "Give the reason",
        "",
    ),
    (
        _child_without_authority,
        "The local authority has not been told about this child",
        "Tell the local authority first: it instructs the support for a child",
        "move/safeguarding/refer",
    ),
    (
        _support_not_offered,
        "They have not been offered support",
        "Offer it first: a charity holds an adult’s case by their agreement",
        "move/support/offer",
    ),
    (
        _support_not_agreed,
        "They have not agreed to support",
        "Record that they accept it: a charity holds an adult’s case by their agreement",
        "move/support/accept",
    ),
)
"""When G12 refuses (section e, its conditions and rule 3), in the order people read them."""
