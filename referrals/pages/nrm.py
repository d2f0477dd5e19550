"""The NRM referral: its task list and its sections."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import files, forms
from referrals.services import exports, nrm

bp = Blueprint("nrm", __name__, url_prefix="/cases/<ref:reference>/nrm")


@bp.get("")
@needs(Verb.READ)
def show(reference: str) -> str:
    view = nrm.overview(current_actor(), reference, headed=True)
    return render_template("nrm/overview.html", nrm=view, case=view.over)


@bp.get("/preview")
@needs(Verb.READ)
def preview(reference: str) -> str:
    """The whole form in the order of its pages, as it would be sent or as it was."""
    return render_template("nrm/preview.html", form=exports.preview(current_actor(), reference))


@bp.get("/pack.txt", defaults={"what": "pack.txt"})
@bp.get("/pack.pdf", defaults={"what": "pack.pdf"})
@needs(Verb.WRITE)
def ask_copy(reference: str, what: str) -> str:
    return files.ask(reference, what)


@bp.post("/pack.txt", defaults={"what": "pack.txt"})
@bp.post("/pack.pdf", defaults={"what": "pack.pdf"})
@needs(Verb.WRITE)
def take_copy(reference: str, what: str) -> Response | tuple[str, int]:
    return files.take(reference, what)


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
