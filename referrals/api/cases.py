"""One case: as its reader may see it, and what people write to it beside its moves."""

from typing import Any

from flask import url_for

from referrals.access import Verb
from referrals.api.asked import answers, key, nothing, tag
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import writing as asks
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_answers import Done, Form, TakenCopy, handed, listed
from referrals.schemas.api_asks import Onward, TakeCopy
from referrals.schemas.questions import json_schema
from referrals.services import exports, reading, tasks, trails, writing
from referrals.trail import Looker
from referrals.views import CaseView, OfferView
from referrals.views.files import Taking
from workflows.definition import Question
from workflows.sharing import Tier

bp = Door("cases", "/api/cases/<ref:reference>", "One case")

SEEN = (described(CaseView), described(OfferView))


@bp.get("")
@needs(Verb.READ)
@bp.arguments(Onward, location="query")
@gives(*SEEN, tagged_if_told=True)
def show(given: dict[str, Any], reference: str) -> Any:
    """The case with a page of its timeline; or the offer alone, to whom it is only offered."""
    return _seen(reading.read(current_actor(), reference, given["after"]))


@bp.post("/reveal")
@needs(Verb.READ)
@gives(*SEEN, tagged_if_told=True)
def reveal(reference: str) -> Any:
    """The case with the name; the trail says who asked."""
    nothing()
    return _seen(reading.read(current_actor(), reference, named=True))


@bp.get("/activity")
@needs(Verb.READ)
@bp.arguments(Onward, location="query")
@gives(listed(Looker, "Activity"))
def activity(given: dict[str, Any], reference: str) -> Any:
    """Who has seen this case: openings before lists, and what was done again on a day as one."""
    page = trails.seen_by(current_actor(), reference, given["after"])
    return {"items": several(page.rows), "next": page.next}


@bp.get("/update")
@needs(Verb.WRITE)
@gives(Form)
def ask_note(reference: str) -> Any:
    """What an update asks, of the kinds you may add."""
    return _form(reference, asks.note(writing.kinds(current_actor(), reference)))


@bp.post("/update")
@needs(Verb.WRITE)
@takes(json_schema(asks.note(tuple(asks.NOTE_KINDS)), "NewUpdate"))
@carries("key")
@gives(Done, status=201, tagged=True)
def note(reference: str) -> Any:
    """Add an update to the timeline."""
    actor = current_actor()
    given = answers(asks.note(writing.kinds(actor, reference)))
    done = writing.note(actor, reference, str(given["kind"]), str(given["text"]), key=key())
    return done, 201, tag(done["version"])


@bp.get("/tasks/new")
@needs(Verb.WRITE)
@gives(Form)
def ask_task(reference: str) -> Any:
    """What a task asks."""
    writing.may_write(current_actor(), reference, Tier.TASKS)
    return _form(reference, asks.TASK)


@bp.post("/tasks/new")
@needs(Verb.WRITE)
@takes(json_schema(asks.TASK, "NewTask"))
@carries("key")
@gives(Done, status=201, located=True)
def add_task(reference: str) -> Any:
    """Ask the lead team to do something."""
    given = answers(asks.TASK)
    title, due = str(given["title"]), given.get("due")
    done = tasks.add_task(current_actor(), reference, title, due, key=key())
    where = url_for("api_cases.ask_outcome", reference=reference, task=done["task"])
    return done, 201, {"Location": where}


@bp.get("/tasks/<token:task>")
@needs(Verb.WRITE)
@gives(Form)
def ask_outcome(reference: str, task: str) -> Any:
    """What finishing an open task asks."""
    title = tasks.task_title(current_actor(), reference, task)
    return {**_form(reference, asks.TASK_DONE), "values": {"title": title}}


@bp.post("/tasks/<token:task>")
@needs(Verb.WRITE)
@takes(json_schema(asks.TASK_DONE, "TaskDone"))
@carries("key")
@gives(Done)
def finish_task(reference: str, task: str) -> Any:
    """Say that a task is done, and how."""
    outcome = str(answers(asks.TASK_DONE)["outcome"])
    return tasks.finish_task(current_actor(), reference, task, outcome, key=key())


@bp.get("/people/new")
@needs(Verb.WRITE)
@gives(Form)
def ask_person(reference: str) -> Any:
    """What adding a person asks."""
    writing.may_write(current_actor(), reference, Tier.INTELLIGENCE)
    return _form(reference, asks.PERSON)


@bp.post("/people/new")
@needs(Verb.WRITE)
@takes(json_schema(asks.PERSON, "NewPerson"))
@carries("key")
@gives(Done, status=201)
def add_person(reference: str) -> Any:
    """Add a suspect, an associate or a carer."""
    given = answers(asks.PERSON)
    role, name, about = (str(given.get(each, "")) for each in ("role", "name", "about"))
    return writing.add_person(
        current_actor(), reference, role, name, about=about, known=given, key=key()
    ), 201


@bp.get("/htcds.json")
@needs(Verb.WRITE)
@gives(described(Taking))
def ask_htcds(reference: str) -> Any:
    """What is asked before the case leaves as HTCDS 2.0."""
    return dumped(exports.ask(current_actor(), reference, "htcds.json"))


@bp.post("/htcds.json")
@needs(Verb.WRITE)
@takes(TakeCopy)
@gives(TakenCopy)
def take_htcds(reference: str) -> Any:
    """The case in the Human Trafficking Case Data Standard, written in the ledger first."""
    actor = current_actor()
    asked = exports.ask(actor, reference, "htcds.json").questions
    return handed(exports.take(actor, reference, "htcds.json", answers(asked)))


def _seen(view: CaseView | OfferView) -> Any:
    version = view.share.version if isinstance(view, OfferView) else view.version
    return dumped(view), tag(version)


def _form(reference: str, questions: tuple[Question, ...]) -> dict[str, Any]:
    return {"reference": reference, "questions": several(questions)}
