"""The NRM referral: its task list and its sections."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.services import nrm

bp = Blueprint("nrm", __name__, url_prefix="/cases/<ref:reference>/nrm")


@bp.get("")
@needs(Verb.READ)
def show(reference: str) -> str:
    return render_template("nrm/overview.html", nrm=nrm.overview(current_actor(), reference))


@bp.get("/<code:section>")
@needs(Verb.WRITE)
def ask(reference: str, section: str) -> str:
    found = nrm.section(current_actor(), reference, section)
    return forms.show("nrm/section.html", found.questions, found.values, section=found)


@bp.post("/<code:section>")
@needs(Verb.WRITE)
def save(reference: str, section: str) -> Response | tuple[str, int]:
    actor = current_actor()
    found = nrm.section(actor, reference, section)

    def do(answers: forms.Answers) -> str:
        nrm.save(actor, reference, section, answers, version=forms.version(), key=forms.key())
        return url_for("nrm.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("nrm/section.html", found.questions, errors, section=found)

    return forms.take(found.questions, do, again)
