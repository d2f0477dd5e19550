"""The other agencies that hold a case and their people, as far as a partner may know of them."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.effects.sharing import left_out
from referrals.models import Case, Organisation, Share, User
from referrals.picture.load import TOLD, Rows
from referrals.picture.summary import POLICE_LEAD
from referrals.redaction import Holding, shares_of
from workflows.partners import AUTHORITY, BY_SHARE, ITEM, SOCIAL_WORKERS, knows
from workflows.shares import RECEIVERS

SOMEBODY, ANOTHER = "Somebody else", "another agency"


def others(actor: Actor, rows: Rows, holding: Holding) -> tuple[str, ...]:
    """Their names in order; never how many there are whom this reader may not know."""
    return tuple(sorted(set(_known(actor, rows.authorities, rows.shares, holding).values())))


def names_to(actor: Actor, rows: Rows, holding: Holding) -> Mapping[int, str]:
    """Who did what, by number: of an agency whose name is not told to this reader, nobody's is.

    Where nobody says who leads, everybody of the police is the police.
    """
    names = dict(rows.names)
    if "investigation" in holding.unheard:
        names |= dict.fromkeys(rows.police, POLICE_LEAD)
    if actor.police:
        return names
    known = {actor.organisation_id, *_known(actor, rows.authorities, rows.shares, holding)}
    wrote = {(row.by_id, row.organisation_id) for row in rows.events}
    wrote |= {(row.by_id, row.organisation_id) for row in rows.notes}
    hidden = {by for by, agency in wrote if by and agency not in known} - rows.police
    return names | dict.fromkeys(hidden, SOMEBODY)


def signed(
    actor: Actor, case: Case, holding: Holding, agencies: Mapping[int, Organisation]
) -> Mapping[int, tuple[str, str]]:
    """How people and agencies sign what they added, by agency: empty where by their own names."""
    if actor.police:
        return {}
    apart = {number for number, row in agencies.items() if row.kind == "police"}
    told: dict[int, tuple[str, str]] = {}
    if "investigation" in holding.unheard:
        told = {number: (POLICE_LEAD, agencies[number].name) for number in apart}
    unknown = agencies.keys() - apart - {actor.organisation_id}
    if unknown:
        told_of = db.session.execute(TOLD, {"case": case.id})
        authorities = {number: name for _, number, name, *_ in told_of}
        unknown -= _known(actor, authorities, shares_of(case.id), holding).keys()
    return told | dict.fromkeys(unknown, (SOMEBODY, ANOTHER))


def told_by(actor: Actor, case: Case, holding: Holding, user_id: int | None) -> str:
    """Who did one thing, as a reader is told it: by name, or as the timeline has it."""
    row = db.session.execute(
        select(User, Organisation)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.id == user_id)
    ).one_or_none()
    if row is None:
        return ""
    who, agency = row
    return signed(actor, case, holding, {agency.id: agency}).get(agency.id, (who.name, ""))[0]


def _known(
    actor: Actor,
    authorities: Mapping[int, str],
    shares: Iterable[Share],
    holding: Holding,
) -> Mapping[int, str]:
    opened = holding.role in RECEIVERS.values() and holding.has(ITEM)
    if not opened and actor.role not in SOCIAL_WORKERS:
        return {}
    held = [(AUTHORITY, False, *row) for row in authorities.items()] + [
        (BY_SHARE, ITEM not in left_out(row), row.organisation_id, row.organisation.name)
        for row in shares
        if row.state == "accepted" and row.runs
    ]
    return {
        number: name
        for how, open_too, number, name in held
        if number != actor.organisation_id
        and knows(actor.role, open_to_others=opened, holder=how, holder_open=open_too)
    }
