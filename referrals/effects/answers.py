"""Typed answers, sorted into facts set, codes kept with the event, and words sealed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from workflows.definition import Kind, Question
from workflows.facts import CaseFacts, Event, with_answers

CODED = frozenset(
    {Kind.CHOICE, Kind.CHOICES, Kind.SELECT, Kind.YES_NO, Kind.DATE, Kind.INSTANT, Kind.NUMBER}
)
TOLD = frozenset({Kind.CHOICE, Kind.YES_NO})
"""Kept with the event even where they set a fact, which is written over by the next answer."""
WHEN = "at"
"""The key of the question whose answer is when the thing itself happened."""


@dataclass(frozen=True)
class Answered:
    """One set of answers; `at` is when it happened (UTC), `day_only` that only the day is known.

    `said` has what was written, by question, where it is kept apart from the event.
    """

    sets: Mapping[str, object]
    detail: Mapping[str, object]
    words: str
    at: dt.datetime
    day_only: bool
    recorded_at: dt.datetime
    said: Mapping[str, str] = field(default_factory=dict)


def understood(
    questions: Sequence[Question], answers: Mapping[str, object], now: dt.datetime
) -> Answered:
    """Sort answers (already validated) by what becomes of them."""
    sets: dict[str, object] = {}
    detail: dict[str, object] = {}
    words: dict[str, str] = {}
    at, day_only = now, False
    for question in questions:
        value = answers.get(question.key)
        if value is None or value == "":
            continue
        if question.key == WHEN:
            at, day_only = _instant(value)
        elif not question.sets or question.kind in TOLD:
            _keep(question, value, detail, words)
        if question.sets:
            sets[question.sets] = frozenset(value) if isinstance(value, list) else value
    said = {row.key: str(answers[row.key]) for row in questions if row.label in words}
    return Answered(sets, detail, _together(words), at, day_only, now, said)


def foreseen(facts: CaseFacts, answered: Answered, kind: str) -> CaseFacts:
    """The case as it would stand with these answers, for a rule to judge."""
    event = Event(kind, answered.at, answered.day_only, answered.detail)
    told = with_answers(facts, answered.sets)
    return replace(told, events=(*facts.events, event), telling=event)


def _keep(
    question: Question, value: object, detail: dict[str, object], words: dict[str, str]
) -> None:
    """Codes, dates and organisations' own contact details to the event; a person's words sealed."""
    outer, _, inner = question.key.partition(".")
    if inner:
        detail[outer] = {**cast(Mapping[str, object], detail.get(outer, {})), inner: _plain(value)}
    elif question.kind in CODED:
        detail[question.key] = _plain(value)
    else:
        words[question.label] = _spoken(value)


def _together(words: Mapping[str, str]) -> str:
    """One answer stands alone; several each follow their question."""
    if len(words) == 1:
        return next(iter(words.values()))
    return "\n\n".join(f"{label} {said}" for label, said in words.items())


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _spoken(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _instant(value: object) -> tuple[dt.datetime, bool]:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC), False
    return dt.datetime.combine(cast(dt.date, value), dt.time(12), dt.UTC), True
