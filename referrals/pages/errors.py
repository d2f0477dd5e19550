"""Every answer that is not the one asked for: recorded if it was a refusal, and told plainly."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from referrals import logs, trail
from referrals.errors import (
    Conflict,
    Invalid,
    NotFound,
    ServiceError,
    Throttled,
    TrailUnavailable,
)
from referrals.gate import case_named, live_or_none
from referrals.pages.present import blocker_rows
from referrals.picture import left
from referrals.services import reading

TITLES = {
    400: "That could not be read",
    401: "You are not signed in",
    403: "This is not yours to do",
    404: "Page not found",
    405: "That address does not work that way",
    409: "Somebody else changed this",
    410: "This has gone",
    413: "That is too large to take",
    422: "There is a problem",
    423: "This screen is locked",
    429: "Too many tries",
    500: "Something went wrong",
    503: "The service cannot answer just now",
}
REFUSALS = {401: "no_session", 403: "not_yours", 409: "conflict", 423: "locked"}
PERSONAL = frozenset({403, 409, 410, 422})  # pages for whoever is signed in, with their menu
ECHOED = frozenset({400, 401, 409, 422, 429, 500, 503})
NOT_WORDS = frozenset({"csrf_token", "version", "once", "next", "password", "code", "email"})
AGAIN = 5
ALREADY_THERE = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
AT_ONCE = "Somebody else saved the same thing at the same moment"


def init_errors(app: Flask) -> None:
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> ResponseReturnValue:
    """The one handler: what status it is, whether it was a refusal, and how this reader is told."""
    error = _understood(error)
    status = _status(error)
    if status >= 500:  # noqa: PLR2004 - our own failures
        logs.failed(error, request_id=g.request_id)
    if _refusal(error, status):
        try:
            _record(status)
        except TrailUnavailable as unavailable:
            error, status = unavailable, unavailable.status
    api = request.path.startswith("/api/")
    response = _problem(error, status) if api else _page(error, status)
    response.status_code = status
    response.headers.extend(_headers(error, status))
    return response


def _understood(error: Exception) -> Exception:
    """Errors of libraries, as what they mean here."""
    if isinstance(error, OperationalError | InterfaceError | NoConnection):
        unavailable = TrailUnavailable().with_traceback(error.__traceback__)
        unavailable.__cause__ = error
        return unavailable
    if isinstance(error, IntegrityError) and _taken(error):
        return Conflict(AT_ONCE)
    if isinstance(error, ValidationError):
        return Invalid(cast(dict[str, list[str]], error.messages))
    return error


def _taken(error: IntegrityError) -> bool:
    """Whether what was to be unique was there already: somebody else was first, not we at fault."""
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return state in ALREADY_THERE


def _status(error: Exception) -> int:
    if isinstance(error, ServiceError):
        return error.status
    if isinstance(error, HTTPException) and error.code:
        return error.code
    return 400 if isinstance(error, DataError) else 500


def _refusal(error: Exception, status: int) -> bool:
    """Hidden and absent cases are recorded alike; an address that nothing answers is no refusal."""
    return status in REFUSALS or isinstance(error, NotFound)


def _record(status: int) -> None:
    live = live_or_none()
    trail.refused(
        live.actor if live else None,
        request.endpoint or "",
        case_named(),
        REFUSALS.get(status, "not_found"),
        status,
        request=g.request_id,
    )


def _headers(error: Exception, status: int) -> list[tuple[str, str]]:
    """What the status obliges us to say: which methods there are, or when to come back."""
    if isinstance(error, HTTPException):
        ours = {"content-type", "content-length"}
        return [(name, value) for name, value in error.get_headers() if name.lower() not in ours]
    if isinstance(error, Throttled):
        return [("Retry-After", str(error.retry_after))]
    return [("Retry-After", str(AGAIN))] if status == 503 else []  # noqa: PLR2004 - unavailable


def _problem(error: Exception, status: int) -> Response:
    """RFC 9457, with what is wrong by field and what the rule book still asks for."""
    title = TITLES.get(status) or HTTPStatus(status).phrase
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if status == 404:  # noqa: PLR2004 - the same for every reader, whatever was raised
        return _json(body)
    body["detail"] = str(getattr(error, "words", ""))
    data = getattr(error, "data", None)  # what webargs found wrong with a request
    errors = getattr(error, "errors", None) or (isinstance(data, dict) and data.get("messages"))
    if errors:
        body["errors"] = errors
    if hasattr(error, "unmet"):
        body["unmet"] = [
            {"gate": row.gate, "words": row.words, "satisfied_by": row.satisfied_by}
            for row in error.unmet
        ]
    theirs = getattr(error, "theirs", None)
    if theirs:
        body["theirs"] = theirs
    return _json(body)


def _json(body: Mapping[str, Any]) -> Response:
    response = jsonify(body)
    response.mimetype = "application/problem+json"
    return response


def _page(error: Exception, status: int) -> Response:
    if status == 404:  # noqa: PLR2004 - the same bytes for everybody (AC6)
        return current_app.response_class(_plain("404", {}))
    told = {
        "words": getattr(error, "words", ""),
        "unmet": _unmet(error),
        "theirs": tuple(getattr(error, "theirs", {}).items()),
        "kept": kept() if status in ECHOED else (),
        "next": "",
        "wait": wait(error.retry_after) if isinstance(error, Throttled) else "",
        "incident": g.request_id[:6].upper(),
    }
    name = str(status if status in TITLES else 400 if status < 500 else 500)  # noqa: PLR2004
    if status in PERSONAL and live_or_none():
        return current_app.response_class(
            render_template(f"errors/{name}.html", way=_way(), **told)
        )
    return current_app.response_class(_plain(name if status not in PERSONAL else "400", told))


def _unmet(error: Exception) -> list[dict[str, Any]]:
    """What is still to do, each with the link that does it."""
    reference = str((request.view_args or {}).get("reference", ""))
    return blocker_rows(reference, left(getattr(error, "unmet", ())))


def _way() -> dict[str, str] | None:
    """Back to the case it was about, for whoever holds it."""
    reference, live = str((request.view_args or {}).get("reference", "")), live_or_none()
    if not (reference and live and reading.holds(live.actor, reference)):
        return None
    return {"href": f"/cases/{reference}", "text": f"Back to {reference}"}


def _plain(name: str, told: Mapping[str, Any]) -> str:
    """A page that asks the database nothing, since the database may be what is wrong."""
    return current_app.jinja_env.get_template(f"errors/{name}.html").render(told)


def kept() -> tuple[tuple[str, str], ...]:
    """What was typed into a form that could not be taken, to give back (SE3)."""
    if request.mimetype == "application/json":
        return ()
    try:
        pairs = request.form.items(multi=True)
        return tuple((_label(name), text) for name, text in pairs if text and name not in NOT_WORDS)
    except HTTPException:
        return ()


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def wait(seconds: int) -> str:
    if seconds <= 60:  # noqa: PLR2004 - a minute
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{math.ceil(seconds / 60)} minutes"
