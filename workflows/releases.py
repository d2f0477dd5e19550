"""Release of intelligence: one item, in agreed words, to one reader, by two people (G13)."""

from workflows.agencies import INVESTIGATORS, SUPERVISORS
from workflows.definition import Choice, Kind, Question
from workflows.engine import Unmet
from workflows.sharing import TABLE, Level, Tier

ASKERS = INVESTIGATORS | SUPERVISORS
DECIDERS = SUPERVISORS
"""Who asks for a release, and who approves it: never the same person for the same release."""

NRM = "nrm"
"""The one receiver that is not an organisation: the NRM form, and with it whoever decides it."""

RECEIVING = frozenset(
    role for role, row in TABLE.items() if row.get(Tier.INTELLIGENCE) is Level.RELEASED
)
"""The roles whose cell is `x`: never a charity, a health body or a board (rule 4)."""

REFUSE_REASONS = (
    Choice("source", "It would give a source away"),
    Choice("investigation", "It would harm the investigation"),
    Choice("person", "It names or points to somebody"),
    Choice("not_needed", "They do not need it"),
)
REVOKE_REASONS = (
    Choice("wrong", "It was wrong"),
    Choice("risk", "It has become a risk to somebody"),
    Choice("not_needed", "It is not needed any more"),
)
REASONS = {choice.code: choice.label for choice in (*REFUSE_REASONS, *REVOKE_REASONS)}


def asked(choices: tuple[Choice, ...], receivers: tuple[Choice, ...]) -> tuple[Question, ...]:
    """What is asked of whoever wants a release: of what, to whom, in which words, why."""
    return (
        Question("source", "What do you want to release?", Kind.SELECT, Tier.INTELLIGENCE,
                 choices=choices, missing="Choose what you want to release"),
        Question("to", "Who would read it?", Kind.SELECT, Tier.INTELLIGENCE, choices=receivers,
                 hint="Never a charity, a health body or a board",
                 missing="Choose who would read it"),
        Question("wording", "What would they read?", Kind.LONG, Tier.INTELLIGENCE, limit=2000,
                 hint="Just these words. Nothing that names a person or gives a source away",
                 missing="Write what they would read"),
        Question("why", "Why do they need it?", Kind.LONG, Tier.INTELLIGENCE, limit=1000,
                 hint="They do not read this", missing="Say why they need it"),
    )  # fmt: skip


DECIDE = (
    Question(
        "decision",
        "May these words go?",
        Kind.CHOICE,
        Tier.INTELLIGENCE,
        choices=(Choice("yes", "Yes, just these words"), Choice("no", "No")),
        missing="Say whether these words may go",
    ),
    Question(
        "reason",
        "If not, why?",
        Kind.SELECT,
        Tier.INTELLIGENCE,
        choices=REFUSE_REASONS,
        when=("decision", frozenset({"no"})),
        missing="Say why not",
    ),
)
REVOKE = (
    Question(
        "reason",
        "Why is it taken back?",
        Kind.SELECT,
        Tier.INTELLIGENCE,
        choices=REVOKE_REASONS,
        missing="Say why it is taken back",
    ),
)

NOT_THE_ASKER = Unmet(
    "G13",
    "You asked for this release yourself",
    "Another supervisor decides it: nobody both asks and approves",
)
NOT_A_SUPERVISOR = Unmet("G13", "A police supervisor decides a release", "Ask a supervisor")


def unmet(role: str, *, asked_it: bool) -> tuple[Unmet, ...]:
    """What stands in the way of this person's decision, all at once (G13)."""
    conditions: tuple[tuple[bool, Unmet], ...] = (
        (role not in DECIDERS, NOT_A_SUPERVISOR),
        (asked_it, NOT_THE_ASKER),
    )
    return tuple(found for refuses, found in conditions if refuses)
