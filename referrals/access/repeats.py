"""A repeated request about a case answers as the first did, to whom the case is still there."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from referrals import once
from referrals.access.door import still_there
from referrals.actor import Actor
from referrals.clock import now
from referrals.errors import NotFound

UNTIL = "answered until"
AN_HOUR = dt.timedelta(hours=1)
"""So long whoever gave a case up by what they did may hear again that it was done."""


def only_once(
    actor: Actor,
    key: str | None,
    act: str,
    body: object,
    do: Callable[[], dict[str, Any]],
    *,
    case: str | None = None,
) -> dict[str, Any]:
    """`once.only` for acts about a case, by its reference: given, or told in the result.

    A repeat is answered while that case is there for them; for an hour also where the act itself
    ended that, as declining and releasing do (RE3). Else it is NotFound, as a new one is (R12).
    """
    if key is None:
        return do()
    fresh = []

    def first() -> dict[str, Any]:
        fresh.append(do())
        there = _there(actor, case, fresh[0])
        return {**fresh[0], UNTIL: None if there else (now() + AN_HOUR).isoformat()}

    name = act if case is None else f"{case}/{act}"
    kept = once.only(actor.user_id, key, name, body, first)
    until = kept.pop(UNTIL, None)
    if fresh:
        return kept
    if now() >= dt.datetime.fromisoformat(until) if until else not _there(actor, case, kept):
        raise NotFound
    return kept


def _there(actor: Actor, case: str | None, result: dict[str, Any]) -> bool:
    about = case or result.get("reference")
    return about is None or still_there(actor, about)
