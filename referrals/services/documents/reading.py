"""Which documents of a case a reader knows of, and which of them open."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from referrals import access, filing, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.db import db, reading
from referrals.errors import NotFound, NotYours
from referrals.models import Case, Document, Organisation, User
from referrals.picture import may_know
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


def documents(actor: Actor, reference: str) -> DocumentsView:
    """Those this reader may know of; of all others there is neither name nor number (rule 10)."""
    with reading():
        case, holding = _seen(actor, reference)
        rows = _rows(case, holding, actor)
        views = _views(actor, case, holding, rows)
        may_add = bool(writable(holding))
    _looked(actor, case, "documents.listed", {row.tier for row in rows})
    return DocumentsView(case.reference, views, may_add)


def document(actor: Actor, reference: str, number: str) -> DocumentView:
    """One of them; NotFound if this reader may not know of it."""
    with reading():
        case, holding = _seen(actor, reference)
        row = one(case, holding, actor, number)
        [view] = _views(actor, case, holding, [row])
    _looked(actor, case, "document.read", {row.tier})
    return view


def open_file(actor: Actor, reference: str, number: str, folder: Path) -> Opened:
    """The file, once the trail says who had it: consulted by the police, disclosed to others."""
    with reading():
        case, holding = _seen(actor, reference)
        row = one(case, holding, actor, number)
        if row.file is None or not _may_open(actor, row):
            raise NotYours(f"{STATES[row.state]}. It cannot be opened")
        content = filing.get(folder, row.file, row.id)
        [view] = _views(actor, case, holding, [row])
        to = db.session.get_one(Organisation, actor.organisation_id).code
    _looked(actor, case, "document.opened", {row.tier}, () if actor.police else (to,))
    return Opened(view.name, TYPES[row.extension][0], content)


def one(case: Case, holding: Holding, actor: Actor, number: str) -> Document:
    """A document this reader may know of; NotFound if there is none of that number."""
    row = db.session.get(Document, number)
    if row is None or row.case_id != case.id or not may_know(row, holding, actor):
        raise NotFound
    return row


def _seen(actor: Actor, reference: str) -> tuple[Case, Holding]:
    case = access.fetch_quietly(actor, reference, Verb.READ)
    holding = redaction.holding_of(actor, case)
    if not holding.levels:
        raise NotFound
    return case, holding


def writable(holding: Holding) -> frozenset[Tier]:
    """The tiers under which its reader may add a document."""
    return frozenset(tier for tier in SEEN_BY if holding.writes(tier))


def _rows(case: Case, holding: Holding, actor: Actor) -> list[Document]:
    query = select(Document).where(Document.case_id == case.id).order_by(Document.added_at.desc())
    return [row for row in db.session.scalars(query) if may_know(row, holding, actor)]


def _may_open(actor: Actor, row: Document) -> bool:
    """What nobody checked goes no further than the organisation that added it."""
    return row.state == "clean" or (
        row.state == "unchecked" and row.organisation_id == actor.organisation_id
    )


def _views(
    actor: Actor, case: Case, holding: Holding, rows: Sequence[Document]
) -> tuple[DocumentView, ...]:
    people = _named(User, {row.by_id for row in rows})
    organisations = _named(Organisation, {row.organisation_id for row in rows})
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
            added_by=people[row.by_id],
            organisation=organisations[row.organisation_id],
            redacted_of=row.redacted_of_id if row.redacted_of_id in originals else "",
        )
        for row in rows
    )


def _named(model: type[User] | type[Organisation], ids: set[int]) -> dict[int, str]:
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).all())


def _name(row: Document, case: Case, holding: Holding, actor: Actor) -> str:
    """A file's name may be a suspect's: it is for who added it, and who reads intelligence."""
    if row.by_id == actor.user_id or holding.reads_of_others(Tier.INTELLIGENCE, free=True):
        return row.name or ""
    return f"{case.reference}-{row.kind.replace('_', '-')}.{row.extension}"


def _looked(
    actor: Actor, case: Case, what: str, tiers: set[str], recipients: tuple[str, ...] = ()
) -> None:
    trail.looked(
        actor,
        what,
        [(case.id, case.reference)],
        tiers,
        operation="disclosure" if recipients else "consultation",
        recipients=recipients,
        single=True,
    )
