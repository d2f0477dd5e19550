"""A partner's own copies of what it was told: by when each is to go, and what became of it."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.services import copies
from referrals.views.copies import CopyView
from workflows.definition import Question
from workflows.share_form import COPY, COPY_HELD

bp = Blueprint("copies", __name__, url_prefix="/partner/copies")


@bp.get("")
@needs(Verb.LIST)
def ours() -> str:
    found = copies.ours(current_actor(), request.args.get("after"))
    return render_template("partner/copies.html", page=found)


@bp.get("/<token:copy>")
@needs(Verb.ANSWER_SHARE)
def ask(copy: str) -> str:
    found = copies.one(current_actor(), copy)
    return forms.show("partner/copy.html", _asked(found), copy=found)


@bp.post("/<token:copy>")
@needs(Verb.ANSWER_SHARE)
def answer(copy: str) -> Response | tuple[str, int]:
    asked = _asked(copies.one(current_actor(), copy))

    def do(answers: forms.Answers) -> str:
        copies.answer(current_actor(), copy, answers, key=forms.key())
        return "/partner/copies"

    def again(errors: forms.Errors) -> str:
        found = copies.one(current_actor(), copy)
        return forms.again("partner/copy.html", _asked(found), errors, copy=found)

    return forms.take(asked, do, again)


def _asked(copy: CopyView) -> tuple[Question, ...]:
    return COPY_HELD if copy.stands == "held" else COPY
