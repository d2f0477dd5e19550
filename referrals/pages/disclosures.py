"""Who has been told what of one person, why and since when: on a page, and on paper."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.services import disclosures

bp = Blueprint("disclosures", __name__, url_prefix="/cases/<ref:reference>/disclosures")


@bp.get("")
@needs(Verb.SHARE)
def show(reference: str) -> str:
    found = disclosures.ledger(current_actor(), reference)
    return render_template("sharing/disclosures.html", found=found)


@bp.get("/paper")
@needs(Verb.SHARE)
def paper(reference: str) -> Response:
    made = disclosures.printed(current_actor(), reference)
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{reference}-told.pdf"'
    return answer
