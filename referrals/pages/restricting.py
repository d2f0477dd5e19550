"""Restricted cases: set and lifted with a reason, and who is named on one (R27)."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.errors import NotFound
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import overseeing as asks
from referrals.services import reading, restricting
from workflows.definition import Question

bp = Blueprint("restricting", __name__, url_prefix="/cases/<ref:reference>/restricted")

Page = str | tuple[str, int]


@bp.get("")
@needs(Verb.MOVE)
def show(reference: str) -> str:
    found = restricting.restriction(current_actor(), reference)
    known = {"named": [str(row.user_id) for row in found.others if row.supervises or row.works]}
    return forms.show("oversight/restricted.html", _asked(found), known, found=found)


@bp.post("")
@needs(Verb.MOVE)
def restrict(reference: str) -> Response | Page:
    found = restricting.restriction(current_actor(), reference)
    asked = asks.restrict(found.others)

    def do(answers: forms.Answers) -> str:
        named = [int(number) for number in answers["named"]]
        shown = [forms.whole(number) or 0 for number in request.form.getlist("losing")]
        said = (str(answers["reason"]), named, forms.key())
        restricting.restrict(current_actor(), reference, *said, losing=shown)
        return _onwards(reference)

    return forms.take(asked, do, lambda errors: _again(reference, errors))


@bp.post("/lift")
@needs(Verb.MOVE)
def lift(reference: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        restricting.lift(current_actor(), reference, str(answers["reason"]), forms.key())
        return url_for("cases.show", reference=reference)

    return forms.take(asks.LIFT, do, lambda errors: _again(reference, errors))


@bp.post("/names")
@needs(Verb.MOVE)
def name(reference: str) -> Response:
    restricting.name_reader(current_actor(), reference, forms.number("user"), forms.key())
    return redirect(url_for("restricting.show", reference=reference), code=303)


@bp.post("/names/remove")
@needs(Verb.MOVE)
def unname(reference: str) -> Response:
    restricting.unname_reader(current_actor(), reference, forms.number("user"), forms.key())
    return redirect(_onwards(reference), code=303)


def _asked(found: restricting.Restriction) -> tuple[Question, ...]:
    return asks.LIFT if found.restricted else asks.restrict(found.others)


def _again(reference: str, errors: forms.Errors) -> str:
    found = restricting.restriction(current_actor(), reference)
    chosen = request.form.getlist("named")
    losing = [row for row in found.others if str(row.user_id) not in chosen]
    page = {"found": found, "losing": losing if "losing" in errors else ()}
    return forms.again("oversight/restricted.html", _asked(found), errors, **page)


def _onwards(reference: str) -> str:
    """The same page, for whoever is named; for whoever is not, there is no such case now."""
    try:
        reading.may_read(current_actor(), reference)
    except NotFound:
        return url_for("work.mine")
    return url_for("restricting.show", reference=reference)
