"""A share and its life: what another agency is offered, on what ground, for how long (G12)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.agencies import INVESTIGATORS, SUPERVISORS
from workflows.definition import Choice
from workflows.items import BY_CODE, ITEMS, Item, kept_items, offered_items
from workflows.sharing import Level, Tier
from workflows.withheld import WITHHELD

PURPOSES = (
    Choice("make_safe", "Make them safe"),
    Choice("support", "Give them support"),
    Choice("health_care", "Give them health care"),
    Choice("plan", "Plan together at a meeting"),
    Choice("investigation", "Help the investigation"),
)
"""Why an agency is told (S47: what is then done with what is shared)."""

BASES = (
    Choice("consent", "They agreed", "For an adult who understood what would be shared"),
    Choice("child_welfare", "The welfare of a child", "No agreement is needed"),
    Choice("vital_interests", "To protect somebody’s life"),
    Choice("crime", "To prevent or investigate a crime"),
    Choice("s42", "A section 42 enquiry", "An adult with care and support needs"),
    Choice("court", "A court has ordered it"),
)
"""The legal basis of a share (domain section e, rule 3)."""

TOLD = (
    Choice("told", "Yes, they know"),
    Choice("not_safe", "No, telling them is not safe"),
    Choice("not_yet", "Not yet"),
    Choice("refused", "They know, and have said no", "A supervisor decides whether it goes"),
)
REFUSED = "refused"

END_REASONS = (
    Choice("work_done", "The work is done"),
    Choice("not_agreed", "They no longer agree to it"),
    Choice("risk", "It has become a risk to somebody"),
    Choice("mistake", "It was shared by mistake"),
)
"""Why the police end a share before its day."""

DECLINE_REASONS = (
    Choice("no_capacity", "We have no capacity"),
    Choice("not_our_service", "This is not a service we give"),
    Choice("not_our_area", "They are not in our area"),
    Choice("conflict", "We have a conflict of interest"),
)

CLOSED = Choice("case_closed", "The case was closed")
"""Why a share ends of itself when its case does."""

TIME_PASSED = Choice("time_passed", "Its time had passed")
"""Why a share ends of itself on its day, and an offer that nobody answered."""

OVER: Mapping[str, str] = MappingProxyType(
    {reason.code: reason.label for reason in (*DECLINE_REASONS, *END_REASONS, CLOSED, TIME_PASSED)}
)
"""Why a share was declined or came to an end, in words."""

RECEIVERS = {"ngo": "ngo_support_worker", "health": "health_practitioner"}
"""The kinds of organisation that hold a case by a share, and the role that reads it."""

OFFERERS = INVESTIGATORS | SUPERVISORS
"""Who offers a case, takes the offer back and ends a share."""

LONGEST_DAYS = 365
"""A share ends by itself; the longest it can be offered for, in calendar days."""

REVIEW_DAYS = 30
"""When whoever shares it looks again at whether it is still needed, in calendar days."""

LIVE = frozenset({"offered", "accepted"})
"""The states in which a receiver can still answer or read."""

SHARE = "share"
"""What is chosen for an item that goes; for one that does not, a reason of the fixed list."""

NOT_NEEDED = "not_needed"
REASONS: Mapping[str, str] = MappingProxyType(
    {reason.code: reason.label.replace("your", "their") for reason in WITHHELD}
)
"""Why an item is withheld, as whoever withholds it says so."""

WARNED_DAYS = 3
"""How many calendar days before its review whoever shares it is asked for one."""

NAMES: Mapping[Tier, str] = MappingProxyType({
    Tier.IDENTITY: "Who they are",
    Tier.CONTACT: "Safe ways to contact them",
    Tier.ALLEGATION: "What is thought to have happened",
    Tier.MEDICAL: "Health",
    Tier.NRM_DECISION: "NRM decisions",
    Tier.SAFEGUARDING: "Safeguarding",
    Tier.SUPPORT: "Support",
    Tier.TASKS: "Tasks",
})  # fmt: skip


def offered(kind: str) -> tuple[Item, ...]:
    """The items a receiving organisation of this kind may be offered at most."""
    return offered_items(RECEIVERS.get(kind, ""))


def never(kind: str) -> tuple[Item, ...]:
    """The items that are withheld from a receiving organisation of this kind, always."""
    return kept_items(RECEIVERS.get(kind, ""))


def offered_tiers(kind: str) -> tuple[Tier, ...]:
    """The tiers those items belong to, in the table's order."""
    tiers = {item.tier for item in offered(kind)}
    return tuple(tier for tier in Tier if tier in tiers)


@dataclass(frozen=True)
class Lent:
    """What a share leaves of a role's levels; why of each tier, and of each item, left out."""

    levels: Mapping[Tier, Level]
    reasons: Mapping[Tier, str]
    left_out: Mapping[str, str]


def lent(levels: Mapping[Tier, Level], tiers: Collection[str], withheld: Mapping[str, str]) -> Lent:
    """What a role holds of a case, cut down to what was shared, and why of the rest.

    `withheld` gives the reason of each item by its code, or of a whole tier by the tier's own.
    """
    kept = {tier: level for tier, level in levels.items() if tier in tiers}
    left = {tier: _why(tier, withheld) for tier in levels if tier not in tiers}
    return Lent(kept, left, {code: why for code, why in withheld.items() if code in BY_CODE})


def left_out(kind: str, tiers: Collection[str], withheld: Mapping[str, str]) -> dict[str, str]:
    """The items of a share that are withheld, by code, each with the code of its reason."""
    return {
        item.code: withheld.get(item.code) or withheld.get(item.tier, NOT_NEEDED)
        for item in offered(kind)
        if item.tier not in tiers or item.code in withheld
    }


def _why(tier: Tier, withheld: Mapping[str, str]) -> str:
    """Why nothing of a tier went: the reason of the first of its items that has one."""
    codes = [tier.value, *(item.code for item in ITEMS if item.tier is tier)]
    return next((withheld[code] for code in codes if code in withheld), NOT_NEEDED)


@dataclass(frozen=True)
class Proposal:
    """A share as it is meant, before it is offered; `kind` is the receiver's."""

    kind: str
    tiers: frozenset[str]
    withheld: Mapping[str, str]
    purpose: str
    legal_basis: str
    told: str
    why_not_told: str = ""


def meant(kind: str, items: Mapping[str, str], answers: Mapping[str, object]) -> Proposal:
    """Each item to be shared or the reason it is not; an item that is not named is withheld.

    A tier's name stands for every item of it that is not named by itself.
    """
    choices = {item.code: items.get(item.code, items.get(item.tier)) for item in offered(kind)}
    tiers = {item.tier for item in offered(kind) if choices[item.code] == SHARE}
    return Proposal(
        kind=kind,
        tiers=frozenset(tier.value for tier in tiers) | _never_offered(kind, items),
        withheld={code: _reason(told) for code, told in choices.items() if told != SHARE},
        purpose=str(answers.get("purpose") or ""),
        legal_basis=str(answers.get("legal_basis") or ""),
        told=str(answers.get("consent") or ""),
        why_not_told=str(answers.get("why_not_told") or ""),
    )


def _never_offered(kind: str, items: Mapping[str, str]) -> frozenset[str]:
    """What was asked to go and may not: kept, so that G12 says so instead of losing it."""
    known = {item.code for item in offered(kind)} | set(offered_tiers(kind))
    return frozenset(
        code for code, choice in items.items() if choice == SHARE and code not in known
    )


def _reason(choice: str | None) -> str:
    return choice if choice and choice in REASONS else NOT_NEEDED
