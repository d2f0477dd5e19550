"""The competent authority's questions about what was sent to it, and the answers."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.services import information
from workflows.information import ANSWER, ASK

bp = Blueprint("authority", __name__, url_prefix="/cases/<ref:reference>/information")
Page = Response | tuple[str, int]
PAGE = "nrm/information.html"


@bp.get("")
@needs(Verb.WRITE)
def show(reference: str) -> str:
    return forms.show(PAGE, ASK, reference=information.may_ask(current_actor(), reference))


@bp.post("")
@needs(Verb.WRITE)
def ask(reference: str) -> Page:
    actor = current_actor()

    def do(answers: forms.Answers) -> str:
        question, due = str(answers["question"]), answers["due"]
        information.ask(actor, reference, question, due, key=forms.key())
        return url_for("cases.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again(PAGE, ASK, errors, reference=information.may_ask(actor, reference))

    return forms.take(ASK, do, again)


@bp.get("/<token:task>")
@needs(Verb.WRITE)
def show_question(reference: str, task: str) -> str:
    question = information.asked(current_actor(), reference, task)
    return forms.show(PAGE, ANSWER, reference=reference, question_asked=question)


@bp.post("/<token:task>")
@needs(Verb.WRITE)
def answer(reference: str, task: str) -> Page:
    actor = current_actor()
    question = information.asked(actor, reference, task)

    def do(answers: forms.Answers) -> str:
        information.answer(actor, reference, task, str(answers["answer"]), key=forms.key())
        return url_for("cases.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again(PAGE, ANSWER, errors, reference=reference, question_asked=question)

    return forms.take(ANSWER, do, again)
