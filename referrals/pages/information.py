"""Pages that say the same to everyone: guide, help, accessibility, privacy."""

from flask import Blueprint, abort, current_app, render_template

from referrals.access import Verb
from referrals.gate import needs, public

bp = Blueprint("information", __name__)

TOPICS = ("danger", "talk", "interpreter", "child", "consent", "signs", "evidence", "call")


@bp.get("/guide")
@needs(Verb.SIGNED_IN)
def guide() -> str:
    return render_template("guide/index.html")


@bp.get("/guide/<code:topic>")
@needs(Verb.SIGNED_IN)
def topic(topic: str) -> str:
    if topic not in TOPICS:
        abort(404)
    return render_template("guide/topic.html", topic=topic)


@bp.get("/guide/prompt-sheet")
@needs(Verb.SIGNED_IN)
def prompt_sheet() -> str:
    """To print and carry."""
    return render_template("guide/prompt_sheet.html")


@bp.get("/help")
@public
def help_() -> str:
    return render_template("info/help.html")


@bp.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("info/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> str:
    return render_template("info/privacy.html")


@bp.get("/parts")
@public
def parts() -> str:
    """Every part of every page in every state, for whoever builds the next one."""
    if not current_app.config["DEMO"]:
        abort(404)
    return render_template("parts.html")
