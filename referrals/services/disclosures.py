"""Who has been told what of one person, why and since when: for a request or a review."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from referrals import access, paper, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db, reading
from referrals.effects.grounds import STANDING
from referrals.errors import NotYours
from referrals.facts import facts_of, known_of
from referrals.models import Case, Disclosure, Organisation, Share, User
from workflows.answers import REFERRALS, mistake_in
from workflows.eras import AUTHORITIES as DECIDERS
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
    """Everything told to one receiver on one ground, and how it ended.

    `mistaken` is when it was written down that they were told by mistake.
    """

    to: str
    how: str
    purpose: str
    legal_basis: str
    decided_by: str
    since: dt.datetime
    until: dt.datetime | None
    ended: str
    outcome: str
    mistaken: dt.datetime | None
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


@dataclass(frozen=True)
class _Referral:
    """A local authority that was told by somebody; `mistaken` is when it was said to be wrong."""

    to: str
    kind: str
    at: dt.datetime
    recorded_at: dt.datetime
    by_id: int
    mistaken: dt.datetime | None


@dataclass(frozen=True)
class _Known:
    """What stands behind the numbers of the rows."""

    places: Mapping[int | None, str]
    names: Mapping[int | None, str]
    shares: Mapping[str, Share]
    referrals: Sequence[_Referral]

    def ground(self, row: Disclosure) -> tuple[object, ...]:
        """What is told on one ground is one telling; a mistake, and what came after it, are two."""
        how = row.share_id or _kind(row)
        return self.place(row), how, row.purpose, row.reader_id, self.mistaken(row)

    def place(self, row: Disclosure) -> str:
        return self.places.get(row.organisation_id) or said(DECIDERS, str(row.recipient))

    def mistaken(self, row: Disclosure) -> dt.datetime | None:
        """When the referral they were told by was said to be a mistake.

        It is the one that wrote the row; of a row from reading since, the last made before it.
        """
        told = [each for each in self.referrals if each.to == self.place(row)]
        its_own = [each for each in told if each.at == row.at]
        before = [each for each in told if each.recorded_at <= row.at]
        by = max(its_own or before, key=lambda each: each.recorded_at, default=None)
        return by.mistaken if by and row.kind == "referral" else None


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
    rows = db.session.scalars(
        select(Disclosure)
        .outerjoin(Organisation, Organisation.id == Disclosure.organisation_id)
        .where(Disclosure.case_id == case.id)
        .where(or_(Disclosure.organisation_id.is_(None), Organisation.kind != "police"))
        .order_by(Disclosure.at, Disclosure.id)
    ).all()
    known = _known(case, rows)
    grounds: dict[tuple[object, ...], list[Disclosure]] = {}
    for row in rows:
        grounds.setdefault(known.ground(row), []).append(row)
    for told in grounds.values():
        yield _telling(told, known)
    here = {known.place(row) for row in rows if row.kind == "referral"}
    yield from (_by_word(row, known) for row in known.referrals if row.to not in here)


def _known(case: Case, rows: Sequence[Disclosure]) -> _Known:
    referrals = tuple(_referrals(case))
    people = {number for row in rows for number in (row.decided_by_id, row.reader_id)}
    of_case = select(Share).where(Share.case_id == case.id)
    return _Known(
        places=_named(Organisation, {row.organisation_id for row in rows}),
        names=_named(User, people | {row.by_id for row in referrals}),
        shares={row.id: row for row in db.session.scalars(of_case)},
        referrals=referrals,
    )


def _referrals(case: Case) -> Iterable[_Referral]:
    """Every local authority that was told, in order."""
    known = known_of(case.id)
    facts = facts_of(case, known=known)
    for row, event in zip(known.events, facts.events, strict=True):
        name = row.detail.get("la", {}).get("name", "")
        if row.kind in REFERRALS and name and row.by_id is not None:
            error = mistake_in(facts, event)
            mistaken = error.recorded if error else None
            yield _Referral(name, row.kind, row.at, row.recorded_at, row.by_id, mistaken)


def _kind(row: Disclosure) -> str:
    return said(KINDS, row.kind)


def _telling(told: list[Disclosure], known: _Known) -> Telling:
    first, last = told[0], told[-1]
    place, share = known.place(first), known.shares.get(first.share_id or "")
    return Telling(
        to=f"{known.names[first.reader_id]}, {place}" if first.reader_id else place,
        how=_kind(first),
        purpose=said(REASONS, first.purpose),
        legal_basis=said(REASONS, first.legal_basis),
        decided_by=", ".join(dict.fromkeys(known.names[row.decided_by_id] for row in told)),
        since=first.at,
        until=(share.ended_at or share.until) if share else None,
        ended=OVER.get(share.reason_code or "", "") if share else "",
        outcome=(share.outcome or "") if share else "",
        mistaken=known.mistaken(first),
        share=share.id if share else "",
        items=tuple(_items(told)),
        times=len(told),
        digest=last.digest,
    )


def _by_word(row: _Referral, known: _Known) -> Telling:
    """A local authority that was told and has no row of its own: it reads nothing here.

    It does not use the service, or was referred to before a referral itself wrote a row.
    """
    kind, purpose, basis, _ = STANDING[BY_ACT[row.kind]]
    return Telling(
        to=row.to,
        how=said(KINDS, kind),
        purpose=said(REASONS, purpose),
        legal_basis=said(REASONS, basis),
        decided_by=known.names[row.by_id],
        since=row.at,
        until=None,
        ended="",
        outcome="",
        mistaken=row.mistaken,
        share="",
        items=(ItemTold(said(TOLD, "by_word"), row.at),),
        times=1,
        digest="",
    )


def _items(told: list[Disclosure]) -> Iterable[ItemTold]:
    since: dict[str, dt.datetime] = {}
    for row in told:
        for item in row.items:
            since.setdefault(item, row.at)
    return (ItemTold(said(TOLD, item), at) for item, at in since.items())


def _named(
    model: type[Organisation] | type[User], ids: Iterable[int | None]
) -> dict[int | None, str]:
    rows = db.session.execute(select(model.id, model.name).where(model.id.in_(ids)))
    return {row.id: row.name for row in rows}
