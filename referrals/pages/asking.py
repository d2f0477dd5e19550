"""A partner asks for an item that is withheld."""

from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.services import asking
from workflows.share_form import ASK
from workflows.targets import ANSWER_ITEM

bp = Blueprint("asking", __name__, url_prefix="/cases/<ref:reference>/ask")


@bp.get("/<code:item>")
@needs(Verb.ANSWER_SHARE)
def form(reference: str, item: str) -> str:
    return forms.show("partner/ask.html", ASK, **_about(reference, item))


@bp.post("/<code:item>")
@needs(Verb.ANSWER_SHARE)
def send(reference: str, item: str) -> Response | tuple[str, int]:
    def do(answers: forms.Answers) -> str:
        asking.ask(current_actor(), reference, item, str(answers["why"]), key=forms.key())
        return url_for("cases.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("partner/ask.html", ASK, errors, **_about(reference, item))

    return forms.take(ASK, do, again)


def _about(reference: str, item: str) -> dict[str, Any]:
    label = asking.may_ask(current_actor(), reference, item)
    return {"reference": reference, "label": label, "source": ANSWER_ITEM.source}
