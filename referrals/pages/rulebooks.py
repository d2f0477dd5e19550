"""Moving one case to the present version of the rules, after reading what would change."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import writing as asks
from referrals.services import rulebooks

bp = Blueprint("rulebooks", __name__, url_prefix="/cases/<ref:reference>/rules")


@bp.get("")
@needs(Verb.MOVE)
def ask(reference: str) -> str:
    found = rulebooks.ask(current_actor(), reference)
    return forms.show("cases/rules.html", asks.RULES_MOVED, None, found=found)


@bp.post("")
@needs(Verb.MOVE)
def move(reference: str) -> Response | tuple[str, int]:
    actor = current_actor()

    def do(answers: forms.Answers) -> str:
        reason = str(answers["reason"])
        rulebooks.move(actor, reference, reason, version=forms.version(), key=forms.key())
        return url_for("cases.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        found = rulebooks.ask(actor, reference)
        return forms.again("cases/rules.html", asks.RULES_MOVED, errors, found=found)

    return forms.take(asks.RULES_MOVED, do, again)
