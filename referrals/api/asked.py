"""What a request to the API says: its body, its key, and the version it was made for."""

import re
from typing import Any

from flask import request
from werkzeug.exceptions import (
    BadRequest,
    NotAcceptable,
    PreconditionRequired,
    UnsupportedMediaType,
)

from referrals.errors import Conflict
from referrals.schemas.questions import read_json
from workflows.definition import Question
from workflows.reading import BadFacts, parsed

JSON = "application/json"
PROBLEM = "application/problem+json"
KEY = re.compile(r"[\x21-\x7e]{1,64}")
VERSION = re.compile(r'"([0-9]{1,9})"')
LONGEST_FAULT = 200


class Malformed(BadRequest):
    """A request that cannot be read; `words` say where."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words[:LONGEST_FAULT]


class Unversioned(PreconditionRequired):
    """An act on something whose version must be told."""

    words = "Send If-Match with the version you saw, as its ETag gave it"


def refuse_unreadable() -> None:
    """Nothing but JSON is answered."""
    wanted = request.accept_mimetypes
    if wanted and wanted.best_match((JSON, PROBLEM)) is None:
        raise NotAcceptable


def body() -> dict[str, Any]:
    """The object that was sent, in which no key is said twice; nothing sent is an empty one."""
    raw = request.get_data()
    if not raw:
        return {}
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        document = parsed(raw)
    except BadFacts as fault:
        raise Malformed(f"The body could not be read. {fault}") from fault
    if not isinstance(document, dict):
        raise Malformed("The body must be an object")
    return document


def answers(questions: tuple[Question, ...]) -> dict[str, Any]:
    """The answers to these questions and to no others."""
    return read_json(questions, body())


def nothing() -> None:
    """Refuse a body where an act asks nothing."""
    answers(())


def key() -> str | None:
    """The idempotency key, if the request carries one."""
    given = request.headers.get("Idempotency-Key")
    if given is not None and not KEY.fullmatch(given):
        raise Malformed("Idempotency-Key must be 1 to 64 characters of ASCII without spaces")
    return given


def version() -> int | None:
    """The version in If-Match; none when it is left out or says that any will do."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    found = VERSION.fullmatch(given)
    if found is None:
        raise Conflict("If-Match is not a version of this: send the ETag you were given")
    return int(found[1])


def version_needed() -> int:
    """The version in If-Match, without which nothing is done."""
    found = version()
    if found is None:
        raise Unversioned
    return found


def tag(number: object) -> dict[str, str]:
    """The header that carries a version; none to whom it is not told."""
    return {} if number is None else {"ETag": f'"{number}"'}
