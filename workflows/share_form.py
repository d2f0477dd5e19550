"""What is asked when a case is shared, answered and no longer shared."""

from collections.abc import Mapping

from workflows.definition import Choice, Kind, Question
from workflows.shares import (
    BASES,
    DECLINE_REASONS,
    END_REASONS,
    NAMES,
    NOT_NEEDED,
    PURPOSES,
    REASONS,
    RECEIVERS,
    SHARE,
    TOLD,
    offered_tiers,
)
from workflows.sharing import TABLE, Level, Tier

ITEM = "item_{}"
SHARE_OR_NOT = (
    Choice(SHARE, "Share"),
    *(Choice(code, f"Withhold: {label}") for code, label in REASONS.items()),
)
SPARED = frozenset({Tier.MEDICAL, Tier.NRM_DECISION})
"""Not proposed to a charity: what it is asked to do can mostly be done without them."""


def items(kind: str) -> tuple[Question, ...]:
    """One question for each item that may go: to share it, or why not."""
    return tuple(
        Question(
            ITEM.format(tier),
            NAMES[tier],
            Kind.SELECT,
            tier,
            hint="A summary only" if TABLE[RECEIVERS[kind]][tier] is Level.SUMMARY else "",
            choices=SHARE_OR_NOT,
            missing=f"Choose whether to share “{NAMES[tier]}”, or why not",
        )
        for tier in offered_tiers(kind)
    )


def proposed(kind: str) -> Mapping[str, str]:
    """What is filled in before anybody chooses: what such an agency commonly needs."""
    spared = SPARED if kind == "ngo" else frozenset()
    return {
        ITEM.format(tier): NOT_NEEDED if tier in spared else SHARE for tier in offered_tiers(kind)
    }


def chosen(answers: Mapping[str, object]) -> dict[str, str]:
    """The items of a filled-in form, by tier."""
    prefix = ITEM.format("")
    return {
        key.removeprefix(prefix): str(choice)
        for key, choice in answers.items()
        if key.startswith(prefix)
    }


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
        "why_not_told",
        "If they do not know, why?",
        Kind.LINE,
        Tier.SUPPORT,
        required=False,
        limit=300,
        hint="The receiver does not see this",
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

DECLINE = (
    Question(
        "reason",
        "Why can you not take this on?",
        Kind.CHOICE,
        Tier.SUPPORT,
        choices=DECLINE_REASONS,
        missing="Say why you cannot take this on",
    ),
)
END = (
    Question(
        "reason",
        "Why does the sharing end?",
        Kind.CHOICE,
        Tier.SUPPORT,
        choices=END_REASONS,
        missing="Say why the sharing ends",
    ),
)
OUTCOME = (
    Question(
        "outcome",
        "What was done?",
        Kind.LONG,
        Tier.SUPPORT,
        limit=2000,
        hint="What came of what was shared with you. The police on this case read it",
        missing="Say what was done",
    ),
)
