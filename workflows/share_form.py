"""What is asked when a case is shared, answered and no longer shared."""

from collections.abc import Iterable, Mapping

from workflows.definition import Choice, Kind, Question
from workflows.shares import (
    BASES,
    DECLINE_REASONS,
    END_REASONS,
    NOT_NEEDED,
    PURPOSES,
    REASONS,
    RECEIVERS,
    SHARE,
    TOLD,
    offered,
)
from workflows.sharing import TABLE, Level, Tier

ITEM = "item_{}"
SHARE_OR_NOT = (
    Choice(SHARE, "Share"),
    *(Choice(code, f"Withhold: {label}") for code, label in REASONS.items()),
)
LEAST = frozenset({"who", "language", "safe_contact", "safe_now", "alerts", "tasks"})
"""Whom to help, how to reach them safely, and what is asked: nobody can help without these."""

NEEDED_BY: Mapping[str, frozenset[str]] = {"ngo": LEAST, "health": LEAST | {"medical"}}
"""What is proposed to each kind: the least it needs. The rest is added for the purpose in hand."""


def items(kind: str) -> tuple[Question, ...]:
    """One question for each item that may go: to share it, or why not."""
    return tuple(
        Question(
            ITEM.format(item.code),
            item.label,
            Kind.SELECT,
            item.tier,
            hint="A summary only" if TABLE[RECEIVERS[kind]][item.tier] is Level.SUMMARY else "",
            choices=SHARE_OR_NOT,
            missing=f"Choose whether to share “{item.label}”, or why not",
        )
        for item in offered(kind)
    )


def proposed(kind: str) -> Mapping[str, str]:
    """What is filled in before anybody chooses: the least that such an agency needs."""
    return {
        ITEM.format(item.code): SHARE if item.code in NEEDED_BY[kind] else NOT_NEEDED
        for item in offered(kind)
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
        "If they do not know or have said no, why is it shared?",
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
        hint="Before they accept they read this and nothing else of the case. Say what they need "
        "to answer by, such as the area, an age band or a language. Write nothing that they may "
        "not know",
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

EXTEND = (
    Question(
        "until",
        "When does the sharing end now?",
        Kind.DATE,
        Tier.SUPPORT,
        missing="Say when the sharing ends",
    ),
    Question(
        "why",
        "Why is it needed for longer?",
        Kind.LONG,
        Tier.SUPPORT,
        limit=1000,
        hint="The receiver does not see this",
        missing="Say why it is needed for longer",
    ),
)
KEEP = (
    Question(
        "why",
        "Why is it still needed?",
        Kind.LONG,
        Tier.SUPPORT,
        limit=1000,
        hint="The receiver does not see this",
        missing="Say why it is still needed",
    ),
)
"""What is asked at a review that changes nothing; one that changes something asks the items too."""


WHY_CHANGE = Question(
    "why",
    "Why is it changed?",
    Kind.LONG,
    Tier.SUPPORT,
    limit=1000,
    hint="The receiver does not see this",
    missing="Say why it is changed",
)


def changing(kind: str) -> tuple[Question, ...]:
    """What is asked to change what is shared: each item anew, and why."""
    return (*items(kind), WHY_CHANGE)


ASK = (
    Question(
        "why",
        "Why do you need it?",
        Kind.LONG,
        Tier.SUPPORT,
        limit=1000,
        hint="What you would do with it that you cannot do without it",
        missing="Say why you need it",
    ),
)
YES = "yes"
ANSWER = (
    Question(
        "decision",
        "Share it with them?",
        Kind.CHOICE,
        Tier.SUPPORT,
        choices=(Choice(YES, "Yes, share it"), Choice("no", "No, it stays withheld")),
        missing="Say whether it is shared",
    ),
    Question(
        "reason",
        "If not, why does it stay withheld?",
        Kind.SELECT,
        Tier.SUPPORT,
        choices=tuple(Choice(code, label) for code, label in REASONS.items()),
        when=("decision", frozenset({"no"})),
        hint="They read this",
        missing="Say why it stays withheld",
    ),
)


def named(people: Iterable[tuple[int, str]]) -> Question:
    """Who of a receiver may see a restricted case: nobody else there finds it (R27)."""
    return Question(
        "people",
        "Who there may see it?",
        Kind.CHOICES,
        Tier.SUPPORT,
        hint="This case is restricted. Nobody else in that organisation finds it",
        choices=tuple(Choice(str(number), name) for number, name in people),
        missing="Choose who there may see it",
    )


GONE = "gone"
COPY = (
    Question(
        "copy",
        "What became of your copy?",
        Kind.CHOICE,
        Tier.SUPPORT,
        choices=(
            Choice(GONE, "It is disposed of", "Every file, print and backup that you made of it"),
            Choice("longer", "We have to keep it for longer"),
        ),
        missing="Say what became of your copy",
    ),
    Question(
        "until",
        "If you keep it, until when?",
        Kind.DATE,
        Tier.SUPPORT,
        when=("copy", frozenset({"longer"})),
        missing="Say until when you keep it",
    ),
    Question(
        "why",
        "If you keep it, why?",
        Kind.LONG,
        Tier.SUPPORT,
        limit=1000,
        when=("copy", frozenset({"longer"})),
        hint="The police who shared it read this",
        missing="Say why you have to keep it",
    ),
)
"""What a partner says of its own copy, once it is due to go: it is the controller of it."""

HELD_WHY = "held_why"
COPY_HELD = (
    *COPY,
    Question(
        HELD_WHY,
        "A hold stands. When did it go, and why?",
        Kind.LONG,
        Tier.SUPPORT,
        required=False,
        limit=1000,
        when=("copy", frozenset({GONE})),
        hint="Nothing of it may be disposed of until the hold is lifted. Say that it is disposed "
        "of only if it is gone already. The police who shared it read this",
    ),
)
"""The same while a hold stands: what is gone is said, and never without why."""

MEETING = (
    Question(
        "meeting",
        "When is the meeting?",
        Kind.DATE,
        Tier.SUPPORT,
        missing="Say when the meeting is",
    ),
)
"""What is asked before a meeting pack is printed."""
