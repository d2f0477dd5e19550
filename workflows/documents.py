"""What a document on a case can be, and who can see it once its tier is chosen."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition import Choice
from workflows.sharing import Tier

MOST = 100
"""Documents on one case, as many as the NRM form takes files."""

MOST_BYTES = 25 * 1024 * 1024
"""The size the NRM form takes."""

RECEIPT = "nrm_receipt"
"""What the Home Office sends back: it is kept with the record of what was sent."""

KINDS: Mapping[str, str] = MappingProxyType({
    "photograph": "Photograph",
    "statement": "Statement",
    "police_report": "Police report",
    "decision_letter": "Decision letter",
    "consent_form": "Consent form",
    "referral_form": "Referral form",
    RECEIPT: "Receipt for an NRM referral",
    "medical_report": "Medical report",
    "assessment": "Assessment or plan",
    "letter": "Letter or email",
    "identity_paper": "Identity paper",
    "other": "Another document",
})  # fmt: skip

SEEN_BY: Mapping[Tier, tuple[str, str]] = MappingProxyType({
    Tier.ALLEGATION: ("Police and the local authority told of a child", "What happened to them"),
    Tier.SAFEGUARDING: ("Everyone who safeguards them", "Plans, risks, and what was agreed"),
    Tier.IDENTITY: ("Everyone who works with them in full", "Who they are"),
    Tier.MEDICAL: ("Police on the case, health and the local authority", "Health and injuries"),
    Tier.INTERVIEW: ("Officers on the case", "What was recorded when they were interviewed"),
    Tier.NRM_DECISION: ("Police, the local authority told of a child, and whoever decides the NRM",
                        "The referral and its decisions"),
    Tier.SUPPORT: ("Police and those who support them", "Needs and support"),
    Tier.INTELLIGENCE: ("Investigators, supervisors and the CSE coordinator on the case",
                        "Suspects, sources and intelligence"),
})  # fmt: skip
"""By tier: who reads it, and what belongs there. The table of section e decides; this tells it."""


def tier_choices(tiers: frozenset[Tier]) -> tuple[Choice, ...]:
    """Who can see a document, of the tiers its writer may write."""
    return tuple(
        Choice(tier.value, who, what) for tier, (who, what) in SEEN_BY.items() if tier in tiers
    )
