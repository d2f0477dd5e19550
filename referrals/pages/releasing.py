"""Releases of intelligence: asked for, decided by somebody else, taken back (G13)."""

from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.errors import NotFound
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.services import released, releasing
from referrals.services.released import ReleaseRow
from workflows.definition import Question
from workflows.releases import DECIDE, REVOKE, asked

bp = Blueprint("releasing", __name__, url_prefix="/cases/<ref:reference>/releases")

Page = str | tuple[str, int]


@bp.get("")
@needs(Verb.SHARE)
def index(reference: str) -> str:
    found = released.releases(current_actor(), reference)
    return render_template("releases/index.html", found=found)


@bp.get("/new")
@needs(Verb.SHARE)
def ask(reference: str) -> str:
    return forms.show("releases/new.html", _questions(reference), reference=reference)


@bp.post("/new")
@needs(Verb.SHARE)
def send(reference: str) -> Response | Page:
    questions = _questions(reference)

    def do(answers: forms.Answers) -> str:
        releasing.ask(current_actor(), reference, answers, key=forms.key())
        return url_for("releasing.index", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("releases/new.html", questions, errors, reference=reference)

    return forms.take(questions, do, again)


@bp.get("/<token:release>")
@needs(Verb.SHARE)
def show(reference: str, release: str) -> str:
    return forms.show("releases/show.html", DECIDE, **_about(reference, release))


@bp.post("/<token:release>")
@needs(Verb.SHARE)
def decide(reference: str, release: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        releasing.decide(current_actor(), reference, release, answers, key=forms.key())
        return url_for("releasing.index", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("releases/show.html", DECIDE, errors, **_about(reference, release))

    return forms.take(DECIDE, do, again)


@bp.post("/<token:release>/revoke")
@needs(Verb.SHARE)
def revoke(reference: str, release: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        reason = str(answers["reason"])
        releasing.revoke(current_actor(), reference, release, reason, key=forms.key())
        return url_for("releasing.index", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("releases/show.html", DECIDE, errors, **_about(reference, release))

    return forms.take(REVOKE, do, again)


def _questions(reference: str) -> tuple[Question, ...]:
    found = released.releases(current_actor(), reference)
    return asked(found.sources, found.receivers)


def _about(reference: str, release: str) -> dict[str, Any]:
    return {"reference": reference, "row": _one(reference, release), "revoking": REVOKE}


def _one(reference: str, release: str) -> ReleaseRow:
    rows = released.releases(current_actor(), reference).rows
    found = next((row for row in rows if row.id == release), None)
    if found is None:
        raise NotFound
    return found
