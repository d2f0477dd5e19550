"""How two cases can belong together, how sure that is, and how guarded."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition import Choice
from workflows.sharing import Tier

KINDS: Mapping[str, tuple[str, Tier]] = MappingProxyType({
    "sibling": ("Brothers or sisters", Tier.IDENTITY),
    "parent": ("Parent and child", Tier.IDENTITY),
    "same_place": ("Same place", Tier.CONTACT),
    "phone": ("Same phone", Tier.CONTACT),
    "vehicle": ("Same vehicle", Tier.CONTACT),
    "ocg": ("Same organised crime group", Tier.INTELLIGENCE),
    "operation": ("Same operation", Tier.INTELLIGENCE),
    "other": ("Linked in another way", Tier.INTELLIGENCE),
})  # fmt: skip
SAME, NOT_A_MATCH, JOINED, DIFFERENT = "same_person", "not_a_match", "joined", "different_people"
LABELS: Mapping[str, str] = MappingProxyType({
    **{code: label for code, (label, _) in KINDS.items()},
    SAME: "The same person",
    DIFFERENT: "Different people, whose cases are linked",
    JOINED: "Joined: one person, two references",
    NOT_A_MATCH: "Not a match",
})  # fmt: skip
SURE: Mapping[str, str] = MappingProxyType({
    "certain": "Certain: somebody saw it or a record says so",
    "likely": "Likely",
    "possible": "Possible",
})  # fmt: skip
OUTCOMES = (
    Choice(SAME, "The same person", "A supervisor can join the two cases"),
    Choice(DIFFERENT, "Different people, but the cases are linked"),
    Choice(NOT_A_MATCH, "Not a match", "You will not be asked again"),
)


def tier_of(kind: str) -> Tier:
    """How guarded a link is; that two cases are of one person is part of who they are."""
    return KINDS[kind][1] if kind in KINDS else Tier.IDENTITY
