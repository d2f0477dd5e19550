"""The answers of logging a case: a page at a time from the browser, or all at once as JSON."""

from collections.abc import Mapping

from marshmallow import Schema
from werkzeug.datastructures import MultiDict

from referrals.clock import today
from referrals.errors import Invalid
from referrals.schemas.questions import json_schema, not_asked, read_form, read_json, typed
from workflows.definition import Question
from workflows.intake import STEPS, Step, conflicts, pages

Answers = dict[str, object]
QUESTIONS: tuple[Question, ...] = tuple(q for step in STEPS for q in step.questions)


def new_case() -> type[Schema]:
    """Everything a case may be logged with, as the API's document describes it."""
    return json_schema(QUESTIONS, "NewCase")


def read_page(step: Step, known: Mapping[str, object], form: MultiDict[str, str]) -> Answers:
    """One page's answers; what is missing and what does not fit together are said at once."""
    questions = step.asked(known)
    try:
        answers = read_form(questions, form)
    except Invalid as invalid:
        unfit = _unfit(step, {**known, **_as_far_as_read(questions, typed(questions, form))})
        raise Invalid(unfit | invalid.errors) from invalid
    unfit = _unfit(step, {**_without(known, questions), **answers})
    if unfit:
        raise Invalid(unfit)
    return answers


def read_case(document: Mapping[str, object]) -> Answers:
    """A whole case; a question that its answers do not lead to must not be answered."""
    if not isinstance(document, Mapping):
        raise Invalid({"": ["Send the answers as an object"]})
    asked = tuple(q for step in pages(document) for q in step.asked(document))
    idle = {question.key for question in QUESTIONS} - {question.key for question in asked}
    given = {key: value for key, value in document.items() if key not in idle}
    unled = not_asked(sorted(idle), document)
    try:
        answers = read_json(asked, given)
        if unled:
            raise Invalid(unled)
        return answers
    except Invalid as invalid:
        unfit: dict[str, list[str]] = dict(unled)
        for step in pages(document):
            unfit |= _unfit(step, _as_far_as_read(asked, given))
        raise Invalid(unfit | invalid.errors) from invalid


def _unfit(step: Step, answers: Mapping[str, object]) -> dict[str, list[str]]:
    return {key: [words] for key, words in conflicts(step.code, answers, today()).items()}


def _as_far_as_read(questions: tuple[Question, ...], raw: Mapping[str, object]) -> Answers:
    """What can be compared although something else is wrong: never a date, which may be none."""
    return {
        question.key: raw[question.key]
        for question in questions
        if question.key in raw and question.sets != "born_on"
    }


def _without(known: Mapping[str, object], questions: tuple[Question, ...]) -> Answers:
    keys = {question.key for question in questions}
    return {key: value for key, value in known.items() if key not in keys}
