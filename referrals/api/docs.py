"""The document of the API, and a page to browse it and try it."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import needs

bp = Blueprint("api_docs", __name__, url_prefix="/api")


@bp.get("/openapi.json")
@needs(Verb.SIGNED_IN)
def openapi() -> Any:
    """OpenAPI 3.1, made from the schemas that read and write every answer."""
    return current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()


@bp.get("/")
@needs(Verb.SIGNED_IN)
def home() -> Response:
    """Nothing lives here but the way to the document."""
    return redirect(url_for("api_docs.browse"), code=303)


@bp.get("/docs")
@needs(Verb.SIGNED_IN)
def browse() -> str:
    return render_template("api/docs.html")
