"""How long closed cases are kept: their dates, holds, reviews, and disposal by two people."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas.people import HOLD, INQUIRY
from referrals.services import retention
from workflows.retention import HOLDS, KEEP_REASONS

bp = Blueprint("retention", __name__)

CASE = "/cases/<ref:reference>/retention"
DUE = "/admin/retention"


@bp.get("/admin/retention")
@needs(Verb.AUDIT)
def due() -> str:
    page = retention.due(current_actor(), request.args.get("after"))
    return render_template(
        "people/retention.html",
        page=page,
        holds=HOLDS,
        reasons=KEEP_REASONS,
        decides=current_actor().supervises,
    )


@bp.post(f"{CASE}/keep")
@needs(Verb.MOVE)
def keep(reference: str) -> ResponseReturnValue:
    retention.keep(current_actor(), reference, _reason())
    return _back()


@bp.get(CASE)
@needs(Verb.MOVE)
def one(reference: str) -> str:
    found = retention.of(current_actor(), reference)
    return forms.show("people/kept.html", HOLD, None, found=found)


@bp.post(f"{CASE}/hold")
@needs(Verb.MOVE)
def hold(reference: str) -> ResponseReturnValue:
    def do(answers: forms.Answers) -> str:
        retention.hold(current_actor(), reference, str(answers["reason"]))
        return _from(reference)

    def again(errors: forms.Errors) -> str:
        found = retention.of(current_actor(), reference)
        return forms.again("people/kept.html", HOLD, errors, found=found)

    return forms.take(HOLD, do, again)


@bp.post(f"{CASE}/lift")
@needs(Verb.MOVE)
def lift(reference: str) -> ResponseReturnValue:
    retention.lift(current_actor(), reference)
    return redirect(_from(reference), code=303)


@bp.post(f"{CASE}/propose")
@needs(Verb.MOVE)
def propose(reference: str) -> ResponseReturnValue:
    retention.propose(current_actor(), reference)
    return _back()


@bp.post(f"{CASE}/dispose")
@needs(Verb.MOVE)
def dispose(reference: str) -> ResponseReturnValue:
    retention.dispose(current_actor(), reference)
    return _back()


@bp.get("/admin/inquiry-hold")
@needs(Verb.ADMINISTER)
def inquiry() -> str:
    found = retention.inquiry(current_actor())
    return forms.show("people/inquiry.html", INQUIRY, None, inquiry=found, at="/admin")


@bp.post("/admin/inquiry-hold/set")
@needs(Verb.ADMINISTER)
def hold_all() -> ResponseReturnValue:
    def do(answers: forms.Answers) -> str:
        retention.hold_all(current_actor(), "inquiry", str(answers["reason"]))
        return "/admin/inquiry-hold"

    def again(errors: forms.Errors) -> str:
        found = retention.inquiry(current_actor())
        return forms.again("people/inquiry.html", INQUIRY, errors, inquiry=found, at="/admin")

    return forms.take(INQUIRY, do, again)


@bp.post("/admin/inquiry-hold/lift")
@needs(Verb.ADMINISTER)
def lift_all() -> ResponseReturnValue:
    retention.lift_all(current_actor())
    return redirect("/admin/inquiry-hold", code=303)


def _reason() -> str:
    return request.form.get("reason", "")


def _from(reference: str) -> str:
    """The case's own page of it, or the list of reviews that are near."""
    return f"/cases/{reference}/retention" if request.form.get("at") == "case" else DUE


def _back() -> ResponseReturnValue:
    return redirect(DUE, code=303)
