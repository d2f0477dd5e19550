"""The boxes of an HTML form, put together as the values the schemas read."""

import datetime as dt
import re
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from referrals.clock import LONDON
from referrals.schemas.fields import thing
from workflows.definition import Kind, Question

PARTS = ("day", "month", "year")
LONGEST_NUMBER = 9
CLOCK = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})")
Errors = dict[str, list[str]]


def gathered(question: Question, form: MultiDict[str, str], errors: Errors) -> object:
    """What was put in a question's boxes; boxes at fault are named in `errors`."""
    if question.kind in {Kind.DATE, Kind.INSTANT}:
        return _moment(question, form, errors)
    if question.kind is Kind.CHOICES:
        return form.getlist(question.key)
    text = form.get(question.key, "")
    if question.kind is Kind.LIST:
        return text.splitlines()
    if question.kind is Kind.NUMBER:
        return _number(text.strip())
    return text


def typed(questions: tuple[Question, ...], form: MultiDict[str, str]) -> dict[str, object]:
    """Exactly what was typed, for showing it again beside what is wrong with it."""
    return {question.key: _as_typed(question, form) for question in questions}


def _as_typed(question: Question, form: MultiDict[str, str]) -> object:
    if question.kind is Kind.CHOICES:
        return form.getlist(question.key)
    if question.kind in {Kind.DATE, Kind.INSTANT}:
        return _parts(question, form)
    return form.get(question.key, "")


def _parts(question: Question, form: MultiDict[str, str]) -> dict[str, str]:
    names = (*PARTS, "time") if question.kind is Kind.INSTANT else PARTS
    return {name: form.get(f"{question.key}-{name}", "").strip() for name in names}


def _number(text: str) -> object:
    return int(text) if _digits(text) and len(text) <= LONGEST_NUMBER else text


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _moment(question: Question, form: MultiDict[str, str], errors: Errors) -> object:
    boxes = _parts(question, form)
    empty = [name for name, text in boxes.items() if not text]
    if len(empty) == len(boxes):
        return None
    for name in empty:
        errors[f"{question.key}-{name}"] = [f"{thing(question)} must include a {name}"]
    return None if empty else _whole(question, boxes, errors)


def _whole(question: Question, boxes: Mapping[str, str], errors: Errors) -> object:
    day = _day(boxes)
    if day is None:
        errors[question.key] = [f"{thing(question)} must be a real date"]
        return None
    if question.kind is Kind.DATE:
        return day.isoformat()
    at = _at(day, boxes["time"])
    if at is None:
        errors[f"{question.key}-time"] = [f"{thing(question)} must have a real time, like 02:38"]
        return None
    return at.isoformat()


def _day(boxes: Mapping[str, str]) -> dt.date | None:
    if not all(_digits(boxes[name]) and len(boxes[name]) <= len("2026") for name in PARTS):
        return None
    try:
        return dt.date(int(boxes["year"]), int(boxes["month"]), int(boxes["day"]))
    except ValueError:
        return None


def _at(day: dt.date, time: str) -> dt.datetime | None:
    """The time on the wall that day; the hour the clocks skip in spring does not exist."""
    match = CLOCK.fullmatch(time)
    if match is None:
        return None
    try:
        wall = dt.datetime.combine(day, dt.time(int(match[1]), int(match[2])))
        at = wall.replace(tzinfo=LONDON).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return at if at.astimezone(LONDON).replace(tzinfo=None) == wall else None
