"""The one reader of every form in the service: questions of the rule book in, typed answers out."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict

from referrals.clock import local
from referrals.errors import Invalid
from referrals.schemas.boxes import Errors, gathered, typed
from referrals.schemas.fields import field_for, missing
from workflows.definition import Question

__all__ = ["as_typed", "json_schema", "not_asked", "read_form", "read_json", "said", "typed"]

Questions = tuple[Question, ...]
Answers = dict[str, object]
LONGEST_NAME = 80
NOT_ASKED = "Leave this out: the other answers do not lead to this question"


def read_form(questions: Questions, form: MultiDict[str, str]) -> Answers:
    """Answers typed on a page; everything wrong with them at once, or what they mean."""
    errors: Errors = {}
    document = {question.key: gathered(question, form, errors) for question in questions}
    return _read(questions, document, errors)


def read_json(questions: Questions, document: Mapping[str, object]) -> Answers:
    """Answers sent by another system: ISO dates, aware times, lists, true or "yes".

    A page drops what stands in a box that it hides. A program is told what is not asked of it, so
    that nothing it sent is lost without a word.
    """
    if not isinstance(document, Mapping):
        raise Invalid({"": ["Send the answers as an object"]})
    asked = {question.key for question in _asked(questions, document)}
    unasked = (question.key for question in questions if question.key not in asked)
    errors = not_asked(unasked, document)
    try:
        answers = _read(questions, document, {})
    except Invalid as invalid:
        raise Invalid({**invalid.errors, **errors}) from invalid
    if errors:
        raise Invalid(errors)
    return answers


def not_asked(unasked: Iterable[str], document: Mapping[str, object]) -> Errors:
    """What is wrong with a document that answers questions which are not asked."""
    return {key: [NOT_ASKED] for key in unasked if not _blank(document.get(key))}


class AnyAnswers(Schema):
    """What every set of questions says of an answer to none of them."""

    error_messages = {"unknown": "There is no such question"}


@lru_cache(maxsize=512)
def json_schema(questions: Questions, name: str = "Answers") -> type[Schema]:
    """The schema of a set of questions, as the API's document names and describes it."""
    return AnyAnswers.from_dict(
        {_attribute(question): field_for(question) for question in questions}, name=name
    )


def as_typed(questions: Questions, answers: Mapping[str, object]) -> Answers:
    """Stored answers, as the page fills its boxes with them."""
    return {
        question.key: _shown(answers[question.key])
        for question in questions
        if answers.get(question.key) is not None
    }


def said(invalid: Invalid) -> dict[str, str]:
    """One line for each field at fault, as the error summary and the field show it."""
    return {name: ". ".join(words) for name, words in invalid.errors.items()}


def _read(questions: Questions, document: Mapping[str, object], errors: Errors) -> Answers:
    asked = tuple(_asked(questions, document))
    unasked = {question.key for question in questions} - {question.key for question in asked}
    given = {
        key: value for key, value in document.items() if key not in unasked and not _blank(value)
    }
    errors = {name: words for name, words in errors.items() if _question_of(name) not in unasked}
    schema = _schema(questions)
    try:
        loaded = schema.load(given)
    except ValidationError as error:
        loaded = {}
        _add(errors, error.messages_dict)
    for question in asked:
        if question.required and question.when and question.key not in given:
            _add(errors, {question.key: [missing(question)]})
    if errors:
        raise Invalid(errors)
    read = {question.key: loaded.get(_attribute(question)) for question in asked}
    return {key: value for key, value in read.items() if not _blank(value)}


@lru_cache(maxsize=512)
def _schema(questions: Questions) -> Schema:
    return json_schema(questions)()


def _attribute(question: Question) -> str:
    """marshmallow reads a dot as a path, and `la.name` is one key here."""
    return question.key.replace(".", "__")


def _asked(questions: Questions, document: Mapping[str, object]) -> Iterable[Question]:
    """The questions whose condition is met, in order; one not asked lets none of its own follow."""
    answered: dict[str, object] = {}
    for question in questions:
        if question.when is None or _codes(answered.get(question.when[0])) & question.when[1]:
            answered[question.key] = document.get(question.key)
            yield question


def _codes(value: object) -> frozenset[str]:
    if isinstance(value, bool):
        return frozenset({"yes" if value else "no"})
    values = value if isinstance(value, list) else [value]
    return frozenset(item for item in values if isinstance(item, str))


def _blank(value: object) -> bool:
    """Nothing was answered: also a list of nothing but empty lines."""
    if value is None:
        return True
    lines = value if isinstance(value, list) else [value]
    return all(isinstance(line, str) and not line.strip() for line in lines)


def _add(errors: Errors, found: Mapping[Any, Any]) -> None:
    """Add what is wrong, unless a box of the same question already says so."""
    told = {_question_of(name) for name in errors}
    for key, words in found.items():
        if key not in told:
            errors[_name(key)] = list(dict.fromkeys(_flat(words)))


def _question_of(name: str) -> str:
    """`born-year` is a box of `born`; question keys have no dash."""
    return name.partition("-")[0]


def _flat(words: object) -> Iterable[str]:
    if isinstance(words, Mapping):
        words = words.values()
    if isinstance(words, str):
        yield words
    elif isinstance(words, Iterable):
        for word in words:
            yield from _flat(word)


def _name(key: object) -> str:
    """A key as it can be told back; one we do not know may be anything."""
    return str(key).encode("ascii", "backslashreplace").decode()[:LONGEST_NAME]


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return local(value) if isinstance(value, dt.datetime) else value
