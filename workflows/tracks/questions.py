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


REMOVAL = (
    "Is removal planned to a country in both the European Convention on Human Rights (ECHR) "
    "and the European convention against trafficking (ECAT)?"
)
ANOTHER_COUNCIL = Choice("other", "Another council, which does not use this service")
TOLD = (
    "A local authority that uses this service can see this case from now on. "
    "Another council cannot: tell it by phone or email, and say here that you did."
)
LA_CONTACT = (
    Question(
        "la.name",
        "Which local authority did you tell?",
        Kind.LINE,
        Tier.SAFEGUARDING,
        hint="One that uses this service can see this case from now on",
        limit=200,
        missing="Choose the local authority",
    ),
    Question(
        "la.other",
        "If it is another council, what is its name?",
        Kind.LINE,
        Tier.SAFEGUARDING,
        required=False,
        hint="Nobody there can see this case here: agree with them how you will keep in touch",
        limit=200,
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
TOLD_HOW = (
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
WITHDRAWN_HOW = (on("When did they say so?", Tier.NRM_DECISION), *TOLD_HOW)
