"""The one link that a message holds."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.services import notices

bp = Blueprint("notices", __name__)


@bp.get("/n/<token:notice>")
@needs(Verb.SIGNED_IN)
def follow(notice: str) -> ResponseReturnValue:
    actor = current_actor()
    page = notices.elsewhere(actor, notice)
    if page is not None:
        return redirect(page, code=303)
    if notices.about_oneself(actor, notice):
        return redirect(url_for("account.account"), code=303)
    reference, opens = notices.place(actor, notice)
    if opens:
        return redirect(url_for("cases.show", reference=reference), code=303)
    return redirect(url_for("work.queue", team=actor.team), code=303)
