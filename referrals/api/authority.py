"""The competent authority's questions about what was sent to it, and the answers."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas.api import several
from referrals.schemas.api_answers import Done, Form, Questioned
from referrals.schemas.questions import json_schema
from referrals.services import information
from workflows.information import ANSWER, ASK

bp = Door("authority", "/api/cases/<ref:reference>/information", "Questions of the authority")


@bp.get("")
@needs(Verb.WRITE)
@gives(Form)
def show(reference: str) -> Any:
    """What asking for information asks."""
    found = information.may_ask(current_actor(), reference)
    return {"reference": found, "questions": several(ASK)}


@bp.post("")
@needs(Verb.WRITE)
@takes(json_schema(ASK, "AskInformation"))
@carries("key")
@gives(Done, status=201)
def ask(reference: str) -> Any:
    """Ask the police lead about what was sent to you, by a day."""
    given: dict[str, Any] = answers(ASK)
    actor = current_actor()
    done = information.ask(actor, reference, str(given["question"]), given["due"], key=key())
    return done, 201


@bp.get("/<token:task>")
@needs(Verb.WRITE)
@gives(Questioned)
def show_question(reference: str, task: str) -> Any:
    """The question, for whoever answers it."""
    question = information.asked(current_actor(), reference, task)
    return {"reference": reference, "question": question}


@bp.post("/<token:task>")
@needs(Verb.WRITE)
@takes(json_schema(ANSWER, "AnswerInformation"))
@carries("key")
@gives(Done)
def answer(reference: str, task: str) -> Any:
    """Answer it; the authority reads every word."""
    text = str(answers(ANSWER)["answer"])
    return information.answer(current_actor(), reference, task, text, key=key())
