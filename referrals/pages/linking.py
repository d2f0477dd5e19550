"""Possible matches, two cases side by side, and cases that belong together."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas.linking import JOIN, LINK, OUTCOME
from referrals.services import linking

bp = Blueprint("linking", __name__, url_prefix="/cases/<ref:reference>")

Page = Response | tuple[str, int]


@bp.get("/links")
@needs(Verb.SEARCH)
def links(reference: str) -> str:
    view = linking.links(current_actor(), reference, headed=True)
    return render_template("links/index.html", view=view, case=view.over, once=forms.once())


@bp.get("/links/new")
@needs(Verb.SEARCH)
def ask(reference: str) -> str:
    linking.links(current_actor(), reference)
    return forms.show("links/new.html", LINK, reference=reference)


@bp.post("/links/new")
@needs(Verb.SEARCH)
def add(reference: str) -> Page:
    def do(answers: forms.Answers) -> str:
        answers["other"] = str(answers["other"]).upper()
        linking.add(current_actor(), reference, answers, forms.key())
        return url_for("linking.links", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("links/new.html", LINK, errors, reference=reference)

    return forms.take(LINK, do, again)


@bp.post("/links/<token:link>/end")
@needs(Verb.SEARCH)
def end(reference: str, link: str) -> Response:
    linking.end(current_actor(), reference, link, forms.key())
    return redirect(url_for("linking.links", reference=reference), code=303)


@bp.get("/matches")
@needs(Verb.SEARCH)
def matches(reference: str) -> str:
    view = linking.matches(current_actor(), reference)
    return render_template("links/matches.html", view=view)


@bp.get("/matches/<ref:other>")
@needs(Verb.SEARCH)
def compare(reference: str, other: str) -> str:
    return _compared(reference, other, {})


@bp.post("/matches/<ref:other>")
@needs(Verb.SEARCH)
def answer(reference: str, other: str) -> Page:
    def do(answers: forms.Answers) -> str:
        outcome = str(answers["outcome"])
        linking.answer(current_actor(), reference, other, outcome, forms.key())
        return url_for("linking.matches", reference=reference)

    return forms.take(OUTCOME, do, lambda errors: _compared(reference, other, errors))


@bp.post("/matches/<ref:other>/join")
@needs(Verb.SEARCH)
def join(reference: str, other: str) -> Page:
    def do(answers: forms.Answers) -> str:
        linking.join(current_actor(), reference, other, str(answers["reason"]), forms.key())
        return url_for("linking.links", reference=reference)

    return forms.take(JOIN, do, lambda errors: _compared(reference, other, errors))


def _compared(reference: str, other: str, errors: forms.Errors) -> str:
    view = linking.compare(current_actor(), reference, other)
    return forms.again("links/compare.html", OUTCOME, errors, view=view, join=JOIN)
