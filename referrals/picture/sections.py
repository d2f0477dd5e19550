"""The sections of the form: what each asks of this person, and what the case already answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from referrals.db import db
from referrals.effects.referral import answers_of
from referrals.errors import NotFound
from referrals.models import NrmReferral, NrmSection
from referrals.picture.form import Opened
from referrals.picture.hanging import to_know
from referrals.redaction import FORM_ONLY
from workflows import nrm_form
from workflows.definition import Question
from workflows.sharing import Tier

Answers = Mapping[str, object]


@dataclass(frozen=True)
class SectionRow:
    """One section on the task list: how many of its required answers are missing.

    `depends`: whether it is asked turns on their consent, which nobody has told yet.
    """

    code: str
    label: str
    missing: int
    answered: int
    depends: bool = False


def answers_for(found: Opened, question: Question, answered: Answers) -> bool:
    """Whoever drafts may answer what is open; what is answered, only if they may read it.

    What the form asks of the referral itself, all who draft it write together but for those with
    whom the case is shared.
    """
    together = question.tier is Tier.NRM_DECISION and found.holding.share is None
    readable = together or found.reads(question.key, question.tier)
    return readable or question.key not in answered


def asked_of(
    found: Opened, section: nrm_form.Section, known: Answers, answered: Answers
) -> tuple[Question, ...]:
    """What a section asks by what is known, as far as this reader may know that it is asked."""
    asked = nrm_form.asked(section, known, found.facts)

    def knows(question: Question) -> bool:
        return answers_for(found, question, answered) or found.knows(question.key)

    return to_know(section.code, asked, knows)


def on_their_own(mine: Iterable[Question]) -> tuple[Question, ...]:
    """What hangs on an answer this reader is not shown is asked without it: it was met already."""
    kept = tuple(mine)
    shown = {question.key for question in kept}
    return tuple(replace(q, when=None) if q.when and q.when[0] not in shown else q for q in kept)


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
    answers = nrm_form.with_record(answers_of(found.referral), found.facts)
    return tuple(_row(found, row, answers, gaps) for row in nrm_form.SECTIONS)


def _row(found: Opened, row: nrm_form.Section, answers: Answers, gaps: set[str]) -> SectionRow:
    asked = {question.key for question in asked_of(found, row, answers, answers)}
    missing = gaps & {f"{row.code}/{key}" for key in asked}
    undecided = nrm_form.branch(answers, found.facts) == nrm_form.UNDECIDED
    depends = undecided and row in nrm_form.AFTER_CONSENT
    return SectionRow(row.code, row.label, len(missing), len(asked & answers.keys()), depends)


def stored(referral: NrmReferral | None, code: str) -> NrmSection | None:
    if referral is None:
        return None
    return db.session.scalars(
        select(NrmSection).where(NrmSection.referral_id == referral.id, NrmSection.section == code)
    ).one_or_none()
