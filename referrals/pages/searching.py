"""Search: one box for a reference, and fields for a person whose name no address may hold."""

import datetime as dt
from dataclasses import replace

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals import words
from referrals.access import Verb
from referrals.gate import current_actor, current_live, needs
from referrals.pages import forms
from referrals.schemas.searching import LABELS, SEARCH, person_in, reason_in, reference_in
from referrals.services import searching

SHOWN = tuple(replace(question, required=True) for question in SEARCH)
"""None is called optional on a page that says to fill in what is known."""

bp = Blueprint("searching", __name__, url_prefix="/search")


@bp.get("")
@needs(Verb.SEARCH)
def ask() -> str:
    return forms.show("search/ask.html", SHOWN)


@bp.post("")
@needs(Verb.SEARCH)
def search() -> Response | tuple[str, int]:
    """A reference opens at once; anything else is kept, and shown under a token."""

    def do(answers: forms.Answers) -> str:
        reference = reference_in(answers)
        if reference:
            return url_for("cases.show", reference=reference)
        known = person_in(answers)
        token = searching.ask(current_actor(), current_live().digest, known, reason_in(answers))
        return url_for("searching.results", token=token)

    return forms.take(SEARCH, do, lambda errors: forms.again("search/ask.html", SHOWN, errors))


@bp.get("/r/<token:token>")
@needs(Verb.SEARCH)
def results(token: str) -> str:
    after = request.args.get("after")
    view = searching.results(current_actor(), current_live().digest, token, after)
    asked = [(LABELS[key], _said(key, value)) for key, value in view.asked]
    return render_template("search/results.html", view=view, asked=asked, token=token)


def _said(key: str, value: str) -> str:
    return words.london_date(dt.date.fromisoformat(value)) if key == "born_on" else value
