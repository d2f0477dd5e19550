"""The sections of the form: what each asks of this person, and what the case already answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.effects.referral import answers_of
from referrals.errors import NotFound
from referrals.models import NrmReferral, NrmSection, Organisation, Person
from referrals.picture.form import Opened
from referrals.redaction import FORM_ONLY, Holding
from workflows import nrm_form
from workflows.definition import Question
from workflows.facts import CaseFacts
from workflows.sharing import Tier

Answers = Mapping[str, object]


@dataclass(frozen=True)
class SectionRow:
    """One section on the task list: how many of its required answers are missing."""

    code: str
    label: str
    missing: int
    answered: int


def answers_for(holding: Holding, question: Question, answered: Answers) -> bool:
    """Whoever drafts may answer what is open; what is answered, only if they may read it."""
    readable = holding.reads(question.tier, free=True) or question.tier is Tier.NRM_DECISION
    return readable or question.key not in answered


def on_their_own(mine: Iterable[Question]) -> tuple[Question, ...]:
    """What hangs on an answer this reader is not shown is asked without it: it was met already."""
    kept = tuple(mine)
    shown = {question.key for question in kept}
    return tuple(replace(q, when=None) if q.when and q.when[0] not in shown else q for q in kept)


def from_case(actor: Actor, found: Opened) -> Mapping[str, nrm_form.Known]:
    """What the case already says and this reader may read, so that nothing is asked twice."""
    victim = db.session.scalars(
        select(Person).where(Person.case_id == found.case.id, Person.role == "potential_victim")
    ).one()
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
    tiers = {question.key: question.tier for question in nrm_form.QUESTIONS.values()}
    return {key: row for key, row in rows.items() if found.holding.reads(tiers[key], free=True)}


def with_source(
    question: Question, given: Mapping[str, nrm_form.Known], answers: Answers
) -> Question:
    """Say where an answer comes from that nobody has given here yet."""
    if question.key in answers or question.key not in given:
        return question
    source = f"Filled in from {given[question.key].source}: check it"
    return replace(question, hint=f"{question.hint}. {source}" if question.hint else source)


def section_named(code: str) -> nrm_form.Section:
    found = next((row for row in nrm_form.SECTIONS if row.code == code), None)
    if found is None:
        raise NotFound
    return found


def section_rows(found: Opened, gaps: set[str]) -> tuple[SectionRow, ...]:
    """The sections in order; whoever it was sent to has what was sent, on a page of its own."""
    if found.holding.role in FORM_ONLY:
        return ()
    answers = answers_of(found.referral)
    return tuple(section_row(row, answers, found.facts, gaps) for row in nrm_form.SECTIONS)


def section_row(
    row: nrm_form.Section, answers: Answers, facts: CaseFacts, gaps: set[str]
) -> SectionRow:
    asked = {question.key for question in nrm_form.asked(row, answers, facts)}
    missing = {gap for gap in gaps if gap.startswith(f"{row.code}/")}
    return SectionRow(row.code, row.label, len(missing), len(asked & answers.keys()))


def stored(referral: NrmReferral | None, code: str) -> NrmSection | None:
    if referral is None:
        return None
    return db.session.scalars(
        select(NrmSection).where(NrmSection.referral_id == referral.id, NrmSection.section == code)
    ).one_or_none()
