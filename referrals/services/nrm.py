"""The NRM referral as it is written: section by section, each answer under its own tier."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from referrals import access, effects, once, picture, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects.approving import WORDS
from referrals.effects.referral import OPEN, in_hand, loaded
from referrals.errors import Conflict, NotYours
from referrals.facts import facts_of, judged_mover
from referrals.models import (
    Case,
    CaseClock,
    Event,
    NrmReferral,
    NrmSection,
)
from referrals.picture.sections import (
    SectionRow,
    answers_for,
    from_case,
    section_named,
    section_rows,
    stored,
    with_source,
)
from referrals.redaction import Holding
from referrals.views import MoveLink
from referrals.views.form import Differs, SentForm
from workflows import nrm_form
from workflows.crime import crime_code
from workflows.definition import Question
from workflows.facts import CaseFacts
from workflows.sharing import Tier
from workflows.tracks import TRACKS

Answers = Mapping[str, object]
WARNED = dt.timedelta(days=7)
"""How long before a draft is deleted its writer is warned: on day 21 of 28."""


@dataclass(frozen=True)
class Overview:
    """Where the referral stands, and what may be done with it."""

    reference: str
    state: str
    state_label: str
    missing: int
    expires_on: dt.date | None
    expires_soon: bool
    sections: tuple[SectionRow, ...]
    moves: tuple[MoveLink, ...]
    differs: tuple[Differs, ...]
    differs_hidden: int
    sent: SentForm | None
    editable: bool
    drafting: bool
    crime: str


@dataclass(frozen=True)
class SectionAsk:
    """One section as it is asked of this person: only the questions they may answer."""

    reference: str
    version: int
    code: str
    label: str
    questions: tuple[Question, ...]
    values: Answers
    others: int


def overview(actor: Actor, reference: str) -> Overview:
    """The referral's task list, and what contradicts what in it."""
    with reading():
        found = picture.opened(actor, reference)
        case, facts, answers = found.case, found.facts, found.answers
        gaps = set(nrm_form.gaps(answers, facts)) if found.drafting else set()
        mover = judged_mover(actor, case, holds=True)
        differs, hidden = picture.differs(found)
        expires = _expires_on(case.id) if found.drafting else None
        view = Overview(
            reference=case.reference,
            state=facts.state("nrm"),
            state_label=STATES[facts.state("nrm")],
            missing=len(gaps),
            expires_on=expires,
            expires_soon=expires is not None and expires - WARNED <= facts.today,
            sections=section_rows(found, gaps),
            moves=tuple(
                link
                for link in picture.moves_of(facts, mover, found.holding)
                if link.track == "nrm"
            ),
            differs=differs,
            differs_hidden=hidden,
            sent=picture.sending(found.referral),
            editable=picture.may_edit(actor, found),
            drafting=found.drafting,
            crime=_crime(actor, facts),
        )
        case_read, tiers = (case.id, case.reference), found.holding.tiers
    trail.looked(actor, "nrm.read", [case_read], tiers, single=True)
    return view


def section(actor: Actor, reference: str, code: str) -> SectionAsk:
    """One section with its answers, as far as this person may read them."""
    with reading():
        found = picture.opened(actor, reference)
        case, facts, holding, answers = found.case, found.facts, found.holding, found.answers
        _refuse_reader(actor, facts, holding)
        row = section_named(code)
        kept = stored(found.referral, code)
        given = from_case(actor, found)
        known = {key: row.value for key, row in given.items()} | answers
        asked = nrm_form.asked(row, known, facts)
        mine = tuple(question for question in asked if answers_for(holding, question, answers))
        view = SectionAsk(
            reference=case.reference,
            version=kept.version if kept else 0,
            code=code,
            label=row.label,
            questions=tuple(with_source(q, given, answers) for q in mine),
            values={q.key: known[q.key] for q in mine if q.key in known},
            others=len(asked) - len(mine),
        )
        case_read = (case.id, case.reference)
        tiers = tuple(sorted({question.tier.value for question in mine}))
    trail.looked(actor, "nrm.section_read", [case_read], tiers, single=True)
    return view


@act
def save(
    actor: Actor,
    reference: str,
    code: str,
    answers: Answers,
    *,
    version: int | None = None,
    key: str | None = None,
) -> dict[str, object]:
    """Keep the answers to one section; what this person may not answer stays as it was."""

    def do() -> dict[str, object]:
        stamp = now()
        case = access.fetch(actor, reference, Verb.WRITE)
        facts = facts_of(case, actor)
        holding = redaction.held_by(actor, case, facts, access.why(actor, case))
        _refuse_reader(actor, facts, holding)
        referral = in_hand(case.id, stamp)
        row = _row(referral, code, actor, stamp, version)
        kept = loaded(row.answers)
        section_questions = section_named(code).questions
        writable = {q.key for q in section_questions if answers_for(holding, q, kept)}
        merged = {name: value for name, value in kept.items() if name not in writable}
        merged |= {name: _plain(value) for name, value in answers.items() if name in writable}
        row.answers = json.dumps(merged)
        referral.updated_at = stamp
        again = _start_again(actor, case, referral, nrm_form.starts_again(kept, merged))
        reworded = any(kept.get(key) != merged.get(key) for key in nrm_form.NARRATIVE)
        if reworded:
            _unchecked(case)
        db.session.add(_updated(actor, case, stamp, reworded=reworded))
        trail.changed(
            actor,
            f"nrm.{code}",
            case,
            tiers=(Tier.NRM_DECISION,),
            after={"changed": _changed(kept, merged)},
        )
        effects.settle(actor, case, stamp)
        return {
            "reference": case.reference,
            "missing": case.nrm_missing,
            "version": row.version,
            "again": again,
        }

    return once.only(actor.user_id, key, f"{reference}/nrm/{code}", dict(answers), do)


def _crime(actor: Actor, facts: CaseFacts) -> str:
    """How the police record it, told to the police alone."""
    found = crime_code(facts) if actor.police else None
    return ": ".join(part for part in (found.code, found.words) if part) if found else ""


STATES = {state.code: state.label for state in TRACKS["nrm"].states}


def _expires_on(case_id: int) -> dt.date | None:
    """The day an unsent draft is deleted, by the clock of its last update."""
    return db.session.scalars(
        select(CaseClock.due_day)
        .where(CaseClock.case_id == case_id, CaseClock.code == "DRAFT_EXPIRY")
        .where(CaseClock.state == "running")
        .order_by(CaseClock.due.desc())
    ).first()


def _refuse_reader(actor: Actor, facts: CaseFacts, holding: Holding) -> None:
    if holding.own_only:
        raise NotYours("You have handed this case over, and its referral with it")
    if not picture.drafts(actor):
        raise NotYours("Only someone in a designated first responder organisation drafts this")
    if facts.state("nrm") not in OPEN:
        raise Conflict("The referral is not being drafted, so its answers cannot be changed")


def _changed(before: Answers, after: Answers) -> list[str]:
    """Which answers changed. The answers of a draft are kept in one place alone, so that they are
    gone when it is deleted; what was sent is kept with what was sent."""
    return sorted(key for key in {**before, **after} if before.get(key) != after.get(key))


def _start_again(
    actor: Actor, case: Case, referral: NrmReferral, sections: tuple[str, ...]
) -> list[str]:
    """Their age has changed sides: what follows the page on consent is asked again."""
    rows = db.session.scalars(
        select(NrmSection).where(
            NrmSection.referral_id == referral.id, NrmSection.section.in_(sections)
        )
    ).all()
    for row in rows:
        trail.changed(
            actor,
            f"nrm.{row.section}",
            case,
            operation="erasure",
            tiers=(Tier.NRM_DECISION,),
            after={"changed": sorted(loaded(row.answers))},
            reason_code="age_changed",
        )
        row.answers, row.version = json.dumps({}), row.version + 1
    return sorted(row.section for row in rows)


def _unchecked(case: Case) -> None:
    """Words that change after a second person read them wait for a second person again (R18)."""
    if (case.dtn or {}).get("narrative") == "checked":
        case.dtn = {**(case.dtn or {}), "narrative": "unchecked"}


def _row(
    referral: NrmReferral, code: str, actor: Actor, stamp: dt.datetime, version: int | None
) -> NrmSection:
    row = stored(referral, code)
    held = row.version if row else 0
    if version is not None and version != held:
        raise Conflict("Someone else changed these answers while you had them open")
    if row is None:
        row = NrmSection(referral_id=referral.id, section=code, version=0)
        db.session.add(row)
    row.version = held + 1
    row.updated_at, row.updated_by_id = stamp, actor.user_id
    return row


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _updated(actor: Actor, case: Case, stamp: dt.datetime, *, reworded: bool) -> Event:
    """Whoever wrote words of the account is marked: they never check it (R18)."""
    return Event(
        case_id=case.id,
        kind="draft_updated",
        at=stamp,
        recorded_at=stamp,
        by_id=actor.user_id,
        organisation_id=actor.organisation_id,
        heading="",
        detail={WORDS: True} if reworded else {},
        tier=Tier.NRM_DECISION,
        rulebook=case.rulebook,
    )
