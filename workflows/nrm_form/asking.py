"""The few shapes of question the form is made of."""

from workflows.definition import Choice, Kind, Question
from workflows.sharing import Tier

LONGEST = 15000
SHORT = 250
When = tuple[str, frozenset[str]] | None


def when(key: str, *codes: str) -> When:
    return key, frozenset(codes)


def words(
    key: str,
    label: str,
    tier: Tier,
    missing: str = "",
    hint: str = "",
    *,
    asked: When = None,
) -> Question:
    """A long answer; optional when there are no words for its absence."""
    return Question(
        key,
        label,
        Kind.LONG,
        tier,
        required=bool(missing),
        hint=hint,
        when=asked,
        limit=LONGEST,
        missing=missing,
    )


def line(
    key: str,
    label: str,
    tier: Tier,
    missing: str = "",
    hint: str = "",
    *,
    asked: When = None,
    kind: Kind = Kind.LINE,
) -> Question:
    return Question(
        key,
        label,
        kind,
        tier,
        required=bool(missing),
        hint=hint,
        when=asked,
        limit=SHORT,
        missing=missing,
    )


def yes_no(
    key: str, label: str, tier: Tier, missing: str, hint: str = "", *, asked: When = None
) -> Question:
    return Question(key, label, Kind.YES_NO, tier, hint=hint, when=asked, missing=missing)


def choose(
    key: str,
    label: str,
    tier: Tier,
    missing: str,
    choices: tuple[Choice, ...],
    *,
    hint: str = "",
    asked: When = None,
    kind: Kind = Kind.CHOICE,
) -> Question:
    return Question(
        key,
        label,
        kind,
        tier,
        required=bool(missing),
        hint=hint,
        choices=choices,
        when=asked,
        missing=missing,
    )


def tick(key: str, label: str, tier: Tier, missing: str, asked: When = None) -> Question:
    """One box that must be ticked: a thing somebody has to stand for."""
    return Question(
        key,
        "Confirm",
        Kind.CHOICES,
        tier,
        choices=(Choice("confirmed", label),),
        when=asked,
        missing=missing,
    )
