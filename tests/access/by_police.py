"""A case as its officer, its lead and its supervisors write it, to the sending of its form."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import select

from referrals.clock import now, standing_at
from referrals.db import db, reading
from referrals.errors import Conflict, NotFound, NotYours, Unready
from referrals.models import Case, CaseClock
from referrals.seed import teller
from referrals.services import (
    clocks,
    information,
    nrm,
    tasks,
)
from referrals.services import writing as notes
from tests import factories
from tests.access.writer import ADULT, Writer
from tests.factories import HERE
from tests.services import station
from workflows.definition import Kind, Question

NRM_TIERS = {
    "first_responder": "nrm_decision", "age": "safeguarding", "background": "identity",
    "exploitation": "allegation", "insight": "interview", "place": "contact",
    "exploiters": "intelligence", "types": "allegation", "others_and_police": "nrm_decision",
    "consent": "nrm_decision", "notice": "nrm_decision", "notice_person": "identity",
    "support": "contact", "person": "identity", "decision_contact": "contact",
    "responder_contact": "nrm_decision", "evidence": "allegation",
}  # fmt: skip
"""Section e, *Tiers*: the groups of the form table, by section."""

APART = {
    "what_keeps_them": "safeguarding", "last_contact_details": "safeguarding",
    "indicators_details": "allegation", "others_involved_details": "support",
    "other_victims_details": "intelligence", "future_risk_reasons": "safeguarding",
    "interpreter_language": "support", "aid": "support",
}  # fmt: skip
WRITTEN = {Kind.LINE, Kind.LONG}


def logged(on: Writer) -> None:
    people, officer = on.people, on.people.okafor
    make = station.adult if on.case == ADULT else station.answers
    said = {
        key: on.word(tier, officer, key)
        for key, tier in (
            ("whereabouts", "contact"), ("with_them", "intelligence"), ("language", "identity"),
            ("safe_contact", "contact"), ("seen", "allegation"),
        )
    }  # fmt: skip
    said["name"] = " ".join(on.word("identity", officer, "name") for _ in range(2))
    on.story = teller.log(officer, make(**HERE, **said), now() - dt.timedelta(days=4))
    on.records(officer, "immediate_safety", "safeguarding", safe=True)
    on.moves(officer, "response", "make_safe", "safeguarding")
    on.records(officer, "risk_to_others", "safeguarding", "who", others=True)
    council = {"la__name": factories.COUNCIL["la.name"], **teller.CONTACT}
    if on.case != ADULT:
        on.moves(officer, "safeguarding", "refer", "safeguarding", at=on.told.at, **council)
    on.records(officer, "safety_plan", "safeguarding", "plan")
    on.moves(officer, "safeguarding", "set_secured", "safeguarding", "evidence")
    on.records(officer, "routing_query", "tasks", "reason")
    on.moves(officer, "response", "hand_over", "safeguarding")
    if on.case == ADULT:
        on.records(people.hallam, "s42_concern", "safeguarding", at=on.told.at, **council)
    on.records(on.supervisor, "routing_answer", "tasks", "reason")


def led(on: Writer) -> None:
    lead, story, ref = on.lead, on.told, on.reference
    teller.claim(story, lead)
    _paused(on)
    teller.start(story)
    on.moves(lead, "support", "offer", "support", "offered")
    on.records(lead, "wishes", "safeguarding", "wishes")
    on.records(
        lead, "safe_contact", "contact", "way",
        contact_safe=True, contact_at_place_of_exploitation=False, at=story.at,
    )  # fmt: skip
    contacted = {"at": story.at, "how": "call", "about": "safety"}
    if on.case == ADULT:
        on.records(lead, "contact_person", "contact", "said", **contacted)
    else:
        contacted["told"] = "local_authority"
        on.records(lead, "contact_representative", "contact", "said", **contacted)
    on.records(lead, "crime_reported", "allegation", "crime_reference", at=story.at)
    on.records(lead, "nrm_why_not_yet", "nrm_decision", "reason")
    on.records(on.supervisor, "supervisor_review", "tasks", "reason", "voice")
    for kind, tier in (("update", "allegation"), ("intelligence", "intelligence")):
        text = on.word(tier, lead, f"note.{kind}")
        on.does(lambda kind=kind, text=text: notes.note(lead, ref, kind, text))
    for role in ("suspect", "associate", "carer"):
        _person(on, role)
    _tasks(on)
    for tier in ("identity", "allegation", "intelligence", "interview", "nrm_decision"):
        on.document(lead, tier)


def _person(on: Writer, role: str) -> None:
    """Of a carer the name alone is who they are; all else that is known was found out."""
    lead = on.lead
    tier = "identity" if role == "carer" else "intelligence"
    name = on.word(tier, lead, f"{role}.name")
    known: dict[str, object] = {
        key: on.word("intelligence", lead, f"{role}.{key}")
        for key in ("aliases", "vehicle", "address", "phone")
    }
    if role == "suspect":
        known["born_on"] = on.words.day(on.case, tier, lead.name.lower(), "suspect.born_on")
    about = on.word("intelligence", lead, f"{role}.about")
    on.does(lambda: notes.add_person(lead, on.reference, role, name, about=about, known=known))


def _tasks(on: Writer) -> None:
    lead, ref = on.lead, on.reference
    title, outcome = (on.word("tasks", lead, f"task.{key}") for key in ("title", "outcome"))
    still = on.word("tasks", lead, "task.open")
    done: dict[str, object] = {}
    on.does(lambda: done.update(tasks.add_task(lead, ref, title, None)))
    on.does(lambda: tasks.finish_task(lead, ref, str(done["task"]), outcome))
    on.does(lambda: tasks.add_task(lead, ref, still, None))


def sent(on: Writer) -> None:
    """The form with a word of its own in every answer, sent; and a question about it."""
    story, lead, people, ref = on.told, on.lead, on.people, on.reference
    if on.case == ADULT:
        teller.consent(story, given=True)
    else:
        _social_work(on)
    story.moves(lead, "nrm", "draft")
    for row in nrm.overview(lead, ref).sections:
        _section(on, row.code)
    for _ in range(2):
        for row in nrm.overview(lead, ref).sections:
            if row.missing:
                _section(on, row.code)
    story.moves(lead, "nrm", "make_ready")
    on.moves(lead, "nrm", "submit", "nrm_decision", "home_office_reference", at=story.at)
    _wished(on)
    question = on.word("question", people.cole, "information.question")
    asked: dict[str, object] = {}
    due = (on.told.at + dt.timedelta(days=10)).date()
    on.does(lambda: asked.update(information.ask(people.cole, ref, question, due)))
    answer = on.word("question", lead, "information.answer")
    on.does(lambda: information.answer(lead, ref, str(asked["task"]), answer))


def _wished(on: Writer) -> None:
    """A child wants to leave the NRM, and is answered (G9)."""
    if on.case == ADULT:
        return
    day = on.told.at.date()
    on.records(on.lead, "withdrawal_query", "nrm_decision", "reason", at=day)
    on.records(on.supervisor, "withdrawal_answer", "nrm_decision", "reason", reason_code="goes_on")


def _social_work(on: Writer) -> None:
    who, at = on.people.adeyemi, on.told.at
    on.records(who, "la_referral_received", "safeguarding", at=at)
    on.moves(
        who, "safeguarding", "hold_strategy_discussion", "safeguarding", "police", "agreed", at=at
    )
    on.moves(who, "safeguarding", "open_enquiry", "safeguarding", at=at.date(), under="s47")
    on.moves(who, "safeguarding", "put_plan_in_place", "safeguarding", "plan")


def _section(on: Writer, code: str) -> None:
    asked = nrm.section(on.lead, on.reference, code)
    given = {q.key: asked.values.get(q.key) or _answer(on, code, q) for q in asked.questions}
    told = {key: value for key, value in given.items() if value is not None}
    on.does(lambda: nrm.save(on.lead, on.reference, code, told))


def _answer(on: Writer, section: str, question: Question) -> object:
    if question.kind in WRITTEN:
        tier = APART.get(question.key, NRM_TIERS[section])
        return on.word(tier, on.lead, f"nrm.{question.key}")
    return teller.answer(question, on.told.at)


def _paused(on: Writer) -> None:
    words = on.word("tasks", on.supervisor, "clock.paused")
    with standing_at(on.told.at):
        number, reason = next(_pausable(on))
    on.does(lambda: clocks.pause(on.supervisor, on.reference, number, reason, words))


def _pausable(on: Writer) -> Iterator[tuple[int, str]]:
    """The clocks of this case that its supervisor may stop now, and a reason for each."""
    with reading():
        rows = select(CaseClock.id).join(Case, Case.id == CaseClock.case_id)
        mine = rows.where(Case.reference == on.reference, CaseClock.state == "running")
        found = list(db.session.scalars(mine))
    for number in found:
        with suppress(Conflict, NotFound, NotYours, Unready):
            _, reasons = clocks.reasons(on.supervisor, on.reference, number)
            yield number, reasons[0].code
