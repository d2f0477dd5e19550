"""The referral as it stands, and one section as it is asked."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from referrals import access, picture, trail
from referrals.actor import Actor
from referrals.db import db, reading
from referrals.models import CaseClock
from referrals.picture.comments import comments, may_comment
from referrals.picture.form import from_case
from referrals.picture.sections import (
    SectionRow,
    answers_for,
    asked_of,
    on_their_own,
    section_named,
    section_rows,
    stored,
    with_source,
)
from referrals.services.nrm.drafting import Answers, refuse_reader
from referrals.views import MoveLink, Tab
from referrals.views.form import Comment, Differs, SentForm
from workflows import nrm_form
from workflows.crime import crime_code
from workflows.definition import Question
from workflows.facts import CaseFacts
from workflows.tracks import TRACKS

STATES = {state.code: state.label for state in TRACKS["nrm"].states}
WARNED = dt.timedelta(days=7)
"""How long before a draft is deleted its writer is warned: on day 21 of 28."""


@dataclass(frozen=True)
class Overview(Tab):
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
    comments: tuple[Comment, ...]
    may_comment: bool
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
    comments: tuple[Comment, ...]


def overview(actor: Actor, reference: str, *, headed: bool = False) -> Overview:
    """The referral's task list, and what contradicts what in it."""
    with reading():
        found, known = picture.opened_with(actor, reference)
        case, facts, answers = found.case, found.facts, found.answers
        over = picture.tab(actor, case, facts, found.holding, known) if headed else None
        gaps = set(nrm_form.gaps(answers, facts)) if found.drafting else set()
        mover = access.judged_mover(actor, case, holds=True)
        differs, hidden = picture.differs(found)
        expires = _expires_on(case.id) if found.drafting else None
        sections = section_rows(found, gaps)
        view = Overview(
            reference=case.reference,
            state=facts.state("nrm"),
            state_label=STATES[facts.state("nrm")],
            missing=sum(row.missing for row in sections),
            expires_on=expires,
            expires_soon=expires is not None and expires - WARNED <= facts.today,
            sections=sections,
            moves=tuple(
                link
                for link in picture.moves_of(facts, mover, found.holding)
                if link.track == "nrm"
            ),
            differs=differs,
            differs_hidden=hidden,
            comments=comments(actor, found),
            may_comment=may_comment(actor, found),
            sent=picture.sending(actor, found),
            editable=picture.may_edit(actor, found),
            drafting=found.drafting,
            crime=_crime(actor, facts),
            over=over,
        )
        case_read, tiers = (case.id, case.reference), found.holding.tiers
        beside = picture.telling_form(found, picture.comments_shown(view.comments))
    trail.looked(actor, "nrm.read", [case_read], tiers, single=True, also=beside)
    return view


def section(actor: Actor, reference: str, code: str) -> SectionAsk:
    """One section with its answers, as far as this person may read them."""
    with reading():
        found = picture.opened(actor, reference)
        case, facts, holding, answers = found.case, found.facts, found.holding, found.answers
        refuse_reader(actor, facts, holding)
        row = section_named(code)
        kept = stored(found.referral, code)
        given = from_case(actor, found)
        known = {key: row.value for key, row in given.items()} | answers
        asked = asked_of(found, row, known, answers)
        mine = on_their_own(q for q in asked if answers_for(found, q, answers))
        view = SectionAsk(
            reference=case.reference,
            version=kept.version if kept else 0,
            code=code,
            label=row.label,
            questions=tuple(with_source(q, given, answers) for q in mine),
            values={q.key: known[q.key] for q in mine if q.key in known},
            others=len(asked) - len(mine),
            comments=tuple(each for each in comments(actor, found) if each.section == code),
        )
        case_read = (case.id, case.reference)
        tiers = tuple(sorted({question.tier.value for question in mine}))
        answered = picture.values_shown(code, view.values)
        shown = (*answered, *picture.comments_shown(view.comments))
        beside = picture.telling_form(found, shown)
    trail.looked(actor, "nrm.section_read", [case_read], tiers, single=True, also=beside)
    return view


def _crime(actor: Actor, facts: CaseFacts) -> str:
    """How the police record it, told to the police alone."""
    found = crime_code(facts) if actor.police else None
    if found is None:
        return ""
    return f"{found.words} (counting rules code {found.code})" if found.code else found.words


def _expires_on(case_id: int) -> dt.date | None:
    """The day an unsent draft is deleted, by the clock of its last update."""
    return db.session.scalars(
        select(CaseClock.due_day)
        .where(CaseClock.case_id == case_id, CaseClock.code == "DRAFT_EXPIRY")
        .where(CaseClock.state == "running")
        .order_by(CaseClock.due.desc())
    ).first()
