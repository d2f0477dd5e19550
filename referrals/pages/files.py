"""A copy that leaves: asked for with its purpose, and handed over as a file nobody keeps."""

from flask import make_response
from werkzeug.wrappers import Response

from referrals.gate import current_actor
from referrals.pages import forms
from referrals.services import exports
from referrals.views.files import File

PAGE = "nrm/take.html"


def ask(reference: str, what: str) -> str:
    """Why a copy is needed and for whom."""
    taking = exports.ask(current_actor(), reference, what)
    return forms.show(PAGE, taking.questions, taking=taking)


def take(reference: str, what: str) -> Response | tuple[str, int]:
    """The file itself; or the question again with what was wrong."""
    actor = current_actor()
    taking = exports.ask(actor, reference, what)

    def do(answers: forms.Answers) -> Response:
        return handed(exports.take(actor, reference, what, answers))

    def again(errors: forms.Errors) -> str:
        return forms.again(PAGE, taking.questions, errors, taking=taking)

    return forms.take(taking.questions, do, again)


def handed(file: File) -> Response:
    """As an attachment under its neutral name; like every page here it is kept nowhere."""
    answer = make_response(file.content)
    answer.headers["Content-Type"] = file.media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer
