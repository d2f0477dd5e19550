"""Promises notices in the transaction of the act, and says whose they are."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, or_

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db
from referrals.models import Notice
from referrals.once import put_new

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
NOTICES = cast(Table, Notice.__table__)


def promise(
    topic: str,
    *,
    case_id: int | None = None,
    user_ids: Iterable[int] = (),
    team_id: int | None = None,
    organisation_id: int | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Promise each person, team and organisation a notice, in the transaction of the act."""
    db.session.flush()
    promised = now()
    receivers: list[tuple[str, int | None]] = [("user_id", user_id) for user_id in user_ids]
    receivers += [("team_id", team_id), ("organisation_id", organisation_id)]
    for column, receiver in receivers:
        if receiver is not None:
            _store(
                {
                    "topic": topic,
                    "case_id": case_id,
                    "promised_at": promised,
                    "due": at or promised,
                    "attempts": 0,
                    column: receiver,
                }
            )


def told_to(actor: Actor) -> ColumnElement[bool]:
    """The notices of a person: their own, their team's and their organisation's."""
    return or_(
        Notice.user_id == actor.user_id,
        and_(Notice.team_id.is_not(None), Notice.team_id == actor.team_id),
        Notice.organisation_id == actor.organisation_id,
    )


def _store(notice: dict[str, object]) -> None:
    reference = "N-" + "".join(secrets.choice(LETTERS) for _ in range(6))
    if not put_new(NOTICES, reference=reference, **notice):
        _store(notice)  # another notice has that reference
