"""Which item of the case each answer of the form tells, so that it goes where that item goes."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.sharing import Tier

OF_TIER: Mapping[Tier, str] = MappingProxyType({
    Tier.IDENTITY: "who",
    Tier.CONTACT: "whereabouts",
})  # fmt: skip
"""Who they are is told by each answer about them, and where they are by each address and town."""

BY_QUESTION: Mapping[str, str] = MappingProxyType({
    "contact_ways": "safe_contact",
    "contact_email": "safe_contact",
    "who_is_told": "safe_contact",
    "potential_victim_ways": "safe_contact",
    "potential_victim_email": "safe_contact",
    "potential_victim_email_safe": "safe_contact",
    "support_phone": "phone",
    "own_number": "phone",
    "alternative_number": "phone",
    "alternative_relation": "phone",
    "why_no_number": "phone",
    "needs_interpreter": "language",
    "interpreter_language": "language",
    "others_involved": "partners",
    "others_involved_details": "partners",
})  # fmt: skip


def item_of(key: str, tier: Tier) -> str | None:
    """The code of the item that an answer tells, or None where it tells none of them."""
    return BY_QUESTION.get(key) or OF_TIER.get(tier)
