"""Emergency access: opened by a supervisor who must know now, and reviewed by somebody else."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, current_device, current_live, needs
from referrals.pages import forms
from referrals.schemas import overseeing as asks
from referrals.services import budget, emergency, emergency_reviews, signing_in
from referrals.services.signing_in import Caller
from referrals.sessions import confirmed_lately

bp = Blueprint("emergency", __name__)

Page = str | tuple[str, int]


@bp.get("/emergency-access")
@needs(Verb.SIGNED_IN)
def ask() -> str:
    return forms.show("oversight/emergency.html", asks.EMERGENCY, **_around())


@bp.post("/emergency-access")
@needs(Verb.SIGNED_IN)
def open_case() -> Response | Page:
    def do(answers: forms.Answers) -> str:
        live = current_live()
        budget.admit(live.actor)
        confirmed = signing_in.confirm(live, request.form.get("password", ""), _caller())
        done = emergency.open_case(
            live.actor,
            str(answers["reference"]).strip().upper(),
            str(answers["reason"]),
            str(answers["words"]),
            confirmed_at=confirmed,
            key=forms.key(),
        )
        return url_for("cases.show", reference=done["reference"])

    return forms.take(asks.EMERGENCY, do, _again)


@bp.post("/emergency-access/<token:opening>/more")
@needs(Verb.SIGNED_IN)
def more(opening: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        emergency.add_more(current_actor(), opening, str(answers["words"]), forms.key())
        return url_for("emergency.ask")

    return forms.take(asks.MORE, do, _again)


@bp.get("/audit/emergency-access")
@needs(Verb.AUDIT)
def reviews() -> str:
    rows = emergency_reviews.reviews(current_actor())
    return render_template("oversight/reviews.html", rows=rows)


@bp.get("/audit/emergency-access/<token:opening>")
@needs(Verb.AUDIT)
def ask_review(opening: str) -> str:
    row = emergency_reviews.review(current_actor(), opening)
    return forms.show("oversight/review.html", asks.REVIEW, row=row)


@bp.post("/audit/emergency-access/<token:opening>")
@needs(Verb.AUDIT)
def review(opening: str) -> Response | Page:
    actor = current_actor()

    def do(answers: forms.Answers) -> str:
        said = (str(answers["answer"]), str(answers["words"]))
        emergency_reviews.answer(actor, opening, *said, key=forms.key())
        return url_for("emergency.reviews")

    def again(errors: forms.Errors) -> str:
        row = emergency_reviews.review(actor, opening)
        return forms.again("oversight/review.html", asks.REVIEW, errors, row=row)

    return forms.take(asks.REVIEW, do, again)


def _around() -> dict[str, Any]:
    actor = current_actor()
    may = emergency.may_open(actor)
    return {
        "may_open": may,
        "own": emergency.own(actor) if may else (),
        "confirmed": confirmed_lately(current_live().confirmed_at),
        "more": asks.MORE,
    }


def _again(errors: forms.Errors) -> str:
    return forms.again("oversight/emergency.html", asks.EMERGENCY, errors, **_around())


def _caller() -> Caller:
    return Caller(request.remote_addr or "", g.request_id, current_device())
