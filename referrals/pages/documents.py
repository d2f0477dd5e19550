"""Documents on a case: a list, one at a time to add, and each opened as a file and no other way."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import attached, current_actor, needs, store, takes_files
from referrals.pages import forms
from referrals.schemas.documents import document as asked
from referrals.services import documents
from referrals.services.documents import New
from workflows.documents import MOST_BYTES, RECEIPT
from workflows.sharing import Tier

bp = Blueprint("documents", __name__, url_prefix="/cases/<ref:reference>/documents")


@bp.get("")
@needs(Verb.READ)
def index(reference: str) -> str:
    view = documents.documents(current_actor(), reference, headed=True)
    return render_template(
        "documents/index.html", view=view, case=view.over, states=documents.STATES
    )


@bp.get("/new")
@needs(Verb.WRITE)
def ask(reference: str) -> str:
    questions = asked(documents.tiers(current_actor(), reference))
    of, kind = request.args.get("of", ""), request.args.get("kind", "")
    known = {"kind": RECEIPT, "tier": Tier.NRM_DECISION} if kind == RECEIPT else {}
    return forms.show("documents/new.html", questions, known, reference=reference, of=of)


@bp.post("/new")
@needs(Verb.WRITE)
@takes_files(MOST_BYTES)
def add(reference: str) -> Response | tuple[str, int]:
    actor = current_actor()
    questions = asked(documents.tiers(actor, reference))

    def do(answers: forms.Answers) -> str:
        documents.add(actor, reference, sent(answers), store(), forms.key())
        return url_for("documents.index", reference=reference)

    def again(errors: forms.Errors) -> str:
        page = {"reference": reference, "of": request.form.get("of", "")}
        return forms.again("documents/new.html", questions, _with_file(errors), **page)

    return forms.take(questions, do, again)


@bp.get("/<token:document>")
@needs(Verb.READ)
def show(reference: str, document: str) -> str:
    view = documents.document(current_actor(), reference, document)
    return render_template(
        "documents/show.html", document=view, reference=reference, states=documents.STATES
    )


@bp.get("/<token:document>/file")
@needs(Verb.READ)
def file(reference: str, document: str) -> Response:
    opened = documents.open_file(current_actor(), reference, document, store().folder)
    return attached(opened)


def _with_file(errors: forms.Errors) -> forms.Errors:
    """No browser keeps the file that was chosen, and where none was, that is the fault to name."""
    if request.files.get("file"):
        return {"file": "Choose the file again: it is not kept", **errors}
    return {**errors, "file": "Choose a file"}


def sent(answers: forms.Answers) -> New:
    """The document as the form brought it; no file at all is an empty one."""
    chosen = request.files.get("file")
    return New(
        kind=str(answers["kind"]),
        tier=str(answers["tier"]),
        description=str(answers.get("description", "")),
        name=(chosen.filename or "") if chosen else "",
        content=chosen.read() if chosen else b"",
        redacted_of=request.form.get("of", "")[:64],
    )
