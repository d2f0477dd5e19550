"""A share and its life: what another agency is offered, on what ground, for how long (G12)."""

from collections.abc import Iterable

from workflows.definition import Choice, Kind, Question
from workflows.facts import CaseFacts
from workflows.sharing import TABLE, Level, Tier

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

DECLINE_REASONS = (
    Choice("no_capacity", "We have no capacity"),
    Choice("not_our_service", "This is not a service we give"),
    Choice("not_our_area", "They are not in our area"),
    Choice("conflict", "We have a conflict of interest"),
)

RECEIVERS = {"ngo": "ngo_support_worker", "health": "health_practitioner"}
"""The kinds of organisation that hold a case by a share, and the role that reads it."""

OFFERERS = frozenset({"ppd_investigator", "ppd_supervisor", "fcid_investigator", "fcid_supervisor"})

LONGEST_DAYS = 365
"""A share ends by itself; the longest it can be offered for, in calendar days."""


def offered_tiers(kind: str) -> tuple[Tier, ...]:
    """What a receiving organisation of this kind may be offered at most, in the table's order."""
    role = RECEIVERS.get(kind)
    if role is None:
        return ()
    return tuple(
        tier for tier in Tier if TABLE[role].get(tier) in {Level.READ, Level.SUMMARY, Level.WRITE}
    )


def unmet(facts: CaseFacts, role: str, kind: str, basis: str) -> Iterable[tuple[str, str]]:
    """Why G12 refuses this share, as (words, what would satisfy it); nothing when it may go."""
    if role not in OFFERERS:
        yield "Your role cannot share this case", "Ask the lead investigator or their supervisor"
    if kind not in RECEIVERS:
        yield (
            "This kind of organisation does not hold a case by a share",
            "A local authority is told by its referral; a board is assigned a review",
        )
    child = facts.treat_as_child
    if basis == "child_welfare" and not child:
        yield "The welfare of a child is no ground for an adult", "Choose another legal reason"
    if basis == "consent" and child:
        yield "A child's case is not shared on consent", "Choose the welfare of a child"
    if kind == "ngo" and child and not _authority_told(facts):
        yield (
            "The local authority has not been told about this child",
            "Tell the local authority first: it instructs the support for a child",
        )


def _authority_told(facts: CaseFacts) -> bool:
    return any(event.kind == "la_referral_made" for event in facts.events)


OFFER = (
    Question(
        "purpose",
        "What is it for?",
        Kind.CHOICE,
        Tier.SUPPORT,
        choices=PURPOSES,
        missing="Say what you are sharing it for",
    ),
    Question(
        "legal_basis",
        "What is the legal reason?",
        Kind.CHOICE,
        Tier.SUPPORT,
        choices=BASES,
        missing="Say what the legal reason is",
    ),
    Question(
        "consent",
        "Do they know you are sharing it?",
        Kind.CHOICE,
        Tier.SUPPORT,
        choices=TOLD,
        missing="Say whether they know",
    ),
    Question(
        "action",
        "What do you ask them to do?",
        Kind.LONG,
        Tier.SUPPORT,
        limit=1000,
        hint="They read this before they accept. Write nothing here that they may not know",
        missing="Say what you ask them to do",
    ),
    Question(
        "until",
        "When does the sharing end?",
        Kind.DATE,
        Tier.SUPPORT,
        missing="Say when the sharing ends",
    ),
)
"""What is asked of whoever offers a share, beside the receiver and the tiers."""
