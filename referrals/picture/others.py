"""The other agencies that hold a case, as far as a partner may know of them."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import or_, select

from referrals.actor import Actor
from referrals.db import db
from referrals.effects.sharing import left_out
from referrals.models import Assignment, Case, Organisation
from referrals.picture.load import shares_of
from referrals.redaction import Holding
from workflows.partners import AUTHORITY, BY_SHARE, ITEM, SOCIAL_WORKERS, knows
from workflows.shares import RECEIVERS

STANDINGS = ("la_children", "la_adults")


def others(actor: Actor, case: Case, holding: Holding, at: dt.datetime) -> tuple[str, ...]:
    """Their names in order; never how many there are whom this reader may not know."""
    opened = holding.role in RECEIVERS.values() and holding.has(ITEM)
    if not opened and actor.role not in SOCIAL_WORKERS:
        return ()
    held = [(AUTHORITY, False, *row) for row in _authorities(case, at)] + [
        (BY_SHARE, ITEM not in left_out(row), row.organisation_id, row.organisation.name)
        for row in shares_of(case.id)
        if row.state == "accepted" and row.until > at
    ]
    return tuple(sorted({
        name
        for how, open_too, number, name in held
        if number != actor.organisation_id
        and knows(actor.role, open_to_others=opened, holder=how, holder_open=open_too)
    }))  # fmt: skip


def _authorities(case: Case, at: dt.datetime) -> Iterable[tuple[int, str]]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .join(Assignment, Assignment.organisation_id == Organisation.id)
        .where(Assignment.case_id == case.id, Assignment.standing.in_(STANDINGS))
        .where(or_(Assignment.until.is_(None), Assignment.until > at))
    )
    return [(row.id, row.name) for row in rows]
