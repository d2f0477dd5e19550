"""Logging a case: one question on a page, kept as it is answered, and looked at before it goes."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.errors import Conflict, Invalid
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas.intake import read_page
from referrals.schemas.questions import as_typed, said, typed
from referrals.services import intake
from referrals.services.intake import DraftView
from referrals.words import london_time
from workflows.agencies import RESPONSE
from workflows.definition import Kind, Question
from workflows.intake import BY_CODE, pages, position

bp = Blueprint("intake", __name__, url_prefix="/log")
CHECK = "check"
FOLDED = ("areas_of_exploitation", "lpus_of_exploitation")
"""Long lists that may be left empty: one press away, so that the page is short at night."""
DONE = {
    "saved": "Your draft is saved. It is in the list below.",
    "deleted": "The draft is deleted.",
}


@bp.get("")
@needs(Verb.LOG)
def mine() -> str:
    done = DONE.get(request.args.get("done", ""), "")
    return render_template("log/drafts.html", drafts=intake.drafts(current_actor()), done=done)


@bp.post("")
@needs(Verb.LOG)
def start() -> Response:
    return _to(intake.start_draft(current_actor()), "danger")


@bp.get("/<token:draft>/<code:step>")
@needs(Verb.LOG)
def ask(draft: str, step: str) -> str:
    view = intake.draft(current_actor(), draft, step)
    known = as_typed(BY_CODE[step].asked(view.answers), view.answers)
    return _page(view, {**known, **view.typed})


@bp.post("/<token:draft>/<code:step>")
@needs(Verb.LOG)
def answer(draft: str, step: str) -> ResponseReturnValue:
    """Every Continue is kept; what cannot be taken is kept too, as it was typed."""
    actor = current_actor()
    view = intake.draft(actor, draft, step)
    page = BY_CODE[step]
    try:
        answers = read_page(page, view.answers, request.form)
        return _to(draft, intake.answer(actor, draft, step, answers, forms.version()))
    except Invalid as invalid:
        again = typed(page.asked(view.answers), request.form)
        intake.keep_typed(actor, draft, step, again)
        return _page(view, again, said(invalid)), Invalid.status
    except Conflict as conflict:
        again = typed(page.asked(view.answers), request.form)
        return _page(view, again, theirs=conflict.theirs), Conflict.status


@bp.post("/<token:draft>/<code:step>/save")
@needs(Verb.LOG)
def save(draft: str, step: str) -> ResponseReturnValue:
    """Keep what is being typed: for the script, or for somebody who leaves in the middle."""
    actor = current_actor()
    view = intake.draft(actor, draft, step)
    again = typed(BY_CODE[step].asked(view.answers), request.form)
    leaving = "leave" in request.form
    version = None if leaving else forms.version()
    saved_at = intake.keep_typed(actor, draft, step, again, version)
    if not leaving:
        return jsonify(saved_at=london_time(saved_at))
    return redirect(url_for("intake.mine", done="saved"), code=303)


@bp.get("/<token:draft>/check")
@needs(Verb.LOG)
def check(draft: str) -> ResponseReturnValue:
    view = intake.check(current_actor(), draft)
    if isinstance(view, str):
        return _to(draft, view)
    return render_template("log/check.html", view=view, once=forms.once())


@bp.post("/<token:draft>/check")
@needs(Verb.LOG)
def send(draft: str) -> ResponseReturnValue:
    try:
        intake.send(current_actor(), draft, forms.key(), query="query" in request.form)
    except Invalid:  # an answer no longer fits: the check knows which page asks it
        return redirect(url_for("intake.check", draft=draft), code=303)
    return redirect(url_for("intake.sent", draft=draft), code=303)


@bp.get("/<token:draft>/sent")
@needs(Verb.LOG)
def sent(draft: str) -> str:
    actor = current_actor()
    view = intake.sent(actor, draft)
    return render_template("log/sent.html", view=view, may_read=actor.role in RESPONSE)


@bp.get("/<token:draft>/delete")
@needs(Verb.LOG)
def ask_delete(draft: str) -> str:
    return render_template("log/delete.html", view=intake.draft(current_actor(), draft))


@bp.post("/<token:draft>/delete")
@needs(Verb.LOG)
def delete(draft: str) -> Response:
    intake.delete(current_actor(), draft)
    return redirect(url_for("intake.mine", done="deleted"), code=303)


def _to(draft: str, step: str) -> Response:
    if step == CHECK:
        return redirect(url_for("intake.check", draft=draft), code=303)
    return redirect(url_for("intake.ask", draft=draft, step=step), code=303)


def _page(
    view: DraftView,
    values: Mapping[str, object],
    errors: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
) -> str:
    page = BY_CODE[view.step]
    asked = page.asked(view.answers)
    number, of = position(view.step, view.answers)
    return render_template(
        "log/step.html",
        view=view,
        page=page,
        asked=tuple(_shown(question) for question in asked),
        values=values,
        errors=errors or {},
        theirs=tuple((theirs or {}).items()),
        number=number,
        of=of,
        whole_page=page.label == asked[0].label,
        folded=FOLDED,
        unfolded=any(values.get(key) for key in FOLDED),
        big=len(asked) == 1 and asked[0].kind is Kind.CHOICE,
        back_to=_before(view),
    )


def _shown(question: Question) -> Question:
    """One of two answers is wanted, as a name or "not known": neither alone is called optional."""
    either = question.missing or question.key.endswith("_not_known")
    return replace(question, required=True) if either else question


def _before(view: DraftView) -> str:
    """Where Back leads: to the check when only one answer is being changed."""
    if view.next == CHECK:
        return url_for("intake.check", draft=view.token)
    codes = [step.code for step in pages(view.answers)]
    place = codes.index(view.step)
    if place == 0:
        return url_for("intake.mine")
    return url_for("intake.ask", draft=view.token, step=codes[place - 1])
