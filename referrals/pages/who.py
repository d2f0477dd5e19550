"""Who can see a case: why a named person can or cannot, and whom a conflict keeps from it."""

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.errors import Invalid
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import overseeing as asks
from referrals.schemas.questions import read_form, said
from referrals.services import conflicts, entitlement

bp = Blueprint("who", __name__, url_prefix="/cases/<ref:reference>")

Page = str | tuple[str, int]
ACCESS, CONFLICTS = "oversight/access.html", "oversight/conflicts.html"


@bp.get("/access")
@needs(Verb.AUDIT)
def ask(reference: str) -> str:
    entitlement.may_ask(current_actor(), reference)
    return forms.show(ACCESS, asks.WHO, reference=reference, answer=None)


@bp.post("/access")
@needs(Verb.AUDIT)
def explain(reference: str) -> Page:
    """Nothing changes; it is posted so that no address of a person stands in an address."""
    actor, page = current_actor(), {"reference": reference}
    try:
        given = read_form(asks.WHO, request.form)
        answer = entitlement.explain(actor, reference, str(given["email"]))
    except Invalid as invalid:
        entitlement.may_ask(actor, reference)
        return forms.again(ACCESS, asks.WHO, said(invalid), answer=None, **page), Invalid.status
    return forms.again(ACCESS, asks.WHO, {}, answer=answer, **page)


@bp.get("/conflicts")
@needs(Verb.MOVE)
def known(reference: str) -> str:
    return forms.show(CONFLICTS, asks.CONFLICT, **_around(reference))


@bp.post("/conflicts")
@needs(Verb.MOVE)
def record(reference: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        told = (str(answers["email"]), str(answers["reason"]))
        conflicts.record(current_actor(), reference, *told, key=forms.key())
        return url_for("who.known", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again(CONFLICTS, asks.CONFLICT, errors, **_around(reference))

    return forms.take(asks.CONFLICT, do, again)


@bp.post("/conflicts/lift")
@needs(Verb.MOVE)
def lift(reference: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        why, user = str(answers["lifted"]), forms.number("user")
        conflicts.lift(current_actor(), reference, user, why, key=forms.key())
        return url_for("who.known", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again(CONFLICTS, asks.CONFLICT, errors, **_around(reference))

    return forms.take(asks.LIFT_CONFLICT, do, again)


def _around(reference: str) -> dict[str, Any]:
    return {"found": conflicts.conflicts(current_actor(), reference), "lifting": asks.LIFT_CONFLICT}
