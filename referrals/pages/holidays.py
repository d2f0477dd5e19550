"""Bank holidays proclaimed late: an administrator's page."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import writing as asks
from referrals.services import holidays

bp = Blueprint("holidays", __name__, url_prefix="/admin/holidays")
PAGE = {
    "title": "Add a bank holiday",
    "at": "/admin/holidays",
    "action": "/admin/holidays/new",
}


@bp.get("")
@needs(Verb.ADMINISTER)
def show() -> str:
    return render_template("people/holidays.html", days=holidays.added(), at="/admin")


@bp.get("/new")
@needs(Verb.ADMINISTER)
def ask() -> str:
    return forms.show("people/form.html", asks.HOLIDAY, None, **PAGE)


@bp.post("/new")
@needs(Verb.ADMINISTER)
def add() -> Response | tuple[str, int]:
    """The day is kept at once; the worker counts the clocks again, case by case."""

    def do(answers: forms.Answers) -> str:
        holidays.add(current_actor(), answers["day"], str(answers["name"]))
        return "/admin/holidays"

    def again(errors: forms.Errors) -> str:
        return forms.again("people/form.html", asks.HOLIDAY, errors, **PAGE)

    return forms.take(asks.HOLIDAY, do, again)
