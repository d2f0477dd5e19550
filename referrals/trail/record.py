"""What a service or a page says to the trail: changed, looked, a form opened, refused."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, or_, select
from sqlalchemy.exc import SQLAlchemyError

from referrals.actor import Actor
from referrals.db import db, writing
from referrals.errors import NotFound, TrailUnavailable
from referrals.models import Case, Organisation, TrailIndex, User
from referrals.reference import SHAPE
from referrals.trail.chain import append
from referrals.trail.rows import NOBODY, REFUSAL
from workflows import VERSION

INDEX = cast(Table, TrailIndex.__table__)
LEFT = (
    select(User.id)
    .join(Organisation, Organisation.id == User.organisation_id)
    .where(User.id == bindparam("user"), or_(~User.active, ~Organisation.active))
)


def changed(
    actor: Actor | None,
    act: str,
    case: Case | None,
    *,
    operation: str = "alteration",
    tiers: Iterable[str] = (),
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
    reason_code: str = "",
    recipients: Iterable[object] = (),
    basis: str = "",
) -> None:
    """Record an act in the transaction of the act; `actor` is None when the service does it.

    NotFound, and so nothing is done, if they have left since they were let in: an act may have
    waited long for its rows (AC9).
    """
    db.session.flush()  # what is wrong with the act itself is not a fault of the trail
    row = _row(actor, act, operation, tiers, basis) | {
        "cases": case.reference if case else "",
        "recipients": ",".join(str(recipient) for recipient in recipients),
        "reason_code": reason_code,
        "rulebook": case.rulebook if case else VERSION,
    }
    chain = f"case:{case.id}" if case else _own(actor)
    with _unavailable():
        append("changes", chain, row, _words(before, after, reason))
        left = actor is not None and db.session.scalar(LEFT, {"user": actor.user_id}) is not None
    if left:
        raise NotFound


def looked(
    actor: Actor,
    act: str,
    cases: Sequence[tuple[int, str]],
    tiers: Iterable[str],
    *,
    single: bool,
    operation: str = "consultation",
    basis: str = "",
    recipients: Iterable[object] = (),
    also: Callable[[], None] | None = None,
) -> None:
    """Record, before the bytes leave, which cases (id, reference) and tiers somebody is shown.

    It has a short transaction of its own, in which `also` may write what belongs to the moment
    (the session's last-seen time). One case goes to that case's chain; a list to the reader's.
    """
    references = list(dict.fromkeys(reference for _, reference in cases))
    row = _row(actor, act, operation, tiers, basis) | {
        "cases": ",".join(references),
        "recipients": ",".join(str(recipient) for recipient in recipients),
    }
    with _unavailable(), writing():
        if also is not None:
            also()
        if single:
            append("reads", f"case:{cases[0][0]}", row)
        else:
            _index(_own(actor), append("reads", _own(actor), row), references)


def form_opened(actor: Actor, case: Case, *tiers: str) -> None:
    """Record that somebody opened a form of one case: that there is such a case is told by it."""
    looked(actor, "case.form_opened", [(case.id, case.reference)], tiers, single=True)


def refused(
    actor: Actor | None,
    act: str,
    reference: str,
    reason_code: str,
    status: int,
    *,
    request: str = "",
) -> None:
    """Record, in a transaction of its own, that somebody was told no (AU9).

    A hidden case and an absent one are recorded alike, in the chain of whoever asked. Only what
    has the shape of a reference, or of two, is kept: an address may hold anything a person typed,
    a name too.
    """
    row = _row(actor, act, REFUSAL, (), str(status)) | {
        "cases": reference if all(map(SHAPE.fullmatch, reference.split(",", 1))) else "",
        "reason_code": reason_code,
    }
    if actor is None:
        row["request"] = request
    with _unavailable(), writing():
        append("reads", _own(actor), row)


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise TrailUnavailable from error


def _own(actor: Actor | None) -> str:
    return f"user:{actor.user_id}" if actor else NOBODY


def _row(
    actor: Actor | None, act: str, operation: str, tiers: Iterable[str], basis: str
) -> dict[str, Any]:
    return {
        "act": act,
        "operation": operation,
        "actor_id": actor.user_id if actor else 0,
        "organisation_id": actor.organisation_id if actor else 0,
        "role": actor.role if actor else NOBODY,
        "request": actor.request if actor else "",
        "tiers": ",".join(sorted(tiers)),
        "basis": basis,
        "recipients": "",
        "reason_code": "",
        "rulebook": VERSION,
    }


def _words(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None, reason: str
) -> str:
    """Before, after and the reason as one text to seal; nothing when there is nothing to say."""
    said = {"before": before, "after": after, "reason": reason}
    kept = {name: value for name, value in said.items() if value}
    return json.dumps(kept, sort_keys=True, default=str, ensure_ascii=False) if kept else ""


def _index(chain: str, seq: int, references: Sequence[str]) -> None:
    rows = [
        {"chain": chain, "seq": seq, "position": position, "reference": reference}
        for position, reference in enumerate(references)
    ]
    if rows:
        db.session.execute(insert(INDEX), rows)
