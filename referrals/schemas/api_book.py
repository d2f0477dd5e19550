"""What each move, record, section, page and offer of the rule book asks, as the API is sent it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from referrals.errors import Invalid
from referrals.schemas.questions import json_schema
from workflows import nrm_form
from workflows.definition import Question
from workflows.intake import STEPS
from workflows.records import RECORDS
from workflows.share_form import OFFER, changing, items
from workflows.shares import RECEIVERS
from workflows.tracks import TRACKS


def moves() -> Iterator[type[Schema]]:
    """What each move of each track asks; a claim asks nothing, at an address of its own."""
    for track in TRACKS.values():
        asked = {move.code: move.questions for move in track.moves}
        for code, questions in asked.items():
            if (track.code, code) != ("investigation", "claim"):
                yield json_schema(questions, _name("Move", track.code, code))


def records() -> Iterator[type[Schema]]:
    """What each record asks."""
    for record in RECORDS.values():
        yield json_schema(record.questions, _name("Record", record.code))


def sections() -> Iterator[type[Schema]]:
    """What each section of the NRM form asks, of whoever is asked all of it."""
    for section in nrm_form.SECTIONS:
        yield json_schema(section.questions, _name("Nrm", section.code))


def steps() -> Iterator[type[Schema]]:
    """What each page of logging a case asks."""
    for step in STEPS:
        yield json_schema(step.questions, _name("Step", step.code))


def people_named(document: dict[str, Any]) -> list[int] | None:
    """The numbers of people that were sent beside the answers, taken out; none when none were."""
    if "people" not in document:
        return None
    try:
        numbers: list[int] = NUMBERS.deserialize(document.pop("people"))
    except ValidationError as error:
        raise Invalid({"people": ["Send the numbers of people of that organisation"]}) from error
    return numbers


NUMBERS = fields.List(
    fields.Integer(strict=True, validate=validate.Range(1, 2**31 - 1)),
    validate=validate.Length(max=100),
)


@cache
def changes() -> tuple[type[Schema], ...]:
    """What a change of what is shared with each kind of organisation asks."""
    people: dict[str, fields.Field[Any]] = {"people": NUMBERS}
    return tuple(
        json_schema(changing(kind)).from_dict(people, name=_name("Change", kind))
        for kind in RECEIVERS
    )


@cache
def offers() -> tuple[type[Schema], ...]:
    """What an offer to each kind of organisation asks."""
    to: dict[str, fields.Field[Any]] = {
        "to": fields.String(required=True),
        "people": NUMBERS,
    }
    return tuple(
        json_schema(offer(kind)).from_dict(to, name=_name("Offer", kind)) for kind in RECEIVERS
    )


def offer(kind: str) -> tuple[Question, ...]:
    """Why, then what, then for how long: the questions of an offer to one kind of organisation."""
    return (*OFFER, *items(kind))


def _name(*words: str) -> str:
    return "".join(part.capitalize() for word in words for part in word.split("_"))
