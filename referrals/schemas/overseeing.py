"""What is asked of those who oversee: a restriction, an emergency, a board, a grant, a review."""

from collections.abc import Iterable

from referrals.effects.deciding import Decider
from referrals.effects.holders import Holder
from referrals.schemas.api_asks import MOST_ID
from workflows.definition import Choice, Kind, Question
from workflows.looking import ANSWERS
from workflows.oversight import (
    BOARD_PURPOSES,
    CONFLICT_ANSWERS,
    EMERGENCY_REASONS,
    GRANT_REASONS,
    GRANTED,
    REVIEWS,
)
from workflows.sharing import Tier


def _words(key: str, label: str, missing: str, hint: str = "") -> Question:
    return Question(key, label, Kind.LONG, Tier.AUDIT, hint=hint, limit=1000, missing=missing)


RESTRICTED_WHY = _words("reason", "Why must it be restricted?", "Say why it must be restricted")
LIFT = (_words("reason", "Why is it no longer restricted?", "Say why the restriction is lifted"),)
NAMED = "Choose who may see this case"


def restrict(holders: Iterable[Holder]) -> tuple[Question, ...]:
    """Why, and who is named of those who hold it."""
    choices = tuple(
        Choice(str(row.user_id), f"{row.name}, {row.place}", row.why) for row in holders
    )
    return (
        RESTRICTED_WHY,
        Question("named", "Who may see it?", Kind.CHOICES, Tier.AUDIT, choices=choices,
                 hint="For everybody else, your own team included, it will not exist",
                 missing=NAMED),
    )  # fmt: skip


RESTRICT_BY_NUMBER = (
    RESTRICTED_WHY,
    Question("named", "Who may see it, by number", Kind.LIST, Tier.AUDIT, most=200, missing=NAMED),
)
"""The same for another system, which was told everybody's number."""

EMERGENCY = (
    Question("reference", "Which case?", Kind.LINE, Tier.AUDIT, limit=14,
             hint="Type the reference, such as RP-4827-KT", missing="Type the reference"),
    Question("reason", "Why must you see it now?", Kind.CHOICE, Tier.AUDIT,
             choices=EMERGENCY_REASONS, missing="Say why you must see it now"),
    _words("words", "What has happened?", "Say what has happened",
           "At least 20 characters. Do not name the person: whoever reviews this reads it"),
)  # fmt: skip
EMERGENCY_BY_API = (
    *EMERGENCY,
    Question("password", "Your password, or the code your app shows now", Kind.LINE, Tier.AUDIT,
             required=False, limit=256),
)  # fmt: skip
MORE = (_words("words", "Say more about why you opened it", "Say more about why you opened it"),)
REVIEW = (
    Question("answer", "Was it justified?", Kind.CHOICE, Tier.AUDIT, choices=REVIEWS,
             missing="Say whether it was justified"),
    _words("words", "Why do you say so?", "Say why"),
)  # fmt: skip
BOARD_ANY = (
    Question("board", "Which board?", Kind.LINE, Tier.AUDIT, limit=60, missing="Choose a board"),
    Question("purpose", "What for?", Kind.CHOICE, Tier.AUDIT, choices=BOARD_PURPOSES,
             missing="Say what it is for"),
    _words("why", "Why this case?", "Say why this case"),
)  # fmt: skip


def board(boards: Iterable[tuple[str, str]]) -> tuple[Question, ...]:
    """Which board of the area (code, name), what for and why."""
    choices = tuple(Choice(code, name) for code, name in boards)
    return (
        Question("board", "Which board?", Kind.CHOICE, Tier.AUDIT, choices=choices,
                 missing="Choose a board"),
        *BOARD_ANY[1:],
    )  # fmt: skip


FINDING = (
    _words("words", "What did the board find?", "Write what the board found",
           "Do not name the person. It cannot be changed once it is recorded"),
)  # fmt: skip
GRANT_TERMS = (
    Question("tiers", "What may they read?", Kind.CHOICES, Tier.AUDIT,
             choices=tuple(Choice(tier.value, label) for tier, label in GRANTED.items()),
             missing="Choose what they may read"),
    Question("days", "For how many days?", Kind.NUMBER, Tier.AUDIT, hint="From 1 to 7",
             missing="Say for how many days"),
    Question("reason", "What is it for?", Kind.CHOICE, Tier.AUDIT, choices=GRANT_REASONS,
             missing="Say what it is for"),
    _words("words", "Why is it needed?", "Say why it is needed", "At least 20 characters"),
)  # fmt: skip
GRANT_BY_API = (
    Question(
        "auditor",
        "To whom, by number",
        Kind.NUMBER,
        Tier.AUDIT,
        limit=MOST_ID,
        missing="Choose an auditor",
    ),
    *GRANT_TERMS,
)


def grant(auditors: Iterable[tuple[int, str]]) -> tuple[Question, ...]:
    """To which auditor (number, name), what, for how long and why."""
    choices = tuple(Choice(str(number), name) for number, name in auditors)
    return (
        Question("auditor", "To whom?", Kind.CHOICE, Tier.AUDIT, choices=choices,
                 missing="Choose an auditor"),
        *GRANT_TERMS,
    )  # fmt: skip


WHO = (
    Question("email", "Whose access do you ask about?", Kind.EMAIL, Tier.AUDIT,
             hint="The email address they sign in with", missing="Enter their email address"),
)  # fmt: skip
CONFLICT = (
    Question("email", "Who knows somebody in this case?", Kind.EMAIL, Tier.AUDIT,
             hint="The email address they sign in with", missing="Enter their email address"),
    _words("reason", "What is the conflict?", "Say what the conflict is",
           "Do not name the person in the case"),
)  # fmt: skip
LIFT_CONFLICT = (_words("lifted", "Why is there no conflict?", "Say why there is no conflict"),)
LIFT_BY_API = (
    Question(
        "user", "Whose, by number", Kind.NUMBER, Tier.AUDIT, missing="Say whose", limit=2**31 - 1
    ),
    *LIFT_CONFLICT,
)
DECIDE_CONFLICT = (
    Question("answer", "Is there a conflict?", Kind.CHOICE, Tier.AUDIT, choices=CONFLICT_ANSWERS,
             missing="Say whether there is a conflict"),
    _words("words", "How do you know?", "Say how you know",
           "Do not name the person in the case"),
)  # fmt: skip


def decider(could: Iterable[Decider]) -> tuple[Question, ...]:
    """Whom an auditor asks to decide on a conflict."""
    choices = tuple(Choice(str(row.user_id), f"{row.name}, {row.team}") for row in could)
    return (
        Question("user", "Who decides?", Kind.SELECT, Tier.AUDIT, choices=choices,
                 missing="Choose who decides"),
    )  # fmt: skip


SAMPLE = (
    Question("answer", "Was it part of their work?", Kind.CHOICE, Tier.AUDIT, choices=ANSWERS,
             missing="Say whether it was part of their work"),
    _words("words", "What was it for?", "Say what it was for", "Do not name the person"),
)  # fmt: skip
