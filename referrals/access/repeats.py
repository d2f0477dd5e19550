"""A repeated request about a case answers as the first did, to whom the case is still there."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from referrals import once
from referrals.access.door import still_there
from referrals.actor import Actor
from referrals.clock import now
from referrals.errors import NotFound
from referrals.reference import sound

UNTIL = "answered until"
AN_HOUR = dt.timedelta(hours=1)
"""So long whoever gave a case up by what they did may hear again that it was done."""


def only_once(
    actor: Actor, key: str | None, name: str, body: object, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """`once.only` for acts about a case: the first part of `name`, or `reference` of the result.

    A repeat is answered while that case is there for them; for an hour also where the act itself
    ended that, as declining and releasing do (RE3). Else it is NotFound, as a new one is (R12).
    """
    if key is None:
        return do()
    fresh = []

    def first() -> dict[str, Any]:
        fresh.append(do())
        there = _there(actor, name, fresh[0])
        return {**fresh[0], UNTIL: None if there else (now() + AN_HOUR).isoformat()}

    kept = once.only(actor.user_id, key, name, body, first)
    until = kept.pop(UNTIL, None)
    if fresh:
        return kept
    if now() >= dt.datetime.fromisoformat(until) if until else not _there(actor, name, kept):
        raise NotFound
    return kept


def _there(actor: Actor, name: str, result: dict[str, Any]) -> bool:
    about = str(result.get("reference") or name.partition("/")[0])
    return not sound(about) or still_there(actor, about)
