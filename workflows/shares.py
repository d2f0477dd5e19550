"""A share and its life: what another agency is offered, on what ground, for how long (G12)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.agencies import INVESTIGATORS, SUPERVISORS
from workflows.definition import Choice
from workflows.sharing import TABLE, Level, Tier
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
    Choice("vital_interests", "To protect somebody's life"),
    Choice("crime", "To prevent or investigate a crime"),
    Choice("s42", "A section 42 enquiry", "An adult with care and support needs"),
    Choice("court", "A court has ordered it"),
)
"""The legal basis of a share (domain section e, rule 3)."""

TOLD = (
    Choice("told", "Yes, they know"),
    Choice("not_safe", "No, telling them is not safe"),
    Choice("not_yet", "Not yet"),
)

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

OVER: Mapping[str, str] = MappingProxyType(
    {reason.code: reason.label for reason in (*DECLINE_REASONS, *END_REASONS, CLOSED)}
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

SHARE = "share"
"""What is chosen for an item that goes; for one that does not, a reason of the fixed list."""

NOT_NEEDED = "not_needed"
REASONS: Mapping[str, str] = MappingProxyType(
    {reason.code: reason.label.replace("your", "their") for reason in WITHHELD}
)
"""Why an item is withheld, as whoever withholds it says so."""

HELD = frozenset({Level.READ, Level.SUMMARY, Level.WRITE})

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


def offered_tiers(kind: str) -> tuple[Tier, ...]:
    """What a receiving organisation of this kind may be offered at most, in the table's order."""
    row = TABLE.get(RECEIVERS.get(kind, ""), {})
    return tuple(tier for tier in Tier if row.get(tier) in HELD)


def lent(
    levels: Mapping[Tier, Level], tiers: Collection[str], withheld: Mapping[str, str]
) -> tuple[dict[Tier, Level], dict[Tier, str]]:
    """What a role holds of a case, cut down to what was shared, and why of the rest."""
    kept = {tier: level for tier, level in levels.items() if tier in tiers}
    left = {tier: withheld.get(tier, NOT_NEEDED) for tier in levels if tier not in tiers}
    return kept, left


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
    """Each item (by tier) to be shared or the reason it is not; an item not named is withheld."""
    tiers = frozenset(tier for tier, choice in items.items() if choice == SHARE)
    return Proposal(
        kind=kind,
        tiers=tiers,
        withheld={
            tier.value: _reason(items.get(tier))
            for tier in offered_tiers(kind)
            if tier not in tiers
        },
        purpose=str(answers.get("purpose") or ""),
        legal_basis=str(answers.get("legal_basis") or ""),
        told=str(answers.get("consent") or ""),
        why_not_told=str(answers.get("why_not_told") or ""),
    )


def _reason(choice: str | None) -> str:
    return choice if choice and choice in REASONS else NOT_NEEDED
