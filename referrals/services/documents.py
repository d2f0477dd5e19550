"""Keeps documents on a case: added, listed and opened through the one door alone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from referrals import access, effects, filing, once, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, new_id, reading
from referrals.errors import Invalid, NotFound, NotYours
from referrals.models import Case, Document, Organisation, User
from referrals.redaction import Holding
from referrals.uploads import KINDS as TYPES
from referrals.uploads import Accepted, accepted
from referrals.views import DocumentsView, DocumentView, Opened
from workflows.documents import KINDS, MOST, SEEN_BY
from workflows.sharing import Tier

Done = dict[str, object]
STATES = {
    "waiting": "Being checked for viruses",
    "clean": "Checked",
    "infected": "Had a virus. The file was destroyed",
    "unchecked": "Not checked for viruses",
}


@dataclass(frozen=True)
class New:
    """A document to be added: what it is, who may see it, and the file as it was sent."""

    kind: str
    tier: str
    description: str
    name: str
    content: bytes
    redacted_of: str = ""


@dataclass(frozen=True)
class Store:
    """Where files are kept, and whether anything checks them for viruses."""

    folder: Path
    scanned: bool


@dataclass(frozen=True)
class _Filed:
    """A document whose file is on disk already, and whose row is not yet stored."""

    new: New
    file: Accepted
    number: str
    on_disk: str
    store: Store


def documents(actor: Actor, reference: str) -> DocumentsView:
    """Those this reader may know of; of all others there is neither name nor number (rule 10)."""
    with reading():
        case, holding = _seen(actor, reference)
        rows = _rows(case, holding, actor)
        views = _views(actor, case, holding, rows)
        may_add = bool(_tiers(holding))
    _looked(actor, case, "documents.listed", {row.tier for row in rows})
    return DocumentsView(case.reference, views, may_add)


def document(actor: Actor, reference: str, number: str) -> DocumentView:
    """One of them; NotFound if this reader may not know of it."""
    with reading():
        case, holding = _seen(actor, reference)
        row = _one(case, holding, actor, number)
        [view] = _views(actor, case, holding, [row])
    _looked(actor, case, "document.read", {row.tier})
    return view


def tiers(actor: Actor, reference: str) -> frozenset[Tier]:
    """The tiers under which this person may add a document; NotYours if there is none."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        found = _tiers(redaction.holding_of(actor, case))
    if not found:
        raise NotYours("Your role cannot add documents to this case")
    return found


def add(actor: Actor, reference: str, new: New, store: Store, key: str | None = None) -> Done:
    """Keep a file that is fit to be kept: on disk first, then in its row with event and trail."""
    if new.tier not in tiers(actor, reference):
        raise NotYours("Your role cannot add a document that those people see")
    if new.kind not in KINDS:
        raise Invalid({"kind": ["Say what kind of document it is"]})
    file = accepted(new.name, new.content)
    number = new_id()
    filed = _Filed(new, file, number, filing.put(store.folder, number, file.content), store)
    done = _add(actor, reference, filed, key)
    if done["document"] != number:
        filing.drop(store.folder, filed.on_disk)  # a repeat: the first one stands
    return done


@act
def _add(actor: Actor, reference: str, filed: _Filed, key: str | None) -> Done:
    new = filed.new

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        holding = redaction.holding_of(actor, case)
        if not holding.writes(new.tier):
            raise NotYours("Your role cannot add a document that those people see")
        if _count(case) >= MOST:
            raise Invalid({"file": [f"This case has {MOST} documents. No more can be added"]})
        original = _one(case, holding, actor, new.redacted_of) if new.redacted_of else None
        db.session.add(_row(actor, case, filed, original))
        _write_down(actor, case, filed)
        return {"reference": case.reference, "document": filed.number, "version": case.version}

    said = [new.kind, new.tier, new.description, new.name, new.redacted_of]
    body = [*said, hashlib.sha256(new.content).hexdigest()]
    return once.only(actor.user_id, key, f"{reference}/document", body, do)


def _write_down(actor: Actor, case: Case, filed: _Filed) -> None:
    new = filed.new
    event = effects.happened(actor, case, "document", f"Document added: {KINDS[new.kind]}")
    event.tier, event.detail = new.tier, {"kind": new.kind}
    db.session.add(event)
    trail.changed(
        actor,
        "document.added",
        case,
        operation="collection",
        tiers=(new.tier,),
        after={"document": filed.number, "kind": new.kind, "name": filed.file.name},
    )
    effects.settle(actor, case, now())


def open_file(actor: Actor, reference: str, number: str, folder: Path) -> Opened:
    """The file, once the trail says who had it: consulted by the police, disclosed to others."""
    with reading():
        case, holding = _seen(actor, reference)
        row = _one(case, holding, actor, number)
        if row.file is None or not _may_open(actor, row):
            raise NotYours(f"{STATES[row.state]}. It cannot be opened")
        content = filing.get(folder, row.file, row.id)
        [view] = _views(actor, case, holding, [row])
        to = db.session.get_one(Organisation, actor.organisation_id).code
    _looked(actor, case, "document.opened", {row.tier}, () if actor.police else (to,))
    return Opened(view.name, TYPES[row.extension][0], content)


def _seen(actor: Actor, reference: str) -> tuple[Case, Holding]:
    case = access.fetch_quietly(actor, reference, Verb.READ)
    holding = redaction.holding_of(actor, case)
    if not holding.levels:
        raise NotFound
    return case, holding


def _tiers(holding: Holding) -> frozenset[Tier]:
    return frozenset(tier for tier in SEEN_BY if holding.writes(tier))


def _rows(case: Case, holding: Holding, actor: Actor) -> list[Document]:
    query = select(Document).where(Document.case_id == case.id).order_by(Document.added_at.desc())
    return [row for row in db.session.scalars(query) if _may_know(row, holding, actor)]


def _one(case: Case, holding: Holding, actor: Actor, number: str) -> Document:
    row = db.session.get(Document, number)
    if row is None or row.case_id != case.id or not _may_know(row, holding, actor):
        raise NotFound
    return row


def _may_know(row: Document, holding: Holding, actor: Actor) -> bool:
    """What they added, or what is of a tier they read in full; of a summary there is no file.

    A file may say whatever its tier holds: where one thing of it was left out, it is not there.
    """
    theirs = holding.reads_of_others(row.tier, free=True) and holding.whole(row.tier)
    return row.by_id == actor.user_id or theirs


def _may_open(actor: Actor, row: Document) -> bool:
    """What nobody checked goes no further than the organisation that added it."""
    return row.state == "clean" or (
        row.state == "unchecked" and row.organisation_id == actor.organisation_id
    )


def _count(case: Case) -> int:
    query = select(func.count()).select_from(Document).where(Document.case_id == case.id)
    return db.session.scalar(query) or 0


def _row(actor: Actor, case: Case, filed: _Filed, original: Document | None) -> Document:
    row = Document(
        id=filed.number,
        case_id=case.id,
        tier=filed.new.tier,
        kind=filed.new.kind,
        state="waiting" if filed.store.scanned else "unchecked",
        file=filed.on_disk,
        extension=filed.file.extension,
        size=len(filed.file.content),
        added_at=now(),
        by_id=actor.user_id,
        organisation_id=actor.organisation_id,
        redacted_of_id=original.id if original else None,
    )
    row.name, row.description = filed.file.name, filed.new.description or None
    return row


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
