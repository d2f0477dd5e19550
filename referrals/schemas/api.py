"""Views as JSON: each has a schema made from its own fields, which writes and describes it."""

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import fields as parts
from dataclasses import is_dataclass
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from marshmallow import Schema, fields

from referrals.picture.sections import SectionRow
from referrals.services import intake, nrm, previews
from referrals.views import Shown, Tab, Withheld
from workflows.definition import Choice, Question

Field = fields.Field[Any]
NAMES: Mapping[type, str] = {
    intake.Row: "AnswerToCheck",
    nrm.Overview: "NrmOverview",
    SectionRow: "NrmSectionRow",
    previews.Item: "SharedItem",
}
"""What a view is called in the document where its own name would not say enough."""

ON_PAGES = frozenset(part.name for part in parts(Tab))
"""What stands over a page, and is no part of what a program asks for."""


class NotAView(TypeError):
    """Something that no reader may be handed: a row of the database, say."""


class Utc(fields.AwareDateTime):
    """An instant, told in UTC."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else plain(value)


class Item(fields.Field[Any]):
    """A value, or in its place why it is withheld."""

    def __init__(self, **kwargs: Any) -> None:
        withheld = {
            "type": "object",
            "required": ["withheld", "may_ask"],
            "properties": {"withheld": {"type": "string"}, "may_ask": {"type": "boolean"}},
        }
        nothing = [{"type": "null"}] if kwargs.pop("allow_none", False) else []
        metadata = {"oneOf": [{"type": "string"}, withheld, *nothing]}
        super().__init__(metadata=metadata, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if isinstance(value, Withheld):
            return {"withheld": value.reason, "may_ask": value.may_ask}
        return value


class Anything(fields.Field[Any]):
    """Answers as they are kept: of any kind that JSON has, or a date."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return plain(value)


class Several(fields.List[Any]):
    """A list; of a set, always in the same order."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        ordered = sorted(value) if isinstance(value, frozenset) else value
        return super()._serialize(ordered, attr, obj, **kwargs)


class When(fields.Field[Any]):
    """Which answer makes a question asked."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else {"question": value[0], "answers": sorted(value[1])}


SIMPLE: Mapping[Any, type[Field]] = {
    str: fields.String,
    int: fields.Integer,
    bool: fields.Boolean,
    dt.date: fields.Date,
    dt.datetime: Utc,
}


def plain(value: object) -> Any:
    """A value of a view as JSON has it: dates in ISO form, instants in UTC, sets in order."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date):
        return (value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value).isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    return _plain_list(value)


def _plain_list(value: object) -> list[Any]:
    if isinstance(value, frozenset | set):
        return sorted(plain(each) for each in value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    raise NotAView(type(value).__name__)


def dumped(view: Any) -> dict[str, Any]:
    """One view as JSON."""
    found: dict[str, Any] = _schema(view.__class__).dump(view)
    return found


def several(views: Iterable[object]) -> list[dict[str, Any]]:
    """The lines of a list as JSON."""
    return [dumped(view) for view in views]


@cache
def described(view: Hashable) -> type[Schema]:
    """The schema of one kind of view."""
    if not isinstance(view, type) or not is_dataclass(view):
        raise NotAView(view)
    if view is Question:
        return AskedQuestion
    hints = get_type_hints(view)
    told = [part.name for part in parts(view) if part.name not in ON_PAGES]
    made = {name: _field(hints[name], required=True) for name in told}
    schema: type[Schema] = type(
        NAMES.get(view, view.__name__), (Viewed,), made | {"Meta": _meta(view)}
    )
    return schema


class Viewed(Schema):
    """Of a view, every field is an attribute that is there: nothing else is looked for."""

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return getattr(obj, attr)


def _meta(view: type) -> type:
    return type("Meta", (), {"register": False, "description": view.__doc__})


@cache
def _schema(view: Hashable) -> Schema:
    return described(view)()


def _field(kind: Any, **options: Any) -> Field:
    kind, options = _without_none(kind, options)
    if kind == Shown:
        return Item(**options)
    origin, inside = get_origin(kind) or kind, get_args(kind)
    if kind in SIMPLE:
        return SIMPLE[kind](**options)
    if hasattr(kind, "__dataclass_fields__"):
        return fields.Nested(described(kind), **options)
    if inside and not issubclass(origin, Mapping):
        return Several(_field(inside[0]), **options)
    return Anything(**options)


def _without_none(kind: Any, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """`X | None` is an X that may be null."""
    if get_origin(kind) not in {Union, UnionType} or NoneType not in get_args(kind):
        return kind, options
    rest = tuple(each for each in get_args(kind) if each is not NoneType)
    return reduce(or_, rest), options | {"allow_none": True}


class AskedQuestion(Schema):
    """One thing asked: how to answer it, and when it is asked at all."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True)
    tier = fields.String(required=True)
    required = fields.Boolean(required=True)
    hint = fields.String(required=True)
    choices = fields.List(fields.Nested(lambda: described(Choice)()), required=True)
    when = When(required=True, allow_none=True)
    limit = fields.Integer(required=True)
    most = fields.Integer(required=True)
