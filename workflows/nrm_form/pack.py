"""What is sent: the form in the order of its pages, or what a notice may hold of it (R18)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.answers import may_be_named
from workflows.definition import Kind, Question
from workflows.facts import CaseFacts
from workflows.nrm_form.form import (
    ANONYMOUS,
    NARRATIVE,
    NOTICE_ONLY,
    QUESTIONS,
    SECTIONS,
    Answers,
    asked,
    blank,
    branch,
    code,
    named_notice,
    with_record,
)
from workflows.nrm_form.known import day_said
from workflows.nrm_form.towns import town

NOT_ANSWERED = "[Not answered]"
MARK = "OFFICIAL-SENSITIVE"


@dataclass(frozen=True)
class Line:
    """One answer as it is entered: `text` is nothing where none is given; `limit` in characters."""

    question: Question
    text: str | None

    @property
    def missing(self) -> bool:
        return self.text is None and self.question.required

    @property
    def long(self) -> bool:
        return self.question.kind is Kind.LONG


@dataclass(frozen=True)
class Part:
    """One section of the form, with what it asks of this person."""

    code: str
    label: str
    lines: tuple[Line, ...]


def named(answers: Answers, facts: CaseFacts) -> bool:
    """Whether a notice names them: only if the form and the record of the notice both say so."""
    return may_be_named(facts) and named_notice(answers, facts)


def to_send(answers: Answers, facts: CaseFacts) -> tuple[Part, ...]:
    """The whole form; or of a notice without the adult's agreement, only what R18 lets it hold."""
    parts = tuple(_parts(answers, facts))
    if branch(answers, facts) != NOTICE_ONLY or named(answers, facts):
        return parts
    return tuple(part for part in (_anonymous(row, facts) for row in parts) if part.lines)


def _parts(answers: Answers, facts: CaseFacts) -> Iterator[Part]:
    answers = with_record(answers, facts)
    for section in SECTIONS:
        lines = tuple(_line(row, answers) for row in asked(section, answers, facts))
        if lines:
            yield Part(section.code, section.label, lines)


def _line(question: Question, answers: Answers) -> Line:
    value = answers.get(question.key)
    return Line(question, None if blank(value) else in_words(question, value))


def _anonymous(part: Part, facts: CaseFacts) -> Part:
    """Codes and towns; a narrative only once a second person has read it for identifiers."""
    checked = facts.dtn is not None and facts.dtn.narrative == "checked"
    kept = ANONYMOUS | NARRATIVE if checked else ANONYMOUS
    lines = (_town_level(line) for line in part.lines if line.question.key in kept)
    return Part(part.code, part.label, tuple(lines))


def _town_level(line: Line) -> Line:
    """A list of places without any that is no town: a house or a street tells who it is of."""
    if line.question.kind is not Kind.LIST or line.text is None:
        return line
    towns = [row for row in line.text.split("\n") if town(row)]
    return Line(line.question, "\n".join(towns) or None)


def in_words(question: Question, value: object) -> str:
    """An answer as a person reads it: a list has a line for each."""
    labels = {choice.code: choice.label for choice in question.choices}
    if isinstance(value, list | tuple | frozenset):
        return "\n".join(labels.get(str(each), str(each)) for each in value)
    if question.kind is Kind.DATE:
        return day_said(date.fromisoformat(str(value)))
    if question.kind is Kind.YES_NO:
        return {"yes": "Yes", "no": "No"}.get(code(value) or "", str(value))
    return labels.get(str(value), str(value))


def chosen(name: str, words: str | None) -> str:
    """What an answer in words chose of its question (section/question): a code, or nothing."""
    choices = QUESTIONS[name].choices
    return next((choice.code for choice in choices if choice.label == words), "")


def as_kept(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    """The same as plain values, for what was sent to stay as it was."""
    return [
        {"code": part.code, "label": part.label, "lines": [_kept(line) for line in part.lines]}
        for part in parts
    ]


def _kept(line: Line) -> dict[str, Any]:
    return {
        "key": line.question.key,
        "label": line.question.label,
        "tier": line.question.tier.value,
        "text": line.text,
        "missing": line.missing,
        "limit": line.question.limit if line.long else 0,
    }


Row = tuple[str, str | None, bool]


def text_of(parts: Iterable[tuple[str, Iterable[Row]]], heading: str) -> str:
    """Labels, answers and whether one is missing, for one pass of copying; paragraphs survive."""
    blocks = [f"{MARK}\n{heading}"]
    for number, (label, rows) in enumerate(parts, 1):
        title = f"{number}. {label}"
        answers = "\n\n".join(f"{asked}\n{text or _gap(missing)}" for asked, text, missing in rows)
        blocks.append(f"{title}\n{'-' * len(title)}\n{answers}")
    return "\n\n\n".join([*blocks, MARK]) + "\n"


def _gap(missing: bool) -> str:
    return NOT_ANSWERED if missing else "[Nothing to say]"
