"""What somebody was told, and the one link that a message holds."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.services import notices, notifications

bp = Blueprint("notices", __name__)
LONGEST = 9


@bp.get("/notifications")
@needs(Verb.SIGNED_IN)
def mine() -> str:
    after = request.args.get("after")
    found = notifications.mine(current_actor(), after)
    return render_template("work/notifications.html", found=found, after=after)


@bp.post("/notifications")
@needs(Verb.SIGNED_IN)
def read() -> ResponseReturnValue:
    text = request.form.get("up_to", "")
    whole = text.isascii() and text.isdigit() and len(text) <= LONGEST
    notifications.read_up_to(current_actor(), int(text) if whole else 0)
    return redirect(url_for("notices.mine"), code=303)


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
