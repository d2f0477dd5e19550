"""A partner's own copies of what it was told: by when each is to go, and what became of it."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.services import copies
from workflows.share_form import COPY

bp = Blueprint("copies", __name__, url_prefix="/partner/copies")


@bp.get("")
@needs(Verb.LIST)
def ours() -> str:
    found = copies.ours(current_actor(), request.args.get("after"))
    return render_template("partner/copies.html", page=found)


@bp.get("/<token:copy>")
@needs(Verb.ANSWER_SHARE)
def ask(copy: str) -> str:
    return forms.show("partner/copy.html", COPY, copy=copies.one(current_actor(), copy))


@bp.post("/<token:copy>")
@needs(Verb.ANSWER_SHARE)
def answer(copy: str) -> Response | tuple[str, int]:
    def do(answers: forms.Answers) -> str:
        copies.answer(current_actor(), copy, answers, key=forms.key())
        return "/partner/copies"

    def again(errors: forms.Errors) -> str:
        found = copies.one(current_actor(), copy)
        return forms.again("partner/copy.html", COPY, errors, copy=found)

    return forms.take(COPY, do, again)
