"""What is asked when cases are linked, compared or joined."""

from workflows.definition import Choice, Kind, Question
from workflows.links import KINDS, OUTCOMES, SURE
from workflows.sharing import Tier

LINK = (
    Question(
        "other",
        "Which case?",
        Kind.LINE,
        Tier.IDENTITY,
        hint="Its reference, like RP-4827-KT. It must be one that you may open",
        limit=14,
        missing="Enter the reference of the other case",
    ),
    Question(
        "kind",
        "How are they linked?",
        Kind.CHOICE,
        Tier.IDENTITY,
        choices=tuple(Choice(code, label) for code, (label, _) in KINDS.items()),
        missing="Say how they are linked",
    ),
    Question(
        "sure",
        "How sure is it?",
        Kind.CHOICE,
        Tier.IDENTITY,
        choices=tuple(Choice(code, label) for code, label in SURE.items()),
        missing="Say how sure it is",
    ),
    Question(
        "words",
        "What shows it?",
        Kind.LONG,
        Tier.INTELLIGENCE,
        required=False,
        hint="The name of a group or an operation, where they were seen, who said so",
        limit=1000,
    ),
)
OUTCOME = (
    Question(
        "outcome",
        "What did you find?",
        Kind.CHOICE,
        Tier.IDENTITY,
        choices=OUTCOMES,
        missing="Say what you found",
    ),
)
JOIN = (
    Question(
        "reason",
        "Why are these one person’s cases?",
        Kind.LONG,
        Tier.IDENTITY,
        limit=1000,
        missing="Say why these are one person’s cases",
    ),
)
