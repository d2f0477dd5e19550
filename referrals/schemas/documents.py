"""What is asked when a document is added."""

from workflows.definition import Choice, Kind, Question
from workflows.documents import KINDS, SEEN_BY, tier_choices
from workflows.sharing import Tier

LONGEST = 200


def document(tiers: frozenset[Tier]) -> tuple[Question, ...]:
    """Its kind, who can see it (of the tiers its writer may write) and what it is."""
    return (
        Question(
            "kind",
            "What kind of document is it?",
            Kind.SELECT,
            Tier.TASKS,
            choices=tuple(Choice(code, label) for code, label in KINDS.items()),
            missing="Say what kind of document it is",
        ),
        Question(
            "tier",
            "Who can see it?",
            Kind.CHOICE,
            Tier.TASKS,
            hint="Choose by what is in it. Nobody else will know that it is there",
            choices=tier_choices(tiers),
            missing="Say who can see it",
        ),
        Question(
            "description",
            "What is it?",
            Kind.LINE,
            Tier.TASKS,
            required=False,
            hint="Do not name anybody",
            limit=LONGEST,
        ),
    )


ANY = document(frozenset(SEEN_BY))
"""The same for whoever may write every tier, as the document of the API tells it."""
