"""One marshmallow field for each kind of question, and the words for what is wrong with it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from referrals.clock import now, today
from referrals.schemas.text import (
    a_phone_number,
    an_email_address,
    any_words,
    clean,
    one_line,
)
from workflows.definition import Kind, Question

YEARS = range(1900, 2101)
FEW = 200
"""More items than any question takes: refused before each is looked at."""
SLOW_CLOCK = dt.timedelta(minutes=5)
SHORT = {Kind.PHONE: 40, Kind.EMAIL: 254, Kind.LINE: 4000}
PAST_FACTS = frozenset({"born_on", "ended_on"})
WHEN_IT_HAPPENED = "at"
APART = frozenset({"unsure", "not_sure", "not_known", "unknown", "none"})
"""Codes that are ticked alone or not at all, as the page divides them with *or*."""


def missing(question: Question) -> str:
    return question.missing or "Answer this question"


def thing(question: Question) -> str:
    """What an error calls the answer: "What you saw or were told must be..."."""
    if not question.label.endswith("?"):
        return question.label
    verb, _, rest = question.missing.partition(" ")
    if verb in {"Enter", "Write", "Give"} and rest:
        named = rest.partition(",")[0]
        return named[0].upper() + named[1:]
    return "Your answer"


class Words(fields.String):
    """Text as a person typed it; `shape` refuses what is not a phone number or an email."""

    def __init__(self, question: Question, shape: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question
        self.shape = shape
        self.most = min(question.limit, SHORT.get(question.kind, question.limit))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        raw = super()._deserialize(value, attr, data, **kwargs)
        # Long runs of combining marks take quadratic time to normalise: measure them first.
        text = clean(raw) if len(raw) <= 2 * self.most else raw
        if len(text) > self.most:
            raise ValidationError(
                f"{thing(self.question)} must be {self.most:,} characters or fewer. "
                f"It is {len(text):,}"
            )
        if not self.shape(text):
            raise self.make_error("invalid")
        return text


class Code(fields.String):
    """One of the answers listed."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        codes = [choice.code for choice in question.choices]
        super().__init__(validate=validate.OneOf(codes, error=missing(question)), **kwargs)


class Codes(fields.List[str]):
    """Any of the answers listed, or alone the one that stands apart."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(Code(question, error_messages=_say(missing(question))), **kwargs)
        self.apart = {c.code: c.label for c in question.choices if c.code in APART}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if _too_many(value):
            raise self.make_error("invalid")
        codes = list(dict.fromkeys(super()._deserialize(value, attr, data, **kwargs)))
        alone = next((code for code in codes if code in self.apart), None)
        if alone and len(codes) > 1:
            raise ValidationError(f"Tick what you suspect, or only “{self.apart[alone]}”")
        return codes


class Lines(fields.List[str]):
    """Several short lines, up to as many as the question takes."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        self.too_many = f"Enter no more than {question.most} lines"
        few = validate.Length(max=question.most, error=self.too_many)
        line = Words(question, one_line, error_messages=_say("Write each as one line of text"))
        super().__init__(line, validate=few, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if _too_many(value):
            raise ValidationError(self.too_many)
        return [line for line in super()._deserialize(value, attr, data, **kwargs) if line]


def _too_many(value: object) -> bool:
    return isinstance(value, list) and len(value) > FEW


class Day(fields.Date):
    """A day people may mean; what has happened cannot lie ahead."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        day = super()._deserialize(value, attr, data, **kwargs)
        _within_years(self.question, day)
        if happened(self.question) and day > today():
            raise ValidationError(f"{thing(self.question)} must be in the past")
        return day


class Instant(fields.AwareDateTime):
    """A moment with its offset, kept in UTC."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)
        self.question = question

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        at = super()._deserialize(value, attr, data, **kwargs)
        _within_years(self.question, at)
        if happened(self.question) and at > now() + SLOW_CLOCK:
            raise ValidationError(f"{thing(self.question)} must be in the past")
        return at.astimezone(dt.UTC)


class WholeNumber(fields.Integer):
    """A count; true and false are not numbers here."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


def happened(question: Question) -> bool:
    """Whether the answer says when something was, so that it cannot be in the future."""
    return question.key == WHEN_IT_HAPPENED or question.sets in PAST_FACTS


def _within_years(question: Question, day: dt.date) -> None:
    if day.year not in YEARS:
        raise ValidationError(
            f"{thing(question)} must have a year from {YEARS.start} to {YEARS.stop - 1}"
        )


def _say(words: str) -> dict[str, str]:
    """The same words whatever way an answer is of the wrong kind."""
    return dict.fromkeys(
        ("required", "null", "invalid", "invalid_utf8", "format", "invalid_awareness"), words
    )


def _words(shape: Callable[[str], bool], wrong: str, **metadata: str) -> Callable[..., Words]:
    def make(question: Question, **kwargs: Any) -> Words:
        messages = _say(wrong) | {"required": missing(question)}
        kwargs["metadata"] = kwargs.get("metadata", {}) | metadata
        return Words(question, shape, **(kwargs | {"error_messages": messages}))

    return make


def _yes_or_no(question: Question, **kwargs: Any) -> fields.Boolean:
    return fields.Boolean(truthy={"yes", True}, falsy={"no", False}, **kwargs)


def _dated(kind: type[Day] | type[Instant]) -> Callable[..., fields.Field[Any]]:
    def make(question: Question, **kwargs: Any) -> fields.Field[Any]:
        what = "a real date" if kind is Day else "a real date and time"
        messages = _say(f"{thing(question)} must be {what}") | {"required": missing(question)}
        return kind(question, **(kwargs | {"error_messages": messages}))

    return make


def _number(question: Question, **kwargs: Any) -> WholeNumber:
    wrong = f"{thing(question)} must be a whole number from 0 to {question.limit:,}"
    messages = _say(wrong) | {"too_large": wrong, "required": missing(question)}
    within = validate.Range(0, question.limit, error=wrong)
    return WholeNumber(strict=True, validate=within, **(kwargs | {"error_messages": messages}))


MAKE: Mapping[Kind, Callable[..., fields.Field[Any]]] = {
    Kind.LINE: _words(one_line, "Write it as one line of text"),
    Kind.LONG: _words(any_words, "Write it as text"),
    Kind.PHONE: _words(a_phone_number, "Enter a phone number, like 0121 496 0000"),
    Kind.EMAIL: _words(
        an_email_address, "Enter an email address, like name@example.org", format="email"
    ),
    Kind.CHOICE: Code,
    Kind.SELECT: Code,
    Kind.CHOICES: Codes,
    Kind.YES_NO: _yes_or_no,
    Kind.DATE: _dated(Day),
    Kind.INSTANT: _dated(Instant),
    Kind.NUMBER: _number,
    Kind.LIST: Lines,
}


def field_for(question: Question) -> fields.Field[Any]:
    """The field that reads one question's answer, named and described for the API's document."""
    return MAKE[question.kind](
        question,
        data_key=question.key,
        required=question.required and question.when is None,
        metadata={"description": question.label},
        error_messages=_say(missing(question)),
    )
