"""JSON read strictly: what is not understood is named, never guessed."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from workflows.facts import LONDON

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII
)
FIRST_YEAR, LAST_YEAR = 1900, 2199

Reader = Callable[[object, str], Any]
Shape = Mapping[str, Reader]


class BadFacts(Exception):
    """Facts that cannot be read, with the key that is at fault."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key


def yes_no(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise BadFacts(key, "must be true or false")
    return value


def text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise BadFacts(key, "must be text")
    return value


def one_of(codes: Iterable[str]) -> Reader:
    allowed = tuple(codes)

    def read(value: object, key: str) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise BadFacts(key, f"must be one of {', '.join(allowed)}")
        return value

    return read


def several(item: Reader) -> Reader:
    def read(value: object, key: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadFacts(key, "must be a list")
        return tuple(item(each, f"{key}[{at}]") for at, each in enumerate(value))

    return read


def a_set(item: Reader) -> Reader:
    return lambda value, key: frozenset(several(item)(value, key))


def day(value: object, key: str) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise BadFacts(key, "must be a date, like 2026-07-01")
    return _real(value, key).date()


def instant(value: object, key: str) -> datetime:
    """An instant, in UTC as the service keeps them: those of one zone are compared at no cost."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise BadFacts(key, "must be an instant with its offset, like 2026-07-01T09:30:00+01:00")
    return _real(value, key).astimezone(UTC)


def _real(value: str, key: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise BadFacts(key, f"{value} is not a real date or time") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadFacts(key, f"must be between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def moment(value: object, key: str) -> tuple[datetime, bool]:
    """A date means that whole day, told by its London midnight."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return datetime.combine(day(value, key), time(), LONDON), True
    return instant(value, key), False


def fields(value: object, key: str, shape: Shape) -> dict[str, Any]:
    """An object whose every key is known; a null is the same as nothing said."""
    if not isinstance(value, dict):
        raise BadFacts(key or "facts", "must be an object")
    inside = f"{key}." if key else ""
    for name in value:
        if name not in shape:
            raise BadFacts(f"{inside}{name}", "is not a key of the facts")
    return {
        name: read(value[name], f"{inside}{name}")
        for name, read in shape.items()
        if value.get(name) is not None
    }


def needs(found: Mapping[str, object], name: str, key: str) -> None:
    if name not in found:
        raise BadFacts(f"{key}.{name}" if key else name, "is missing")


def built(kind: Callable[..., Any], shape: Shape, *required: str) -> Reader:
    def read(value: object, key: str) -> object:
        found = fields(value, key, shape)
        for name in required:
            needs(found, name, key)
        return kind(**found)

    return read


MOST_KEYS = 1000
"""Of one object: more than anything here asks, and each that is unknown is answered for."""


def parsed(raw: bytes) -> object:
    """JSON in which no key is said twice, nor more keys than anybody could mean."""
    try:
        return json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise BadFacts("facts", "are nested too deeply") from None
    except ValueError as fault:
        raise BadFacts("facts", f"are not JSON: {fault}") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(pairs) > MOST_KEYS:
        raise BadFacts("facts", f"have more than {MOST_KEYS:,} keys")
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise BadFacts(name, "is there twice")
        found[name] = value
    return found


def _no_number(name: str) -> object:
    raise BadFacts("facts", f"{name} is not a JSON number")
