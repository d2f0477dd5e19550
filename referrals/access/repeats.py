"""A repeated request about a case answers as the first did, to whom the case is still there."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from referrals import once
from referrals.access.door import still_there
from referrals.actor import Actor
from referrals.clock import now
from referrals.errors import NotFound, Reused

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

    A repeat is answered while that case is there for them, and the `other` that it is linked to;
    for an hour also where the act itself ended that, as declining and releasing do (RE3). Else it
    is NotFound, as a new one is, and so is the same key with other answers (R12).
    """
    if key is None:
        return do()
    fresh = []

    def first() -> dict[str, Any]:
        fresh.append(do())
        there = _there(actor, case, fresh[0])
        return {**fresh[0], UNTIL: None if there else (now() + AN_HOUR).isoformat()}

    name = act if case is None else f"{case}/{act}"
    try:
        kept = once.only(actor.user_id, key, name, body, first)
    except Reused as reused:
        raise (reused if _there(actor, case, {}) else NotFound()) from None
    until = kept.pop(UNTIL, None)
    if not fresh and not _heard(actor, case, kept, until):
        raise NotFound
    return kept


def _heard(actor: Actor, case: str | None, kept: dict[str, Any], until: str | None) -> bool:
    if until is None:
        return _there(actor, case, kept)
    return now() < dt.datetime.fromisoformat(until)


def _there(actor: Actor, case: str | None, result: dict[str, Any]) -> bool:
    about = (case or result.get("reference"), result.get("other"))
    return all(still_there(actor, each) for each in about if each is not None)
