"""Try the rules: a case told on a page, and what the rule book makes of it. Nothing is kept."""

from dataclasses import replace

from flask import Blueprint, render_template, request

from referrals.access import Verb
from referrals.errors import Invalid
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas.questions import read_form, said
from referrals.services import trying
from workflows.trying import SHELVES, questions

bp = Blueprint("trying", __name__, url_prefix="/try-the-rules")

ASKED = questions()
SHOWN = [(label, [replace(each, required=True) for each in shelf]) for label, shelf in SHELVES]
"""The page says once that everything may be left out, and not with every question."""


@bp.get("")
@needs(Verb.SUPERVISE)
def ask() -> str:
    return _page({}, {})


@bp.post("")
@needs(Verb.SUPERVISE)
def answer() -> str | tuple[str, int]:
    """Answered on the page itself: there is nothing to go to, and nothing to come back to."""
    try:
        found = trying.tried(current_actor(), read_form(ASKED, request.form))
    except Invalid as invalid:
        return _page(request.form, said(invalid)), Invalid.status
    return _page(request.form, {}, found=found)


def _page(values: object, errors: forms.Errors, **page: object) -> str:
    return render_template(
        "rules/try.html",
        shelves=SHOWN,
        pasted=ASKED[-1:],
        asked=ASKED,
        values=values,
        errors=errors,
        **page,
    )
