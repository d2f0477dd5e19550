"""The NRM form, opened for one reader: whoever it was sent to sees what was sent, and no draft."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from sqlalchemy import select

from referrals import redaction
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.keeping import potential_victim
from referrals.effects.referral import OPEN, answers_of, latest_referral, sent_referral
from referrals.errors import NotYours
from referrals.facts import Known
from referrals.models import Case, Event, NrmReferral, Organisation
from referrals.picture.acts import drafts, opens_nrm
from referrals.picture.files import receipts
from referrals.picture.hanging import to_know
from referrals.picture.others import told_by
from referrals.redaction import FORM_ONLY, SUBMITS_ONLY, Holding
from referrals.views import Shown, Withheld
from referrals.views.form import Differs, FormLine, FormPart, FormView, SentForm
from workflows import eras, nrm_form
from workflows.agencies import SUPERVISORS
from workflows.facts import CaseFacts
from workflows.ledger import said
from workflows.shares import OFFERERS
from workflows.sharing import Tier

LABELS = {name.partition("/")[2]: row.label for name, row in nrm_form.QUESTIONS.items()}
SECTION_OF = {name.partition("/")[2]: name.partition("/")[0] for name in nrm_form.QUESTIONS}
TIERS = {name.partition("/")[2]: row.tier for name, row in nrm_form.QUESTIONS.items()}


@dataclass(frozen=True)
class Opened:
    """A case whose form this person may open, with the referral that is theirs to see."""

    actor: Actor
    case: Case
    facts: CaseFacts
    holding: Holding
    referral: NrmReferral | None

    @property
    def drafting(self) -> bool:
        return self.holding.role not in FORM_ONLY and self.facts.state("nrm") in OPEN

    @property
    def answers(self) -> dict[str, object]:
        return answers_of(self.referral) if self.drafting else {}

    def reads(self, key: str, tier: Tier | str) -> bool:
        """Whether an answer may be shown to this reader: as the case is, or as words of theirs."""
        return self.holding.answers(key, tier) or self.own

    def knows(self, key: str) -> bool:
        """Whether this reader may know an answer as a code, as those are on which others hang."""
        return key in TIERS and (self.holding.answers(key, TIERS[key], free=False) or self.own)

    @cached_property
    def own(self) -> bool:
        """Whether nobody but an officer who submits only ever wrote in the form.

        Of a shared one, nobody but the organisation it is shared with.
        """
        alone = self.holding.role in SUBMITS_ONLY
        if self.holding.share is None and not alone:
            return False
        wrote = select(Event.by_id if alone else Event.organisation_id).where(
            Event.case_id == self.case.id, Event.kind == "draft_updated", Event.move.is_(None)
        )
        writer = self.actor.user_id if alone else self.actor.organisation_id
        return set(db.session.scalars(wrote)) == {writer}


def opened(actor: Actor, reference: str) -> Opened:
    """Through the one door; NotYours where the referral is not part of what a role sees."""
    return opened_with(actor, reference)[0]


def opened_with(actor: Actor, reference: str) -> tuple[Opened, Known]:
    """The same, and the rows its facts were read from."""
    case, _, known, facts, holding = redaction.opened(actor, reference)
    if not opens_nrm(actor, holding):
        raise NotYours("The NRM referral is not part of what your role sees")
    return opened_by(actor, case, facts, holding), known


def opened_by(actor: Actor, case: Case, facts: CaseFacts, holding: Holding) -> Opened:
    """The form of a fetched case, for whoever may open it."""
    sent_only = actor.role in FORM_ONLY or facts.state("nrm") not in OPEN
    find = sent_referral if sent_only else latest_referral
    return Opened(actor, case, facts, holding, find(case.id))


def may_edit(actor: Actor, found: Opened) -> bool:
    return drafts(actor) and found.drafting


def may_export(actor: Actor, found: Opened) -> bool:
    """Whoever writes or sends it, and their supervisors, take a copy; nobody it was sent to."""
    writes = drafts(actor) or actor.role in SUPERVISORS
    return writes and found.holding.reads(Tier.NRM_DECISION, free=True)


def from_case(actor: Actor, found: Opened) -> Mapping[str, nrm_form.Known]:
    """What the case already says and this reader may read, so that nothing is asked twice."""
    victim = potential_victim(found.case.id)
    organisation = db.session.get(Organisation, actor.organisation_id)
    recorded = nrm_form.Recorded(
        name=victim.name or "",
        other_names=victim.aliases or "",
        sex=victim.sex,
        language=victim.language or "",
        writer=actor.name,
        organisation=organisation.name if organisation else "",
    )
    rows = nrm_form.known(found.facts, recorded)
    return {key: row for key, row in rows.items() if found.holding.answers(key, TIERS[key])}


def form_view(actor: Actor, found: Opened) -> FormView:
    """The form in the order of its pages, each answer under its own tier."""
    parts = parts_of(found, from_case(actor, found) if found.drafting else {})
    lines = [line for part in parts for line in part.lines]
    shown, hidden = differs(found)
    kind = _kind(found)
    return FormView(
        reference=found.case.reference,
        kind=kind,
        named=kind == "dtn" and any(line.key == "first_name" for line in lines),
        parts=parts,
        missing=sum(line.missing for line in lines),
        required=sum(line.missing or line.value is not None for line in lines),
        differs=shown,
        differs_hidden=hidden,
        sent=sending(actor, found),
        editable=may_edit(actor, found),
        may_export=may_export(actor, found) and bool(parts),
        may_record=may_export(actor, found) and actor.role in OFFERERS,
    )


def _kind(found: Opened) -> str:
    if not found.drafting:
        return found.referral.kind if found.referral else "nrm"
    notice = nrm_form.branch(found.answers, found.facts) == nrm_form.NOTICE_ONLY
    return "dtn" if notice else "nrm"


def parts_of(found: Opened, given: Mapping[str, nrm_form.Known]) -> tuple[FormPart, ...]:
    """What would be sent now, or what was sent, as this reader may have it."""
    return tuple(_part(found, row, given) for row in _kept(found))


def _part(found: Opened, row: Mapping[str, Any], given: Mapping[str, nrm_form.Known]) -> FormPart:
    lines = (_offered(row["code"], _line(found, line), given) for line in row["lines"])
    return FormPart(row["code"], row["label"], to_know(row["code"], lines, partial(_knows, found)))


def _knows(found: Opened, line: FormLine) -> bool:
    return not isinstance(line.value, Withheld) or found.knows(line.key)


def _offered(section: str, line: FormLine, given: Mapping[str, nrm_form.Known]) -> FormLine:
    """An answer nobody has given yet, beside what the case says of it."""
    known = given.get(line.key)
    if known is None or line.value is not None:
        return line
    words = nrm_form.in_words(nrm_form.QUESTIONS[f"{section}/{line.key}"], known.value)
    return replace(line, offered=words, source=known.source)


def _kept(found: Opened) -> list[dict[str, Any]]:
    if not found.drafting and (found.referral is None or found.referral.sent):
        return list(json.loads(found.referral.sent or "[]")) if found.referral else []
    answers = answers_of(found.referral)
    return nrm_form.as_kept(nrm_form.to_send(answers, found.facts))


def _line(found: Opened, row: Mapping[str, Any]) -> FormLine:
    """What was sent to this reader is theirs to read, whatever else of the case is not."""
    value: Shown | None = row["text"]
    whole = value is None or found.holding.role in FORM_ONLY
    if not whole and not found.reads(row["key"], row["tier"]):
        told = nrm_form.item_of(row["key"], Tier(row["tier"]))
        value = found.holding.instead(row["tier"], told or "")
    return FormLine(
        key=row["key"],
        label=row["label"],
        value=value,
        missing=row["missing"],
        count=len(value) if isinstance(value, str) else 0,
        limit=row["limit"],
    )


def differs(found: Opened) -> tuple[tuple[Differs, ...], int]:
    """The contradictions between answers this reader may read, and how many are about others."""
    rows = nrm_form.contradictions(found.answers, found.facts) if found.drafting else ()
    shown = tuple(_differs(row) for row in rows if _reads(found.holding, row))
    return shown, len(rows) - len(shown)


def _reads(holding: Holding, row: nrm_form.Contradiction) -> bool:
    return all(holding.answers(key, TIERS[key]) for key in row.answers)


def _differs(row: nrm_form.Contradiction) -> Differs:
    return Differs(
        code=row.code,
        words=row.words,
        questions=tuple(LABELS[key] for key in row.answers),
        sections=tuple(dict.fromkeys(SECTION_OF[key] for key in row.answers)),
        blocks=row.gate,
    )


def sent_to(referral: NrmReferral) -> str:
    """The name of whoever decides a referral that was sent."""
    code = str(referral.competent_authority)
    named = select(Organisation.name).where(Organisation.code == code)
    return db.session.scalars(named).one_or_none() or said(eras.AUTHORITIES, code)


def sending(actor: Actor, found: Opened) -> SentForm | None:
    """The record of what was sent: date, time, who, to whom, and the Home Office reference.

    The reference is not among what a summary tells: who has it can ask about them by it (R26).
    """
    referral = found.referral
    if referral is None or referral.submitted_at is None:
        return None
    in_full = found.holding.reads(Tier.NRM_DECISION, free=True)
    return SentForm(
        at=referral.submitted_at,
        by=told_by(actor, found.case, found.holding, referral.sent_by_id),
        to=sent_to(referral),
        home_office_reference=(referral.home_office_reference or "") if in_full else "",
        receipts=receipts(referral, found.holding, actor),
        may_add_receipt=drafts(actor) and found.holding.writes(Tier.NRM_DECISION),
    )
