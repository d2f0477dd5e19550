"""What is asked when somebody writes to a case beside its moves."""

from workflows.definition import Choice, Kind, Question
from workflows.sharing import Tier

NOTE_KINDS = {
    "update": ("An update", "What has happened, in your words"),
    "intelligence": ("Intelligence", "Police only, until a supervisor releases it"),
    "support": ("Support given", ""),
    "medical": ("A health note", ""),
}


def note(kinds: tuple[str, ...]) -> tuple[Question, ...]:
    """An update of one of the kinds this person may add."""
    choices = tuple(Choice(kind, *NOTE_KINDS[kind]) for kind in kinds if kind in NOTE_KINDS)
    return (
        Question(
            "kind",
            "What kind of update is it?",
            Kind.CHOICE,
            Tier.TASKS,
            choices=choices,
            missing="Choose what kind of update this is",
        ),
        Question(
            "text",
            "Write the update",
            Kind.LONG,
            Tier.TASKS,
            hint="Facts, and what was said. It cannot be changed once it is added",
            missing="Write the update",
        ),
    )


TASK = (
    Question(
        "title", "What needs doing?", Kind.LINE, Tier.TASKS, limit=200, missing="Say what to do"
    ),
    Question("due", "By when?", Kind.INSTANT, Tier.TASKS, required=False),
)
TASK_DONE = (
    Question(
        "outcome",
        "What was the outcome?",
        Kind.LONG,
        Tier.TASKS,
        limit=1000,
        missing="Say what the outcome was",
    ),
)
PERSON = (
    Question(
        "role",
        "Who are they in this case?",
        Kind.CHOICE,
        Tier.INTELLIGENCE,
        choices=(
            Choice("suspect", "A person suspected"),
            Choice("associate", "An associate"),
            Choice("carer", "A carer"),
        ),
        missing="Say who they are in this case",
    ),
    Question(
        "name", "What is their name?", Kind.LINE, Tier.INTELLIGENCE, required=False, limit=200
    ),
    Question(
        "aliases",
        "What other names do they use?",
        Kind.LINE,
        Tier.INTELLIGENCE,
        required=False,
        hint="Put a comma between names",
        limit=200,
    ),
    Question(
        "born_on",
        "What is their date of birth?",
        Kind.DATE,
        Tier.INTELLIGENCE,
        required=False,
        hint="For example, 27 3 1984",
        sets="born_on",
    ),
    Question("phone", "What is their phone number?", Kind.PHONE, Tier.INTELLIGENCE, required=False),
    Question(
        "vehicle",
        "Which vehicle do they use?",
        Kind.LINE,
        Tier.INTELLIGENCE,
        required=False,
        hint="The registration first, like BX61 KTP",
        limit=120,
    ),
    Question(
        "address",
        "Where do they live or go?",
        Kind.LINE,
        Tier.INTELLIGENCE,
        required=False,
        hint="House number, street and postcode",
        limit=200,
    ),
    Question("about", "What else is known of them?", Kind.LONG, Tier.INTELLIGENCE, required=False),
)
CLOSE_ASK = (
    Question(
        "reason",
        "Why should it be closed?",
        Kind.LONG,
        Tier.TASKS,
        limit=1000,
        missing="Say why it should be closed",
    ),
)

HOLIDAY = (
    Question("day", "Which day?", Kind.DATE, Tier.TASKS, missing="Enter the day"),
    Question(
        "name",
        "What is it called?",
        Kind.LINE,
        Tier.TASKS,
        hint="For example, Bank holiday for the coronation",
        limit=80,
        missing="Say what it is called",
    ),
)
RULES_MOVED = (
    Question(
        "reason",
        "Why should this case live by the present rules?",
        Kind.LONG,
        Tier.TASKS,
        limit=1000,
        missing="Say why it should live by the present rules",
    ),
)


def pause(reasons: tuple[Choice, ...]) -> tuple[Question, ...]:
    """Why a clock is to stand still: one of the reasons its rule allows, and what is waited for."""
    return (
        Question(
            "reason",
            "Why must it wait?",
            Kind.CHOICE,
            Tier.TASKS,
            choices=reasons,
            missing="Choose why it must wait",
        ),
        Question(
            "words",
            "What is being waited for, and until when?",
            Kind.LONG,
            Tier.TASKS,
            limit=1000,
            missing="Say what is being waited for",
        ),
    )
