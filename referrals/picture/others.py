"""The other agencies that hold a case and their people, as far as a partner may know of them."""

import datetime as dt
from collections.abc import Mapping

from referrals.actor import Actor
from referrals.effects.sharing import left_out
from referrals.picture.load import Rows
from referrals.picture.summary import POLICE_LEAD
from referrals.redaction import Holding
from workflows.partners import AUTHORITY, BY_SHARE, ITEM, SOCIAL_WORKERS, knows
from workflows.shares import RECEIVERS

SOMEBODY = "Somebody else"


def others(actor: Actor, rows: Rows, holding: Holding, at: dt.datetime) -> tuple[str, ...]:
    """Their names in order; never how many there are whom this reader may not know."""
    return tuple(sorted(set(_known(actor, rows, holding, at).values())))


def names_to(actor: Actor, rows: Rows, holding: Holding, at: dt.datetime) -> Mapping[int, str]:
    """Who did what, by number: of an agency whose name is not told to this reader, nobody's is.

    Where nobody says who leads, everybody of the police is the police.
    """
    names = dict(rows.names)
    if "investigation" in holding.unheard:
        names |= dict.fromkeys(rows.police, POLICE_LEAD)
    if actor.police:
        return names
    known = {actor.organisation_id, *_known(actor, rows, holding, at)}
    wrote = {(row.by_id, row.organisation_id) for row in rows.events}
    wrote |= {(row.by_id, row.organisation_id) for row in rows.notes}
    hidden = {by for by, agency in wrote if by and agency not in known} - rows.police
    return names | dict.fromkeys(hidden, SOMEBODY)


def _known(actor: Actor, rows: Rows, holding: Holding, at: dt.datetime) -> Mapping[int, str]:
    opened = holding.role in RECEIVERS.values() and holding.has(ITEM)
    if not opened and actor.role not in SOCIAL_WORKERS:
        return {}
    held = [(AUTHORITY, False, *row) for row in rows.authorities.items()] + [
        (BY_SHARE, ITEM not in left_out(row), row.organisation_id, row.organisation.name)
        for row in rows.shares
        if row.state == "accepted" and row.until > at
    ]
    return {
        number: name
        for how, open_too, number, name in held
        if number != actor.organisation_id
        and knows(actor.role, open_to_others=opened, holder=how, holder_open=open_too)
    }
