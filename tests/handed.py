"""What a template is handed: views and plain values, and never a row of the database."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from referrals.db import Base

FLASKS_OWN = {"config", "g", "get_flashed_messages", "request", "session", "url_for"}


class HandedAModel(AssertionError):
    """A template could reach a column that nobody has redacted."""


def refuse_models(_sender: Any, template: Any, context: Mapping[str, Any], **_: Any) -> None:
    """Listens to every page that a test renders."""
    for name in context.keys() - FLASKS_OWN:
        for row in models_in(context[name]):
            raise HandedAModel(f"{template.name} is handed a {type(row).__name__} in {name!r}")


def models_in(value: Any, seen: frozenset[int] = frozenset()) -> Iterator[Base]:
    """The rows in a value, however deep in lists, mappings and views."""
    if isinstance(value, Base):
        yield value
    elif id(value) not in seen:
        for part in _parts(value):
            yield from models_in(part, seen | {id(value)})


def _parts(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    return []
