"""Conflicts of interest that leave nobody to answer for a case, decided by another supervisor."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import overseeing as asks
from referrals.services import conflict_reviews

bp = Blueprint("conflicts", __name__, url_prefix="/conflicts")

ONE = "/<int(max=2147483647):conflict>"


@bp.get("")
@needs(Verb.SIGNED_IN)
def waiting() -> str:
    rows = conflict_reviews.waiting(current_actor())
    return render_template("oversight/conflicts_waiting.html", rows=rows)


@bp.get(ONE)
@needs(Verb.SIGNED_IN)
def ask(conflict: int) -> str:
    row = conflict_reviews.one(current_actor(), conflict)
    asked = asks.decider(row.deciders) if row.may_ask else asks.DECIDE_CONFLICT
    return forms.show("oversight/conflict.html", asked, row=row)


@bp.post(ONE)
@needs(Verb.SIGNED_IN)
def decide(conflict: int) -> Response | tuple[str, int]:
    actor = current_actor()

    def do(answers: forms.Answers) -> str:
        said = (str(answers["answer"]), str(answers["words"]))
        conflict_reviews.decide(actor, conflict, *said, key=forms.key())
        return url_for("conflicts.waiting")

    def again(errors: forms.Errors) -> str:
        row = conflict_reviews.one(actor, conflict)
        return forms.again("oversight/conflict.html", asks.DECIDE_CONFLICT, errors, row=row)

    return forms.take(asks.DECIDE_CONFLICT, do, again)


@bp.post(f"{ONE}/ask")
@needs(Verb.SIGNED_IN)
def ask_somebody(conflict: int) -> Response | tuple[str, int]:
    """An auditor asks one supervisor to decide, where nobody who is named may."""
    actor = current_actor()
    row = conflict_reviews.one(actor, conflict)
    asked = asks.decider(row.deciders)

    def do(answers: forms.Answers) -> str:
        conflict_reviews.ask(actor, conflict, int(answers["user"]), key=forms.key())
        return url_for("conflicts.waiting")

    def again(errors: forms.Errors) -> str:
        return forms.again("oversight/conflict.html", asked, errors, row=row)

    return forms.take(asked, do, again)
