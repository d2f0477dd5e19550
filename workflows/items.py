"""The items of a case that are shared or withheld one by one, and which role never has which."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.sharing import TABLE, Level, Tier

CHARITY, HEALTH, AUTHORITY = "ngo_support_worker", "health_practitioner", "competent_authority"
HELD = frozenset({Level.READ, Level.SUMMARY, Level.WRITE})


@dataclass(frozen=True)
class Item:
    """One thing that may be shared; `kept_from` are roles that never have it (rule 1)."""

    code: str
    label: str
    tier: Tier
    kept_from: frozenset[str] = frozenset()


ITEMS = (
    Item("who", "Who they are", Tier.IDENTITY),
    Item("language", "Language", Tier.IDENTITY),
    Item("whereabouts", "Where they are", Tier.CONTACT, frozenset({CHARITY, AUTHORITY})),
    Item("safe_contact", "Safe way to contact", Tier.CONTACT),
    Item("phone", "Phone", Tier.CONTACT, frozenset({CHARITY})),
    Item("safe_address", "Safe address", Tier.CONTACT, frozenset({CHARITY, HEALTH, AUTHORITY})),
    Item("exploitation", "What is thought to have happened", Tier.ALLEGATION),
    Item("assault", "Sexual assault alleged", Tier.ALLEGATION),
    Item("medical", "Health notes", Tier.MEDICAL),
    Item("nrm_decision", "NRM decisions", Tier.NRM_DECISION),
    Item("area", "Area", Tier.SAFEGUARDING),
    Item("safe_now", "Safe now", Tier.SAFEGUARDING),
    Item("alerts", "Missing, or a threat to life", Tier.SAFEGUARDING),
    Item("tasks", "Tasks", Tier.TASKS),
    Item("disposition", "Support after this", Tier.SUPPORT),
    Item("support", "Support notes", Tier.SUPPORT),
    Item("partners", "Who else helps them", Tier.SUPPORT),
)
"""In the order a case is read."""

BY_CODE: Mapping[str, Item] = MappingProxyType({item.code: item for item in ITEMS})


def offered_items(role: str) -> tuple[Item, ...]:
    """What may be shared with this role at most, in the order a case is read."""
    row = TABLE.get(role, {})
    return tuple(
        item for item in ITEMS if row.get(item.tier) in HELD and role not in item.kept_from
    )


def kept_items(role: str) -> tuple[Item, ...]:
    """What is always withheld from this role, of the tiers that it hears of (rule 1)."""
    row = TABLE.get(role, {})
    return tuple(item for item in ITEMS if role in item.kept_from and item.tier in row)


def kept_from(code: str, role: str) -> bool:
    """Whether a role never has an item, whatever is decided about its tier."""
    return code in BY_CODE and role in BY_CODE[code].kept_from
