"""Which documents of a case a reader knows of, and which of them open."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from referrals import access, filing, picture, redaction, trail
from referrals.actor import Actor
from referrals.db import db, reading
from referrals.effects.grounds import telling
from referrals.effects.ledger import What, digest_of
from referrals.errors import NotFound, NotYours
from referrals.facts import facts_of
from referrals.models import Case, Document, Organisation, User
from referrals.picture import may_know, signed
from referrals.redaction import Holding
from referrals.uploads import KINDS as TYPES
from referrals.views import DocumentsView, DocumentView, Opened
from workflows.documents import KINDS, SEEN_BY
from workflows.sharing import Tier

STATES = {
    "waiting": "Being checked for viruses",
    "clean": "Checked",
    "infected": "Had a virus. The file was destroyed",
    "unchecked": "Not checked for viruses",
}


def documents(actor: Actor, reference: str, *, headed: bool = False) -> DocumentsView:
    """Those this reader may know of; of all others there is neither name nor number (rule 10).

    `headed` where they stand under the heading of the case.
    """
    with reading():
        case, way_in, known, facts, holding = redaction.opened(actor, reference)
        over = picture.tab(actor, case, facts, holding, known) if headed else None
        rows = _rows(case, holding, actor)
        views = _views(actor, case, holding, rows)
        may_add = bool(writable(holding))
        beside = telling(actor, case, way_in.code, holding, _listed(actor, rows))
    tiers = {row.tier for row in rows} | picture.told_over(over, holding)
    _looked(actor, case, "documents.listed", tiers, also=beside)
    return DocumentsView(case.reference, views, may_add, over=over)


def document(actor: Actor, reference: str, number: str) -> DocumentView:
    """One of them; NotFound if this reader may not know of it."""
    with reading():
        case, way_in, holding = _seen(actor, reference)
        row = one(case, holding, actor, number)
        [view] = _views(actor, case, holding, [row])
        beside = telling(actor, case, way_in, holding, _listed(actor, [row]))
    _looked(actor, case, "document.read", {row.tier}, also=beside)
    return view


def open_file(actor: Actor, reference: str, number: str, folder: Path) -> Opened:
    """The file, once the trail says who had it: consulted by the police, disclosed to others."""
    with reading():
        case, way_in, holding = _seen(actor, reference)
        row = one(case, holding, actor, number)
        if row.file is None or not _may_open(actor, row):
            raise NotYours(f"{STATES[row.state]}. It cannot be opened")
        content = filing.get(folder, row.file, row.id)
        [view] = _views(actor, case, holding, [row])
        to = db.session.get_one(Organisation, actor.organisation_id).code
        told = partial(_told, actor, [row], f"document.{row.kind}", digest_of(content))
        beside = telling(actor, case, way_in, holding, told)
    recipients = () if actor.police else (to,)
    _looked(actor, case, "document.opened", {row.tier}, recipients=recipients, also=beside)
    return Opened(view.name, TYPES[row.extension][0], content)


def one(case: Case, holding: Holding, actor: Actor, number: str) -> Document:
    """A document this reader may know of; NotFound if there is none of that number."""
    row = db.session.get(Document, number)
    if row is None or row.case_id != case.id or not may_know(row, holding, actor):
        raise NotFound
    return row


def _seen(actor: Actor, reference: str) -> tuple[Case, str, Holding]:
    case, way_in = access.opened(actor, reference)
    return case, way_in.code, redaction.held_by(actor, case, facts_of(case, actor), way_in)


def _listed(actor: Actor, rows: Sequence[Document]) -> Callable[[], What]:
    """What is told by showing that these are there."""
    words = [(row.id, row.kind, row.description) for row in _of_others(actor, rows)]
    return partial(_told, actor, rows, "documents", digest_of(words))


def _told(actor: Actor, rows: Sequence[Document], item: str, digest: str) -> What:
    told = _of_others(actor, rows)
    return What(tuple(sorted({row.tier for row in told})), (item,) if told else (), digest)


def _of_others(actor: Actor, rows: Sequence[Document]) -> list[Document]:
    """What an organisation added itself it is not told by anybody."""
    return [row for row in rows if row.organisation_id != actor.organisation_id]


def writable(holding: Holding) -> frozenset[Tier]:
    """The tiers under which its reader may add a document."""
    return frozenset(tier for tier in SEEN_BY if holding.writes(tier))


def _rows(case: Case, holding: Holding, actor: Actor) -> list[Document]:
    query = (
        select(Document)
        .where(Document.case_id == case.id)
        .order_by(Document.added_at.desc(), Document.id)
    )
    return [row for row in db.session.scalars(query) if may_know(row, holding, actor)]


def _may_open(actor: Actor, row: Document) -> bool:
    """What nobody checked goes no further than the organisation that added it."""
    return row.state == "clean" or (
        row.state == "unchecked" and row.organisation_id == actor.organisation_id
    )


def _views(
    actor: Actor, case: Case, holding: Holding, rows: Sequence[Document]
) -> tuple[DocumentView, ...]:
    people = _all(User, {row.by_id for row in rows})
    agencies = _all(Organisation, {row.organisation_id for row in rows})
    instead = signed(actor, case, holding, agencies)
    by = {
        row.id: instead.get(row.organisation_id)
        or (people[row.by_id].name, agencies[row.organisation_id].name)
        for row in rows
    }
    originals = {row.id for row in _rows(case, holding, actor)}
    return tuple(
        DocumentView(
            id=row.id,
            kind=KINDS[row.kind],
            description=row.description or "",
            name=_name(row, case, holding, actor),
            extension=row.extension,
            size=row.size,
            tier=row.tier,
            seen_by=SEEN_BY[Tier(row.tier)][0],
            state=row.state,
            may_open=row.file is not None and _may_open(actor, row),
            added_at=row.added_at,
            added_by=by[row.id][0],
            organisation=by[row.id][1],
            redacted_of=row.redacted_of_id if row.redacted_of_id in originals else "",
        )
        for row in rows
    )


Kept = TypeVar("Kept", User, Organisation)


def _all(model: type[Kept], ids: set[int]) -> dict[int, Kept]:
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(ids)))}


def _name(row: Document, case: Case, holding: Holding, actor: Actor) -> str:
    """A file's name may be a suspect's: it is for who added it, and who reads intelligence."""
    if row.by_id == actor.user_id or holding.reads_of_others(Tier.INTELLIGENCE, free=True):
        return row.name or ""
    return f"{case.reference}-{row.kind.replace('_', '-')}.{row.extension}"


def _looked(
    actor: Actor,
    case: Case,
    what: str,
    tiers: set[str],
    *,
    recipients: tuple[str, ...] = (),
    also: Callable[[], None] | None = None,
) -> None:
    trail.looked(
        actor,
        what,
        [(case.id, case.reference)],
        tiers,
        operation="disclosure" if recipients else "consultation",
        recipients=recipients,
        single=True,
        also=also,
    )
