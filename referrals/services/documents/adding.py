"""A document is added: judged, sealed on disk, then in its row with event and trail."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from referrals import access, effects, filing, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, new_id, reading
from referrals.effects.referral import sent_referral
from referrals.errors import Invalid, NotYours
from referrals.models import Case, Document
from referrals.services.documents.reading import one, writable
from referrals.uploads import Accepted, accepted
from workflows.documents import KINDS, MOST, RECEIPT, SEEN_BY
from workflows.sharing import Tier

Done = dict[str, object]


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


def tiers(actor: Actor, reference: str) -> frozenset[Tier]:
    """The tiers under which this person may add a document; NotYours if there is none."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        found = writable(redaction.holding_of(actor, case))
    if not found:
        raise NotYours("Your role cannot add documents to this case")
    trail.form_opened(actor, case)
    return found


def add(actor: Actor, reference: str, new: New, store: Store, key: str | None = None) -> Done:
    """Keep a file that is fit to be kept: on disk first, then in its row with event and trail."""
    if new.tier not in tiers(actor, reference):
        raise NotYours("Your role cannot add a document that those people see")
    if new.kind not in KINDS:
        raise Invalid({"kind": ["Say what kind of document it is"]})
    if new.kind == RECEIPT and new.tier != Tier.NRM_DECISION:
        raise Invalid({"tier": [f"A receipt is for: {SEEN_BY[Tier.NRM_DECISION][0]}"]})
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
        original = one(case, holding, actor, new.redacted_of) if new.redacted_of else None
        row = _row(actor, case, filed, original)
        row.referral_id = _receipted(case) if new.kind == RECEIPT else None
        db.session.add(row)
        _write_down(actor, case, filed)
        return {"reference": case.reference, "document": filed.number, "version": case.version}

    said = [new.kind, new.tier, new.description, new.name, new.redacted_of]
    body = [*said, hashlib.sha256(new.content).hexdigest()]
    return access.only_once(actor, key, "document", body, do, case=reference)


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


def _receipted(case: Case) -> str:
    """The NRM referral that a receipt is for: the last one that was sent."""
    sent = sent_referral(case.id)
    if sent is None:
        raise Invalid({"kind": ["No NRM referral was sent yet, so there is no receipt for one"]})
    return sent.id


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
