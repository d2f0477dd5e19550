"""Copies that leave the service: each shows what the screen shows, and is written in the ledger."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select

from referrals import access, paper, picture, trail, words
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, new_id, reading
from referrals.effects.ledger import Ground, What, copies, digest_of, disclosed
from referrals.effects.taking import OF_CASES, refuse_more
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Disclosure, Organisation
from referrals.paper import Stamp
from referrals.picture.form import Opened
from referrals.views import Withheld
from referrals.views.files import File, Taking
from referrals.views.form import FormLine, FormView
from workflows import eras, htcds
from workflows.agencies import NRM_USERS, SUPERVISORS
from workflows.exports import basis, taking
from workflows.ledger import said
from workflows.nrm_form import text_of
from workflows.shares import OFFERERS
from workflows.sharing import Tier

Answers = Mapping[str, object]
NOTHING_WRITTEN = "Nothing is written yet that could leave the service"


@dataclass(frozen=True)
class Copy:
    """One copy in the making: what it shows, of which tiers, and how many were made before."""

    opened: Opened
    view: FormView
    stamp: Stamp
    record: Mapping[str, object]


@dataclass(frozen=True)
class Kind:
    """One kind of file: what it is called, and how its bytes are made."""

    file: str
    title: str
    words: str
    media_type: str
    render: Callable[[Copy], bytes]
    by: frozenset[str] = NRM_USERS | SUPERVISORS

    @property
    def ledger(self) -> str:
        """How the ledger calls it."""
        return self.file.replace("-", "_").replace(".", "_")


def _as_text(copy: Copy) -> bytes:
    """The form in page order as plain text; every line ends as the form's boxes want it.

    Like paper it says by when it is to be destroyed: the service keeps no copy to delete.
    """
    parts = [
        (part.label, [(line.label, _said(line), line.missing) for line in part.lines])
        for part in copy.view.parts
    ]
    stamp = copy.stamp
    destroy = f"Destroy by {words.london_date(stamp.destroy_by)}."
    return text_of(parts, f"{destroy}\n{stamp.title}, {stamp.reference}").encode()


def _said(line: FormLine) -> str | None:
    if line.offered:
        return f"[Not confirmed, from {line.source}: {line.offered}]"
    return f"[{line.value.reason}]" if isinstance(line.value, Withheld) else line.value


def _as_pdf(copy: Copy) -> bytes:
    return paper.printed("nrm_pack", copy.stamp, form=copy.view)


def _as_htcds(copy: Copy) -> bytes:
    return json.dumps(copy.record, indent=2, ensure_ascii=False).encode()


KINDS: Mapping[str, Kind] = {
    "pack.txt": Kind(
        "nrm-pack.txt",
        "NRM pack as text",
        "In the order of the Home Office form, for one pass of copying.",
        "text/plain; charset=utf-8",
        _as_text,
    ),
    "pack.pdf": Kind(
        "nrm-pack.pdf",
        "NRM pack to print",
        "In the order of the Home Office form. Destroy it when it has been used.",
        "application/pdf",
        _as_pdf,
    ),
    "htcds.json": Kind(
        "htcds.json",
        "The case as HTCDS 2.0",
        "The fields of the Human Trafficking Case Data Standard that this case can answer.",
        "application/json",
        _as_htcds,
        by=OFFERERS,
    ),
}


def preview(actor: Actor, reference: str) -> FormView:
    """The whole form in page order, gaps and contradictions marked, as it would be sent."""
    with reading():
        found = picture.opened(actor, reference)
        view = picture.form_view(actor, found)
        opened, tiers = (found.case.id, found.case.reference), found.holding.tiers
        beside = picture.telling_form(found, picture.answers_shown(view.parts))
    trail.looked(actor, "nrm.preview", [opened], tiers, single=True, also=beside)
    return view


def ask(actor: Actor, reference: str, what: str) -> Taking:
    """What is asked before a copy of this kind is made; NotYours for whoever may not take one."""
    with reading():
        kind = _kind(what)
        found = _opened(actor, reference, kind)
        asked = Taking(
            reference=found.case.reference,
            title=kind.title,
            words=kind.words,
            questions=taking(_recipients(actor, found)),
        )
    trail.form_opened(actor, found.case)
    return asked


def take(actor: Actor, reference: str, what: str, answers: Answers) -> File:
    """Make the copy and write it in the ledger; the row is stored before the bytes leave."""
    with reading():
        kind = _kind(what)
        found = _opened(actor, reference, kind)
        if answers.get("recipient") not in _recipients(actor, found):
            raise Invalid({"recipient": ["Say who it is for"]})
        copy = _copy(actor, found, kind)
    content = kind.render(copy)
    digest = digest_of(content)
    _disclose(actor, kind, copy, answers, digest)
    return File(f"{copy.view.reference}-{kind.file}", kind.media_type, content, digest)


def _kind(what: str) -> Kind:
    if what not in KINDS:
        raise NotFound
    return KINDS[what]


def _opened(actor: Actor, reference: str, kind: Kind) -> Opened:
    found = picture.opened(actor, reference)
    if actor.role not in kind.by or not picture.may_export(actor, found):
        raise NotYours("Only those who write the referral, and their supervisors, take a copy")
    return found


def _copy(actor: Actor, found: Opened, kind: Kind) -> Copy:
    view = picture.form_view(actor, found)
    if not view.parts and kind.render is not _as_htcds:
        raise Conflict(NOTHING_WRITTEN)
    made = copies(kind.ledger, Disclosure.case_id == found.case.id)
    title = "Duty to notify" if view.kind == "dtn" else "NRM pack"
    stamp = Stamp(title, view.reference, actor.name, now(), made + 1)
    return Copy(found, view, stamp, picture.record(found))


def _recipients(actor: Actor, found: Opened) -> dict[str, str]:
    """Whoever decides, and one's own organisation for its file."""
    kept = found.referral.competent_authority if found.referral else None
    authority = kept or eras.decider(found.facts, found.facts.today)
    rows = db.session.scalars(
        select(Organisation).where(
            (Organisation.code == authority) | (Organisation.id == actor.organisation_id)
        )
    ).all()
    known = {authority: said(eras.AUTHORITIES, authority)}
    ours = {
        row.code: f"Our own file at {row.name}" for row in rows if row.id == actor.organisation_id
    }
    return known | {row.code: row.name for row in rows if row.code not in ours} | ours


@act
def _disclose(actor: Actor, kind: Kind, copy: Copy, answers: Answers, digest: str) -> None:
    """One row of the ledger and one of the trail; whoever lost the case meanwhile takes nothing."""
    case = access.fetch(actor, copy.view.reference, Verb.WRITE)
    refuse_more(actor, OF_CASES)
    code, purpose = str(answers["recipient"]), str(answers["purpose"])
    to = db.session.scalar(select(Organisation.id).where(Organisation.code == code))
    legal = basis(copy.opened.facts, copy.view.kind)
    what = _what(kind, copy, digest)
    disclosed(
        case.id,
        to or code,
        Ground(kind.ledger, purpose, legal, actor.user_id),
        what,
        at=now(),
        occasion=f"export:{new_id()}",
    )
    trail.changed(
        actor,
        "export.taken",
        case,
        operation="disclosure",
        tiers=what.tiers,
        after={"file": kind.file, "copy": copy.stamp.copy, "sha256": digest},
        reason_code=purpose,
        recipients=(code,),
        basis=legal,
    )


def _what(kind: Kind, copy: Copy, digest: str) -> What:
    """The sections or fields it holds, and the tiers of what was shown in them."""
    if kind.render is _as_htcds:
        fields = cast(Mapping[str, object], copy.record["record"])
        kept = (tier for tier in copy.opened.holding.tiers if tier in htcds.TIERS)
        return What(tuple(kept), tuple(fields), digest)
    lines = [line for part in copy.view.parts for line in part.lines]
    told = (line for line in lines if isinstance(line.value, str) or line.offered)
    shown = {picture.TIERS[line.key].value for line in told}
    return What(
        tuple(sorted(shown)) or (Tier.NRM_DECISION.value,),
        tuple(part.code for part in copy.view.parts),
        digest,
    )
