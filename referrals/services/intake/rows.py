"""The rows a new case begins with: itself and its tracks, the person, and what was said first."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.effects.events import happened
from referrals.effects.keeping import find_again
from referrals.models import Case, CaseTrack, Event, Note, Person
from referrals.reference import draw
from workflows import VERSION
from workflows.facts import START
from workflows.routing import Route
from workflows.sharing import Tier

Answers = Mapping[str, object]
CODES = ("danger", "what", "signs", "sto_asked_for", "controller_near", "areas_of_exploitation")
"""Coded answers that no fact holds: the first event keeps them."""
DRAWS_OF_A_LENGTH = 20
LENGTHS = (4, 5, 6)


def new_case(actor: Actor, answers: Answers, found: Route, at: dt.datetime) -> Case:
    """The case under an unused reference, every track at its start, routed by the rule."""
    case = Case(
        reference=_unused_reference(),
        rulebook=VERSION,
        stage="initial_response",
        opened_at=at,
        updated_at=at,
        logged_by_id=actor.user_id,
        logged_team_id=actor.team_id,
        area=str(answers["area"]),
        lpu=answers.get("lpu"),
        age_band="unknown",
        pathway=found.pathway,
        rule=found.rule,
        because=found.because,
        rule_lead=found.lead,
        tracks=[
            CaseTrack(kind=kind, state=state, since=at)
            for kind, state in START.items()
            if kind != "case"
        ],
    )
    db.session.add(case)
    db.session.flush()
    return case


def _unused_reference() -> str:
    """Drawn among the unused; longer once most of a length is taken (ux A.0)."""
    for digits in LENGTHS:
        for _ in range(DRAWS_OF_A_LENGTH):
            reference = draw(digits)
            if db.session.scalar(select(Case.id).where(Case.reference == reference)) is None:
                return reference
    raise RuntimeError("every reference is taken")


def new_person(case: Case, answers: Answers) -> None:
    """The potential victim, sealed, and the codes they are found again by."""
    person = Person(
        case_id=case.id,
        role="potential_victim",
        sex=str(answers["sex"]),
        rough_age=answers.get("rough_age"),
    )
    person.name = _text(answers, "name")
    person.language = _text(answers, "language")
    person.whereabouts = _text(answers, "whereabouts")
    person.safe_contact = _text(answers, "safe_contact")
    db.session.add(person)
    db.session.flush()
    find_again(person)


def first_entries(
    actor: Actor, case: Case, answers: Answers, heading: str, noted: Mapping[str, object]
) -> None:
    """What the timeline begins with: the first account, and what was done at the scene."""
    codes = {key: answers[key] for key in CODES if answers.get(key)}
    logged = _event(actor, case, "logged", heading)
    logged.detail = {**codes, **noted}
    logged.words = _text(answers, "seen")
    db.session.add(logged)
    if answers.get("sto_asked_for") == "yes":
        heading = "Specially trained officer asked for"
        asked_for = _event(actor, case, "task_done", heading)
        asked_for.detail = {"code": "sto_request"}
        db.session.add(asked_for)
    if answers.get("with_them"):
        db.session.add(_who_is_there(actor, case, str(answers["with_them"])))


def _event(actor: Actor, case: Case, kind: str, heading: str) -> Event:
    return happened(actor, case, kind, heading, tier=Tier.ALLEGATION, at=case.opened_at)


def _who_is_there(actor: Actor, case: Case, text: str) -> Note:
    """Whoever is with them may be who controls them: kept where police alone read it."""
    note = Note(
        case_id=case.id,
        kind="intelligence",
        tier=Tier.INTELLIGENCE,
        at=case.opened_at,
        recorded_at=case.opened_at,
        by_id=actor.user_id,
        organisation_id=actor.organisation_id,
    )
    note.text = f"With them when this was logged: {text}"
    return note


def _text(answers: Answers, key: str) -> str | None:
    return str(answers[key]) if answers.get(key) else None
