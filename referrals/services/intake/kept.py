"""A draft as it is kept, sealed: answers by question, and text that is still being typed."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from referrals.clock import today
from referrals.models import Draft
from workflows.definition import Kind, Question
from workflows.intake import STEPS, Step, conflicts, pages, unanswered

Answers = Mapping[str, object]
QUESTIONS: Mapping[str, Question] = {
    question.key: question for step in STEPS for question in step.questions
}
READ_BACK = {Kind.DATE: dt.date.fromisoformat, Kind.INSTANT: dt.datetime.fromisoformat}
CHECK = "check"


@dataclass
class Kept:
    """`versions` counts how often each page was answered; `typed` is what a page last autosaved."""

    answers: dict[str, object] = field(default_factory=dict)
    typed: dict[str, dict[str, object]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def next(self) -> str:
        """The first page still to be answered, or the check."""
        wanting = {step.code for step, _ in unanswered(self.answers)}
        for step in pages(self.answers):
            open_still = step.code not in self.versions or step.code in wanting
            if open_still or conflicts(step.code, self.answers, today()):
                return step.code
        return CHECK


def asked(answers: Answers) -> dict[str, object]:
    """The answers to pages these answers lead through; one no longer asked says nothing."""
    keys = {question.key for step in pages(answers) for question in step.asked(answers)}
    return {key: value for key, value in answers.items() if key in keys}


def answered(step: Step, answers: Answers) -> dict[str, object]:
    keys = {question.key for question in step.questions}
    return {key: value for key, value in answers.items() if key in keys}


def opened(row: Draft) -> Kept:
    document = json.loads(row.answers or "{}")
    answers = {
        key: _typed(QUESTIONS[key], value)
        for key, value in document.get("answers", {}).items()
        if key in QUESTIONS
    }
    return Kept(answers, document.get("typed", {}), document.get("versions", {}))


def put_away(row: Draft, kept: Kept) -> None:
    document = {"answers": kept.answers, "typed": kept.typed, "versions": kept.versions}
    row.answers = json.dumps(document, default=_plain)


def plain(answers: Answers) -> dict[str, object]:
    """Answers as JSON has them, for the trail."""
    told: dict[str, object] = json.loads(json.dumps(answers, default=_plain))
    return told


def _plain(value: dt.date) -> str:
    """The only answers that JSON has no form for."""
    return value.isoformat()


def _typed(question: Question, value: object) -> object:
    read = READ_BACK.get(question.kind)
    return read(str(value)) if read else value
