"""Who has been told what of one person, why and since when: for a request or a review."""

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass

from sqlalchemy import select

from referrals import access, paper, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db, reading
from referrals.effects.grounds import STANDING
from referrals.errors import NotYours
from referrals.models import Case, Disclosure, Event, Organisation, Share, User
from workflows.answers import REFERRALS
from workflows.ledger import KINDS, REASONS, TOLD, said
from workflows.shares import OFFERERS, OVER
from workflows.sharing import AUTHORITIES, Tier

BY_ACT = dict(zip(REFERRALS, AUTHORITIES, strict=True))


@dataclass(frozen=True)
class ItemTold:
    """One item, and since when they have known it."""

    label: str
    since: dt.datetime


@dataclass(frozen=True)
class Telling:
    """Everything told to one receiver on one ground, and how it ended."""

    to: str
    how: str
    purpose: str
    legal_basis: str
    decided_by: str
    since: dt.datetime
    until: dt.datetime | None
    ended: str
    outcome: str
    share: str
    items: tuple[ItemTold, ...]
    times: int
    digest: str


@dataclass(frozen=True)
class Ledger:
    """The whole of what was told of one person, the newest ground first."""

    reference: str
    as_of: dt.datetime
    rows: tuple[Telling, ...]


def ledger(actor: Actor, reference: str) -> Ledger:
    """For the investigators and supervisors of the case, who answer for what was told.

    It is what went outside the police: who of them looked is for the record of who has seen it.
    """
    found, opened = _ledger(actor, reference)
    trail.looked(actor, "disclosures.read", [opened], (Tier.AUDIT,), single=True)
    return found


def printed(actor: Actor, reference: str) -> bytes:
    """The same as a PDF, to answer whoever asks what was told of them."""
    found, opened = _ledger(actor, reference)
    trail.looked(
        actor, "disclosures.printed", [opened], (Tier.AUDIT,), single=True, operation="disclosure"
    )
    stamp = paper.Stamp("Who was told what", found.reference, actor.name, found.as_of)
    return paper.printed("disclosures", stamp, found=found)


def _ledger(actor: Actor, reference: str) -> tuple[Ledger, tuple[int, str]]:
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.SHARE)
        if actor.role not in OFFERERS:
            raise NotYours("Only investigators and supervisors on the case see who was told what")
        tellings = sorted(_tellings(case), key=lambda row: row.since, reverse=True)
        return Ledger(case.reference, now(), tuple(tellings)), (case.id, case.reference)


def _tellings(case: Case) -> Iterable[Telling]:
    grounds: dict[tuple[object, ...], list[Disclosure]] = {}
    rows = db.session.scalars(
        select(Disclosure)
        .join(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(Disclosure.case_id == case.id, Organisation.kind != "police")
        .order_by(Disclosure.at, Disclosure.id)
    ).all()
    for row in rows:
        apart = (row.share_id or _kind(row), row.purpose, row.reader_id)
        grounds.setdefault((row.organisation_id, apart), []).append(row)
    organisations = _named(Organisation, {row.organisation_id for row in rows})
    people = {row.decided_by_id for row in rows} | {row.reader_id or 0 for row in rows}
    names = _named(User, people)
    of_case = select(Share).where(Share.case_id == case.id)
    shares = {row.id: row for row in db.session.scalars(of_case)}
    for told in grounds.values():
        yield _telling(told, shares.get(told[0].share_id or ""), organisations, names)
    here = {organisations[row.organisation_id] for row in rows if row.kind == "referral"}
    yield from _by_word(case, here)


def _kind(row: Disclosure) -> str:
    return said(KINDS, row.kind)


def _telling(
    told: list[Disclosure],
    share: Share | None,
    organisations: dict[int, str],
    names: dict[int, str],
) -> Telling:
    first, last = told[0], told[-1]
    place = organisations[first.organisation_id]
    return Telling(
        to=f"{names[first.reader_id]}, {place}" if first.reader_id else place,
        how=_kind(first),
        purpose=said(REASONS, first.purpose),
        legal_basis=said(REASONS, first.legal_basis),
        decided_by=", ".join(dict.fromkeys(names[row.decided_by_id] for row in told)),
        since=first.at,
        until=(share.ended_at or share.until) if share else None,
        ended=OVER.get(share.reason_code or "", "") if share else "",
        outcome=(share.outcome or "") if share else "",
        share=share.id if share else "",
        items=tuple(_items(told)),
        times=len(told),
        digest=last.digest,
    )


def _by_word(case: Case, here: Set[str]) -> Iterable[Telling]:
    """Local authorities that were told and have no row of their own: they read nothing here.

    They do not use the service, or were referred to before a referral itself wrote a row.
    """
    rows = db.session.execute(
        select(Event, User.name)
        .join(User, User.id == Event.by_id)
        .where(Event.case_id == case.id, Event.kind.in_(REFERRALS))
    )
    for event, name in rows:
        authority = event.detail.get("la", {}).get("name", "")
        if not authority or authority in here:
            continue
        kind, purpose, basis, _ = STANDING[BY_ACT[event.kind]]
        yield Telling(
            to=authority,
            how=said(KINDS, kind),
            purpose=said(REASONS, purpose),
            legal_basis=said(REASONS, basis),
            decided_by=name,
            since=event.at,
            until=None,
            ended="",
            outcome="",
            share="",
            items=(ItemTold(said(TOLD, "by_word"), event.at),),
            times=1,
            digest="",
        )


def _items(told: list[Disclosure]) -> Iterable[ItemTold]:
    since: dict[str, dt.datetime] = {}
    for row in told:
        for item in row.items:
            since.setdefault(item, row.at)
    return (ItemTold(said(TOLD, item), at) for item, at in since.items())


def _named(model: type[Organisation] | type[User], ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(model.id, model.name).where(model.id.in_(ids)))
    return {row.id: row.name for row in rows}
