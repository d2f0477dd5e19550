"""Each time limit of a case on a page of its own, and what may be done with it."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import writing as asks
from referrals.services import clocks, tasks

bp = Blueprint("clocks", __name__, url_prefix="/cases/<ref:reference>/clocks/<int:clock>")


@bp.get("")
@needs(Verb.READ)
def show(reference: str, clock: int) -> str:
    page = clocks.show(current_actor(), reference, clock)
    return render_template("cases/clock.html", page=page, reference=reference, once=forms.once())


@bp.get("/done")
@needs(Verb.WRITE)
def ask_done(reference: str, clock: int) -> str:
    title = tasks.clock_asked(current_actor(), reference, clock)
    return forms.show("cases/ask.html", asks.TASK_DONE, **_done_page(reference, title))


@bp.post("/done")
@needs(Verb.WRITE)
def done(reference: str, clock: int) -> Response | tuple[str, int]:
    actor = current_actor()
    title = tasks.clock_asked(actor, reference, clock)

    def do(answers: forms.Answers) -> str:
        tasks.meet_clock(actor, reference, clock, str(answers["outcome"]), forms.key())
        return url_for("cases.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("cases/ask.html", asks.TASK_DONE, errors, **_done_page(reference, title))

    return forms.take(asks.TASK_DONE, do, again)


@bp.get("/pause")
@needs(Verb.MOVE)
def ask_pause(reference: str, clock: int) -> str:
    what, reasons = clocks.reasons(current_actor(), reference, clock)
    return forms.show("cases/ask.html", asks.pause(reasons), **_pause_page(reference, what))


@bp.post("/pause")
@needs(Verb.MOVE)
def pause(reference: str, clock: int) -> Response | tuple[str, int]:
    actor = current_actor()
    what, reasons = clocks.reasons(actor, reference, clock)
    questions = asks.pause(reasons)

    def do(answers: forms.Answers) -> str:
        reason, words = str(answers["reason"]), str(answers["words"])
        clocks.pause(actor, reference, clock, reason, words, key=forms.key())
        return _own(reference, clock)

    def again(errors: forms.Errors) -> str:
        return forms.again("cases/ask.html", questions, errors, **_pause_page(reference, what))

    return forms.take(questions, do, again)


@bp.post("/resume")
@needs(Verb.MOVE)
def resume(reference: str, clock: int) -> Response:
    clocks.resume(current_actor(), reference, clock, key=forms.key())
    return redirect(_own(reference, clock), code=303)


def _own(reference: str, clock: int) -> str:
    return url_for("clocks.show", reference=reference, clock=clock)


def _done_page(reference: str, title: str) -> dict[str, Any]:
    return {"reference": reference, "title": title, "button_text": "Say that it is done"}


def _pause_page(reference: str, what: str) -> dict[str, Any]:
    return {
        "reference": reference,
        "title": f"Pause: {what[:1].lower()}{what[1:]}",
        "button_text": "Pause this clock",
    }
