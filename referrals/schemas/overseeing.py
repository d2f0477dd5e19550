"""What is asked of those who oversee: a restriction, an emergency, a board, a grant, a review."""

from collections.abc import Iterable

from referrals.effects.holders import Holder
from workflows.definition import Choice, Kind, Question
from workflows.oversight import EMERGENCY_REASONS, REVIEWS
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
