"""The other agencies that hold a case, as far as a partner may know of them."""

import datetime as dt

from referrals.actor import Actor
from referrals.effects.sharing import left_out
from referrals.picture.load import Rows
from referrals.redaction import Holding
from workflows.partners import AUTHORITY, BY_SHARE, ITEM, SOCIAL_WORKERS, knows
from workflows.shares import RECEIVERS


def others(actor: Actor, rows: Rows, holding: Holding, at: dt.datetime) -> tuple[str, ...]:
    """Their names in order; never how many there are whom this reader may not know."""
    opened = holding.role in RECEIVERS.values() and holding.has(ITEM)
    if not opened and actor.role not in SOCIAL_WORKERS:
        return ()
    held = [(AUTHORITY, False, *row) for row in rows.authorities.items()] + [
        (BY_SHARE, ITEM not in left_out(row), row.organisation_id, row.organisation.name)
        for row in rows.shares
        if row.state == "accepted" and row.until > at
    ]
    return tuple(sorted({
        name
        for how, open_too, number, name in held
        if number != actor.organisation_id
        and knows(actor.role, open_to_others=opened, holder=how, holder_open=open_too)
    }))  # fmt: skip
