"""Looking is visible: what the rules find unusual, and the looks a supervisor answers for."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import overseeing as asks
from referrals.services import sampling, unusual
from workflows.agencies import ROLES

bp = Blueprint("looks", __name__)

Page = str | tuple[str, int]


@bp.get("/audit/unusual")
@needs(Verb.AUDIT)
def report() -> str:
    found = unusual.report(current_actor())
    return render_template("oversight/unusual.html", found=found, roles=ROLES)


@bp.get("/looks")
@needs(Verb.SIGNED_IN)
def samples() -> str:
    return render_template("oversight/looks.html", rows=sampling.samples(current_actor()))


@bp.get("/looks/<token:sample>")
@needs(Verb.SIGNED_IN)
def ask(sample: str) -> str:
    row = sampling.sample(current_actor(), sample)
    return forms.show("oversight/look.html", asks.SAMPLE, row=row)


@bp.post("/looks/<token:sample>")
@needs(Verb.SIGNED_IN)
def answer(sample: str) -> Response | Page:
    actor = current_actor()

    def do(answers: forms.Answers) -> str:
        said = (str(answers["answer"]), str(answers["words"]))
        sampling.answer(actor, sample, *said, key=forms.key())
        return url_for("looks.samples")

    def again(errors: forms.Errors) -> str:
        row = sampling.sample(actor, sample)
        return forms.again("oversight/look.html", asks.SAMPLE, errors, row=row)

    return forms.take(asks.SAMPLE, do, again)
