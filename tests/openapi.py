"""As much of JSON Schema as the API's document uses, to hold every answer against it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from workflows.retention import KEEP_REASONS

KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
BLANK = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


@cache
def document(app: Flask) -> dict[str, Any]:
    return app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()


def operation(app: Flask, path: str, method: str) -> dict[str, Any]:
    """What the document says of the route that answers an address."""
    adapter = app.url_map.bind("localhost", "/", url_scheme="https")
    rule, _ = adapter.match(path, method=method, return_rule=True)
    return document(app)["paths"][BLANK.sub(r"{\1}", rule.rule)][method.lower()]


def hold(app: Flask, path: str, method: str, answer: TestResponse) -> None:
    """Fail if an answer has a status, a kind or a shape that the document does not tell."""
    told = operation(app, path, method)["responses"]
    assert str(answer.status_code) in told, f"{method} {path}: {answer.status_code} is not told"
    response = resolved(app, told[str(answer.status_code)])
    for name, header in response.get("headers", {}).items():
        assert name in answer.headers or not header.get("required"), f"{method} {path}: no {name}"
    if "content" in response:
        content = response["content"][answer.mimetype]
        wrong = list(faults(app, content["schema"], answer.json))
        assert wrong == [], f"{method} {path}: {wrong}"


def resolved(app: Flask, schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        place = document(app)
        for part in schema["$ref"].removeprefix("#/").split("/"):
            place = place[part]
        schema = place
    return schema


def body(app: Flask, rule: str, method: str) -> Any:
    """The least that a route asks for by its schema, of the kinds that it asks."""
    told = document(app)["paths"][BLANK.sub(r"{\1}", rule)][method.lower()].get("requestBody")
    kinds = resolved(app, told)["content"] if told else {}
    return _least(app, kinds["application/json"]["schema"]) if "application/json" in kinds else {}


def _least(app: Flask, schema: dict[str, Any]) -> Any:
    schema = resolved(app, schema)
    first = next(iter(schema.get("anyOf", schema.get("oneOf", ()))), None)
    if first is not None:
        return _least(app, first)
    if schema.get("enum"):
        return schema["enum"][0]
    kinds = schema.get("type", "object")
    return LEAST[kinds if isinstance(kinds, str) else kinds[0]](app, schema)


LEAST: dict[str, Any] = {
    "object": lambda app, schema: {
        name: _least(app, schema["properties"][name]) for name in schema.get("required", ())
    },
    "array": lambda app, schema: [_least(app, schema["items"])],
    "string": lambda _, schema: SHAPES.get(
        schema.get("format", ""), "Words " * 5 if schema.get("maxLength", 30) >= 30 else "word"
    ),
    "integer": lambda _, schema: schema.get("minimum", 1),
    "number": lambda _, schema: schema.get("minimum", 1),
    "boolean": lambda _, schema: True,
}
SHAPES = {"date": "2026-06-01", "date-time": "2026-03-09T09:00:00+00:00"}

CASE = "/api/cases/<ref:reference>"
LINK = {"other": "RP-1000-BJ", "kind": "phone", "sure": "likely"}
BODIES = {
    f"{CASE}/conflicts": {"email": "nair@police.example", "reason": "They are related to her"},
    f"{CASE}/record/<code:what>": {"wishes": "To stay at the same school"},
    f"{CASE}/links": LINK,
    f"{CASE}/links/new": LINK,
    f"{CASE}/restricted": {"reason": "A threat to her", "named": ["1"]},
    f"{CASE}/retention/hold": {"reason": "inquiry"},
    f"{CASE}/retention/keep": {"reason": next(iter(KEEP_REASONS))},
}
"""What the schema alone does not tell of a body that would do."""


def faults(app: Flask, schema: dict[str, Any], value: Any, at: str = "$") -> Iterator[str]:
    schema = resolved(app, schema)
    choices = schema.get("oneOf", schema.get("anyOf", []))
    if choices and all(list(faults(app, each, value, at)) for each in choices):
        yield f"{at} is none of {len(choices)} choices"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(kind, value) for kind in kinds):
        yield f"{at} is no {kinds} but {value!r}"
    if value not in schema.get("enum", [value]):
        yield f"{at} is {value!r}"
    yield from _inside(app, schema, value, at)


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, KINDS[kind])


def _inside(app: Flask, schema: dict[str, Any], value: Any, at: str) -> Iterator[str]:
    if isinstance(value, list):
        for place, each in enumerate(value):
            yield from faults(app, schema.get("items", {}), each, f"{at}[{place}]")
    if isinstance(value, dict):
        missing = [name for name in schema.get("required", []) if name not in value]
        yield from (f"{at}.{name} is missing" for name in missing)
        yield from _keys(app, schema.get("properties", {}), value, at)


def _keys(app: Flask, properties: dict[str, Any], value: dict[str, Any], at: str) -> Iterator[str]:
    for name, each in value.items():
        if name in properties:
            yield from faults(app, properties[name], each, f"{at}.{name}")
        elif properties:
            yield f"{at}.{name} is not told"
