"""Documents: listed, added one at a time as a form with a file, and opened as files."""

from typing import Any

from flask import request, url_for
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.api.asked import key, tag
from referrals.api.door import Door, carries, gives, gives_file, takes_form
from referrals.gate import attached, current_actor, needs, store, takes_files
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import DocumentKept
from referrals.schemas.documents import ANY, document
from referrals.schemas.questions import json_schema, read_form
from referrals.services import documents
from referrals.services.documents import New
from referrals.views import DocumentsView, DocumentView
from workflows.documents import MOST_BYTES

bp = Door("documents", "/api/cases/<ref:reference>/documents", "Documents")
FORM = "multipart/form-data"


@bp.get("")
@needs(Verb.READ)
@gives(described(DocumentsView))
def index(reference: str) -> Any:
    """The documents you may know of, newest first."""
    return dumped(documents.documents(current_actor(), reference))


@bp.post("")
@needs(Verb.WRITE)
@takes_files(MOST_BYTES)
@takes_form(json_schema(ANY, "NewDocument"), FORM)
@carries("key")
@gives(DocumentKept, status=201, tagged=True, located=True)
def add(reference: str) -> Any:
    """Add a document, as a form with its file."""
    actor = current_actor()
    if request.mimetype != FORM:
        raise UnsupportedMediaType
    answers = read_form(document(documents.tiers(actor, reference)), request.form)
    chosen = request.files.get("file")
    new = New(
        kind=str(answers["kind"]),
        tier=str(answers["tier"]),
        description=str(answers.get("description", "")),
        name=(chosen.filename or "") if chosen else "",
        content=chosen.read() if chosen else b"",
        redacted_of=request.form.get("of", "")[:64],
    )
    done = documents.add(actor, reference, new, store(), key())
    where = url_for("api_documents.show", reference=reference, document=done["document"])
    return done, 201, {**tag(done["version"]), "Location": where}


@bp.get("/<token:document>")
@needs(Verb.READ)
@gives(described(DocumentView))
def show(reference: str, document: str) -> Any:
    """What one document is, and whether you may open it."""
    return dumped(documents.document(current_actor(), reference, document))


@bp.get("/<token:document>/file")
@needs(Verb.READ)
@gives_file
def file(reference: str, document: str) -> Response:
    """The file itself; the trail says that you had it."""
    return attached(documents.open_file(current_actor(), reference, document, store().folder))
