"""A team's own matters: who covers for whom, and the work of those who leave."""

from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import people as asks
from referrals.services import covering, leaving
from referrals.services.covering import Wanted
from workflows.definition import Question

bp = Blueprint("team", __name__, url_prefix="/teams/<code:team>")


@bp.get("/cover")
@needs(Verb.LIST)
def covers(team: str) -> str:
    return forms.show("work/cover.html", *_asked(team), **_page(team))


@bp.post("/cover")
@needs(Verb.MOVE)
def cover(team: str) -> ResponseReturnValue:
    questions = _asked(team)[0]

    def do(answers: forms.Answers) -> str:
        covering.cover(current_actor(), team, wanted(answers), forms.key())
        return f"/teams/{team}/cover"

    return forms.take(
        questions, do, partial(forms.again, "work/cover.html", questions, **_page(team))
    )


@bp.post("/cover/<token:cover_id>/end")
@needs(Verb.MOVE)
def end(team: str, cover_id: str) -> ResponseReturnValue:
    covering.end(current_actor(), team, cover_id)
    return redirect(f"/teams/{team}/cover", code=303)


@bp.get("/leavers")
@needs(Verb.LIST)
def leavers(team: str) -> str:
    rows = leaving.leavers(current_actor(), team)
    return render_template("work/leavers.html", rows=rows, team=team)


@bp.post("/leavers/<token:leaver>/cases/<ref:reference>")
@needs(Verb.MOVE)
def give(team: str, leaver: str, reference: str) -> ResponseReturnValue:
    typed = request.form.get("to", "")
    whole = typed.isascii() and typed.isdigit() and len(typed) <= forms.LONGEST_VERSION
    leaving.give(current_actor(), leaver, reference, int(typed) if whole else None)
    return redirect(f"/teams/{team}/leavers", code=303)


def wanted(answers: forms.Answers) -> Wanted:
    """The answers as the service asks for them."""
    return Wanted(
        int(str(answers["user"])), int(str(answers["by"])), answers["first"], answers["last"]
    )


def _asked(team: str) -> tuple[tuple[Question, ...], dict[str, Any]]:
    people = covering.covers(current_actor(), team).people
    return asks.covering((str(number), name) for number, name in people), {}


def _page(team: str) -> dict[str, Any]:
    actor = current_actor()
    lines = covering.covers(actor, team).lines
    return {"team": team, "lines": lines, "supervises": actor.supervises}
