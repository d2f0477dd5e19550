"""Questions that several moves and records ask in the same way."""

from workflows.definition import Choice, Kind, Question
from workflows.definition import choices as choices
from workflows.sharing import Tier


def reason(label: str, tier: Tier, missing: str, hint: str = "") -> Question:
    return Question("reason", label, Kind.LONG, tier, hint=hint, missing=missing)


def on(label: str, tier: Tier) -> Question:
    """The day it happened; the event is dated by it."""
    return Question("at", label, Kind.DATE, tier, missing="Enter the date")


def at(label: str, tier: Tier) -> Question:
    """The time it happened; the event is timed by it."""
    return Question("at", label, Kind.INSTANT, tier, missing="Enter the date and time")


LA_CONTACT = (
    Question(
        "la.name",
        "Which local authority did you tell?",
        Kind.LINE,
        Tier.SAFEGUARDING,
        limit=200,
        missing="Enter the name of the local authority",
    ),
    Question(
        "la.phone",
        "What is their phone number?",
        Kind.PHONE,
        Tier.SAFEGUARDING,
        missing="Enter a phone number, like 0121 496 0000",
    ),
    Question(
        "la.email",
        "What is their email address?",
        Kind.EMAIL,
        Tier.SAFEGUARDING,
        missing="Enter an email address, like name@example.org",
    ),
    at("When did you send it?", Tier.SAFEGUARDING),
)
WITHDRAWN_HOW = (
    on("When did they say so?", Tier.NRM_DECISION),
    Question(
        "method",
        "How did they say so?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        choices=(Choice("written", "In writing"), Choice("verbal", "By word of mouth")),
        missing="Say how they told you",
    ),
    Question(
        "to",
        "Who did they tell?",
        Kind.CHOICE,
        Tier.NRM_DECISION,
        choices=(
            Choice("first_responder", "A first responder"),
            Choice("other", "Someone else"),
        ),
        missing="Say who they told",
    ),
)
