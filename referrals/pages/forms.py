"""The life of every form: asked, read, and given back with what was typed."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response

from referrals.errors import Invalid
from referrals.schemas.questions import as_typed, read_form, said
from workflows.definition import Question

Answers = dict[str, Any]
Errors = Mapping[str, str]
Do = Callable[[Answers], str | Response]
LONGEST_KEY = 64
LONGEST_VERSION = 9


def once() -> str:
    """A fresh idempotency key for a form that creates or moves."""
    return secrets.token_urlsafe(18)


def key() -> str | None:
    """The form's idempotency key, if it carries one."""
    return request.form.get("once", "")[:LONGEST_KEY] or None


def version() -> int | None:
    """The version the form was opened with, or none when it carries none."""
    return whole(request.form.get("version", ""))


def number(name: str) -> int:
    """A number that was chosen, or 0, which is nobody's."""
    return whole(request.form.get(name, "")) or 0


def whole(text: str) -> int | None:
    """A whole number that was sent as text, or none when it is not one."""
    fits = text.isascii() and text.isdigit() and len(text) <= LONGEST_VERSION
    return int(text) if fits else None


def show(
    template: str,
    questions: tuple[Question, ...],
    known: Mapping[str, object] | None = None,
    **page: Any,
) -> str:
    """A form as it is first asked, with what is already known in its boxes."""
    values = as_typed(questions, known or {})
    return render_template(template, asked=questions, values=values, errors={}, once=once(), **page)


def take(
    questions: tuple[Question, ...], do: Do, again: Callable[[Errors], str]
) -> Response | tuple[str, int]:
    """Read the form and act: `again` shows the form with errors.

    `do` answers where to go next, or with what was asked for: a file.
    """
    try:
        done = do(read_form(questions, request.form))
    except Invalid as invalid:
        return again(said(invalid)), Invalid.status
    return redirect(done, code=303) if isinstance(done, str) else done


def again(template: str, questions: tuple[Question, ...], errors: Errors, **page: Any) -> str:
    """The form with its errors, and everything that was typed."""
    return render_template(
        template,
        asked=questions,
        values=request.form,
        errors=errors,
        once=key() or once(),
        **page,
    )


def typed(
    schema: Schema,
    attempt: Callable[[dict[str, Any]], ResponseReturnValue],
    again: Callable[[dict[str, str]], str],
) -> ResponseReturnValue:
    """A form that is not of the rule book: do it, or show it again saying what is wrong."""
    try:
        return attempt(schema.load(request.form.to_dict()))
    except ValidationError as wrong:
        errors = cast(dict[str, list[str]], wrong.messages)
    except Invalid as refused:
        errors = refused.errors
    return again({field: words[0] for field, words in errors.items()}), 422
