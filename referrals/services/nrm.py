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
from referrals.effects.referral import OPEN, answers_of, latest_referral, loaded
from referrals.errors import Conflict, NotFound, NotYours
from referrals.facts import facts_of
from referrals.models import Case, CaseClock, Event, NrmReferral, NrmSection
from referrals.redaction import Holding
from referrals.views import MoveLink
from workflows import VERSION, nrm_form
from workflows.agencies import NRM_USERS
from workflows.crime import crime_code
from workflows.definition import Question
from workflows.facts import CaseFacts
from workflows.sharing import Tier
from workflows.tracks import TRACKS

Answers = Mapping[str, object]


@dataclass(frozen=True)
class SectionRow:
    """One section on the task list: how many of its required answers are missing."""

    code: str
    label: str
    missing: int
    answered: int


@dataclass(frozen=True)
class Overview:
    """Where the referral stands, and what may be done with it."""

    reference: str
    state: str
    state_label: str
    missing: int
    expires_on: dt.date | None
    sections: tuple[SectionRow, ...]
    moves: tuple[MoveLink, ...]
    editable: bool
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
    """The referral's task list."""
    with reading():
        case, facts, holding = _opened(actor, reference)
        answers = answers_of(latest_referral(case.id))
        gaps = {question.key for question in nrm_form.missing(answers, facts)}
        mover = effects.judged_mover(actor, case, holds=True)
        view = Overview(
            reference=case.reference,
            state=facts.state("nrm"),
            state_label=STATES[facts.state("nrm")],
            missing=len(gaps),
            expires_on=_expires_on(case.id),
            sections=tuple(_section_row(row, answers, facts, gaps) for row in nrm_form.SECTIONS),
            moves=tuple(
                link for link in picture.moves_of(facts, mover, holding) if link.track == "nrm"
            ),
            editable=_may_edit(actor, facts, holding),
            crime=_crime(actor, facts),
        )
        opened = (case.id, case.reference)
        tiers = holding.tiers
    trail.looked(actor, "nrm.read", [opened], tiers, single=True)
    return view


def section(actor: Actor, reference: str, code: str) -> SectionAsk:
    """One section with its answers, as far as this person may read them."""
    with reading():
        case, facts, holding = _opened(actor, reference)
        _refuse_reader(actor, facts, holding)
        row = _section_named(code)
        answers = answers_of(latest_referral(case.id))
        asked = nrm_form.asked(row, answers, facts)
        mine = tuple(question for question in asked if _answers_for(holding, question, answers))
        kept = _stored(latest_referral(case.id), code)
        known = _from_case(facts) | answers
        view = SectionAsk(
            reference=case.reference,
            version=kept.version if kept else 0,
            code=code,
            label=row.label,
            questions=mine,
            values={q.key: known[q.key] for q in mine if q.key in known},
            others=len(asked) - len(mine),
        )
        opened = (case.id, case.reference)
        tiers = tuple(sorted({question.tier.value for question in mine}))
    trail.looked(actor, "nrm.section_read", [opened], tiers, single=True)
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
        referral = latest_referral(case.id)
        if referral is None:
            raise NotFound
        row = _row(referral, code, actor, stamp, version)
        kept = loaded(row.answers)
        section_questions = _section_named(code).questions
        writable = {q.key for q in section_questions if _answers_for(holding, q, kept)}
        merged = {name: value for name, value in kept.items() if name not in writable}
        merged |= {name: _plain(value) for name, value in answers.items() if name in writable}
        row.answers = json.dumps(merged)
        referral.updated_at = stamp
        db.session.add(_updated(actor, case, stamp))
        trail.changed(
            actor,
            f"nrm.{code}",
            case,
            tiers=(Tier.NRM_DECISION,),
            before=dict(kept),
            after=merged,
        )
        effects.settle(actor, case, stamp)
        return {"reference": case.reference, "missing": case.nrm_missing, "version": row.version}

    return once.only(actor.user_id, key, f"{reference}/nrm/{code}", dict(answers), do)


def _crime(actor: Actor, facts: CaseFacts) -> str:
    """How the police record it, told to the police alone."""
    found = crime_code(facts) if actor.police else None
    return ": ".join(part for part in (found.code, found.words) if part) if found else ""


STATES = {state.code: state.label for state in TRACKS["nrm"].states}


def _opened(actor: Actor, reference: str) -> tuple[Case, CaseFacts, Holding]:
    case = access.fetch_quietly(actor, reference, Verb.READ)
    facts = facts_of(case, actor)
    holding = redaction.held_by(actor, case, facts, access.why(actor, case))
    if not picture.opens_nrm(actor, holding):
        raise NotYours("The NRM referral is not part of what your role sees")
    return case, facts, holding


def _expires_on(case_id: int) -> dt.date | None:
    """The day an unsent draft is deleted, by the clock of its last update."""
    return db.session.scalars(
        select(CaseClock.due_day)
        .where(CaseClock.case_id == case_id, CaseClock.code == "DRAFT_EXPIRY")
        .where(CaseClock.state == "running")
        .order_by(CaseClock.due.desc())
    ).first()


def _may_edit(actor: Actor, facts: CaseFacts, holding: Holding) -> bool:
    return _drafts(actor) and not holding.own_only and facts.state("nrm") in OPEN


def _drafts(actor: Actor) -> bool:
    return actor.role in NRM_USERS and actor.designated_first_responder


def _refuse_reader(actor: Actor, facts: CaseFacts, holding: Holding) -> None:
    if holding.own_only:
        raise NotYours("You have handed this case over, and its referral with it")
    if not _drafts(actor):
        raise NotYours("Only someone in a designated first responder organisation drafts this")
    if facts.state("nrm") not in OPEN:
        raise Conflict("The referral is not being drafted, so its answers cannot be changed")


def _answers_for(holding: Holding, question: Question, answered: Answers) -> bool:
    """Whoever drafts may answer what is open; what is answered, only if they may read it."""
    readable = holding.reads(question.tier, free=True) or question.tier is Tier.NRM_DECISION
    return readable or question.key not in answered


def _from_case(facts: CaseFacts) -> dict[str, object]:
    """What the case already says, so that nothing is asked twice (ux A.5)."""
    return {"under_18": {"adult": "no", "child": "yes"}.get(facts.band, "not_sure")}


def _section_named(code: str) -> nrm_form.Section:
    found = next((row for row in nrm_form.SECTIONS if row.code == code), None)
    if found is None:
        raise NotFound
    return found


def _section_row(
    row: nrm_form.Section, answers: Answers, facts: CaseFacts, gaps: set[str]
) -> SectionRow:
    asked = {question.key for question in nrm_form.asked(row, answers, facts)}
    return SectionRow(row.code, row.label, len(asked & gaps), len(asked & answers.keys()))


def _row(
    referral: NrmReferral, code: str, actor: Actor, stamp: dt.datetime, version: int | None
) -> NrmSection:
    row = _stored(referral, code)
    held = row.version if row else 0
    if version is not None and version != held:
        raise Conflict("Someone else changed these answers while you had them open")
    if row is None:
        row = NrmSection(referral_id=referral.id, section=code, version=0)
        db.session.add(row)
    row.version = held + 1
    row.updated_at, row.updated_by_id = stamp, actor.user_id
    return row


def _stored(referral: NrmReferral | None, code: str) -> NrmSection | None:
    if referral is None:
        return None
    return db.session.scalars(
        select(NrmSection).where(NrmSection.referral_id == referral.id, NrmSection.section == code)
    ).one_or_none()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _updated(actor: Actor, case: Case, stamp: dt.datetime) -> Event:
    return Event(
        case_id=case.id,
        kind="draft_updated",
        at=stamp,
        recorded_at=stamp,
        by_id=actor.user_id,
        organisation_id=actor.organisation_id,
        heading="",
        detail={},
        tier=Tier.NRM_DECISION,
        rulebook=VERSION,
    )
