"""Every view says which verb it needs or that it is public; silence stops the start."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import UnicodeConverter

from referrals.access import SEARCHERS, Verb
from workflows.agencies import AUDITORS, POLICE_SUPERVISORS, SUPERVISORS, TEAM_ROLES

View = TypeVar("View", bound=Callable[..., Any])

SAFE = frozenset({"GET", "HEAD"})
PUBLIC = "public"
BESIDE = 64 * 1024
"""Bytes of a form beside the file in it."""

# The verbs that whole roles do without. All others are judged case by case, by `access`.
ONLY = {
    Verb.LOG: TEAM_ROLES,
    Verb.SEARCH: SEARCHERS,
    Verb.SUPERVISE: POLICE_SUPERVISORS,
    Verb.ADMINISTER: frozenset({"system_admin"}),
    Verb.AUDIT: SUPERVISORS | AUDITORS,
}


class Undeclared(Exception):
    """A view without a policy, or an address that takes anything."""


def needs(verb: Verb, *, while_locked: bool = False) -> Callable[[View], View]:
    """Let in whoever is signed in and may try this verb; the case itself may still refuse."""

    def mark(view: View) -> View:
        view.policy = verb  # type: ignore[attr-defined]
        view.while_locked = while_locked  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Let in anybody."""
    view.policy = PUBLIC  # type: ignore[attr-defined]
    return view


def takes_files(most: int) -> Callable[[View], View]:
    """Let this view, and no other, be sent a body of so many bytes and the words beside it."""

    def mark(view: View) -> View:
        view.most_bytes = most + BESIDE  # type: ignore[attr-defined]
        return view

    return mark


def most_bytes(app: Flask, endpoint: str) -> int | None:
    """How large a body this view reads (IN3)."""
    usual: int | None = app.config["MAX_CONTENT_LENGTH"]
    return getattr(app.view_functions.get(endpoint), "most_bytes", usual)


def may_try(role: str, verb: Verb) -> bool:
    return verb not in ONLY or role in ONLY[verb]


def declared(app: Flask, endpoint: str, method: str) -> Verb | str | None:
    """The policy of one method of one view; a class of methods may declare each of its own."""
    if endpoint == "static":
        return PUBLIC
    view = app.view_functions[endpoint]
    whole = getattr(view, "view_class", None)
    name = "get" if method == "HEAD" else method.lower()
    one = getattr(whole, name, None)
    found: Verb | str | None = getattr(one, "policy", getattr(view, "policy", None))
    return found


def policy(app: Flask) -> list[dict[str, object]]:
    """Every rule and method, with the verb it needs."""
    rows = [
        {
            "rule": rule.rule,
            "method": method,
            "endpoint": rule.endpoint,
            "verb": None if verb == PUBLIC else verb,
            "public": verb == PUBLIC,
        }
        for rule, method, verb in _every(app)
    ]
    return sorted(rows, key=lambda row: (str(row["rule"]), str(row["method"])))


def refuse_undeclared(app: Flask) -> None:
    """Deny by default, before a view without a policy can answer anyone (AC1, AC3)."""
    for rule, method, verb in _every(app):
        if verb is None:
            raise Undeclared(
                f"{method} {rule.rule} ({rule.endpoint}) says neither needs nor public"
            )
    for rule in app.url_map.iter_rules():
        _refuse_loose(app, rule)


def _refuse_loose(app: Flask, rule: Rule) -> None:
    if rule.endpoint == "static":
        return
    for name, converter in rule._converters.items():
        if type(converter) is UnicodeConverter:
            raise Undeclared(f"{rule.rule} takes anything as {name}: use ref, token, code or int")
    reads_and_writes = (rule.methods or set()) & SAFE and (rule.methods or set()) - SAFE
    if reads_and_writes and not hasattr(app.view_functions[rule.endpoint], "view_class"):
        raise Undeclared(
            f"{rule.rule}: one view both reads and writes; a write never rides on a read"
        )


def _every(app: Flask) -> Iterator[tuple[Rule, str, Verb | str | None]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            yield rule, method, declared(app, rule.endpoint, method)
