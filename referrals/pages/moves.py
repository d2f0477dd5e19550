"""Every move and record the rule book offers, each asked in its own words."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.errors import NotFound, Unready
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.picture import left
from referrals.schemas import writing as asks
from referrals.services import claims, conflicts, progress, writing
from referrals.views import Ask

bp = Blueprint("moves", __name__, url_prefix="/cases/<ref:reference>")


@bp.post("/claim")
@needs(Verb.QUEUE)
def claim(reference: str) -> Response:
    claims.claim(current_actor(), reference, forms.key())
    return _to_case(reference)


@bp.get("/tracks/<code:track>/<code:move>")
@needs(Verb.QUEUE)
def ask(reference: str, track: str, move: str) -> str:
    _not_claim(track, move)
    found = progress.ask(current_actor(), reference, track, move)
    return forms.show("cases/move.html", found.questions, found.values, ask=found)


@bp.post("/tracks/<code:track>/<code:move>")
@needs(Verb.QUEUE)
def take(reference: str, track: str, move: str) -> Response | tuple[str, int]:
    _not_claim(track, move)
    actor = current_actor()

    def do(answers: forms.Answers) -> str:
        done = progress.move(
            actor, reference, (track, move), answers, version=forms.version(), key=forms.key()
        )
        return _form(reference) if (track, move) == DRAFT else _onwards(reference, done)

    def again(errors: forms.Errors) -> str:
        return _again(progress.ask(actor, reference, track, move), errors)

    try:
        return forms.take(progress.questions(actor, reference, track, move), do, again)
    except Unready as refused:
        return _not_yet(progress.ask(actor, reference, track, move), refused)


@bp.get("/record/<code:what>")
@needs(Verb.WRITE)
def ask_record(reference: str, what: str) -> str:
    found = progress.ask_record(current_actor(), reference, what)
    return forms.show("cases/move.html", found.questions, found.values, ask=found)


@bp.post("/record/<code:what>")
@needs(Verb.WRITE)
def record(reference: str, what: str) -> Response | tuple[str, int]:
    actor = current_actor()

    def do(answers: forms.Answers) -> str:
        done = progress.record(
            actor, reference, what, answers, version=forms.version(), key=forms.key()
        )
        return _onwards(reference, done)

    def again(errors: forms.Errors) -> str:
        return _again(progress.ask_record(actor, reference, what), errors)

    try:
        return forms.take(progress.record_questions(actor, reference, what), do, again)
    except Unready as refused:
        return _not_yet(progress.ask_record(actor, reference, what), refused)


@bp.post("/assign")
@needs(Verb.MOVE)
def assign(reference: str) -> Response:
    claims.assign(current_actor(), reference, _user(), forms.key())
    return _to_case(reference)


@bp.post("/name")
@needs(Verb.MOVE)
def name(reference: str) -> Response:
    claims.name(current_actor(), reference, _user(), forms.key())
    return _to_case(reference)


@bp.post("/release-team")
@needs(Verb.MOVE)
def release_team(reference: str) -> Response:
    claims.release_team(current_actor(), reference, forms.key())
    return redirect(url_for("work.mine"), code=303)


@bp.get("/conflict")
@needs(Verb.QUEUE)
def conflict(reference: str) -> str:
    found = conflicts.may_declare(current_actor(), reference)
    return render_template("cases/conflict.html", found=found, once=forms.once())


@bp.post("/conflict")
@needs(Verb.QUEUE)
def declare_conflict(reference: str) -> Response:
    conflicts.declare(current_actor(), reference, forms.key())
    return redirect(url_for("account.home"), code=303)


@bp.get("/ask-to-close")
@needs(Verb.MOVE)
def ask_to_close(reference: str) -> str:
    writing.may_ask_to_close(current_actor(), reference)
    return forms.show("cases/ask.html", asks.CLOSE_ASK, None, **_closing(reference))


@bp.post("/ask-to-close")
@needs(Verb.MOVE)
def asked_to_close(reference: str) -> Response | tuple[str, int]:
    actor = current_actor()
    writing.may_ask_to_close(actor, reference)

    def do(answers: forms.Answers) -> str:
        writing.ask_to_close(actor, reference, str(answers["reason"]), forms.key())
        return url_for("cases.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("cases/ask.html", asks.CLOSE_ASK, errors, **_closing(reference))

    return forms.take(asks.CLOSE_ASK, do, again)


def _closing(reference: str) -> dict[str, str]:
    return {
        "reference": reference,
        "title": "Ask for this case to be closed",
        "button_text": "Ask the supervisor",
    }


def _again(found: Ask, errors: forms.Errors) -> str:
    return forms.again("cases/move.html", found.questions, errors, ask=found)


def _not_yet(found: Ask, refused: Unready) -> tuple[str, int]:
    """The form with what was typed, and all that these answers leave to be done."""
    return _again(replace(found, unmet=left(refused.unmet)), {}), Unready.status


def _not_claim(track: str, move: str) -> None:
    """A claim has its own short address, and the long one does not exist (ux A.0)."""
    if (track, move) == ("investigation", "claim"):
        raise NotFound


def _user() -> int:
    return forms.number("user")


def _onwards(reference: str, done: Mapping[str, object]) -> str:
    """The case, for who holds it; for a colleague making it safe, the queue it waits in.

    Whoever gave it up, from outside the police, goes to their own first page.
    """
    if done["held"]:
        return url_for("cases.show", reference=reference)
    return url_for("work.mine" if current_actor().police else "account.home")


DRAFT = ("nrm", "draft")


def _form(reference: str) -> str:
    """Whoever starts the form came to fill it in."""
    return url_for("nrm.show", reference=reference)


def _to_case(reference: str) -> Response:
    return redirect(url_for("cases.show", reference=reference), code=303)
