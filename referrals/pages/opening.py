"""A case opened for a time: to a board for a review, and to an auditor by a grant."""

from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import overseeing as asks
from referrals.services import boards, grants
from workflows.definition import Question

bp = Blueprint("opening", __name__, url_prefix="/cases/<ref:reference>")

Page = str | tuple[str, int]


@bp.get("/board")
@needs(Verb.MOVE)
def board(reference: str) -> str:
    found = boards.boards(current_actor(), reference)
    return forms.show("oversight/board.html", _board(found), found=found)


@bp.post("/board")
@needs(Verb.MOVE)
def assign(reference: str) -> Response | Page:
    actor = current_actor()
    found = boards.boards(actor, reference)

    def do(answers: forms.Answers) -> str:
        said = (str(answers["board"]), str(answers["purpose"]), str(answers["why"]))
        boards.assign(actor, reference, *said, key=forms.key())
        return url_for("opening.board", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("oversight/board.html", _board(found), errors, found=found)

    return forms.take(_board(found), do, again)


@bp.post("/board/<token:opening>/end")
@needs(Verb.MOVE)
def end_board(reference: str, opening: str) -> Response:
    boards.end(current_actor(), reference, opening, forms.key())
    return redirect(url_for("opening.board", reference=reference), code=303)


@bp.get("/finding")
@needs(Verb.WRITE)
def ask_finding(reference: str) -> str:
    boards.may_find(current_actor(), reference)
    return forms.show("cases/ask.html", asks.FINDING, **_finding(reference))


@bp.post("/finding")
@needs(Verb.WRITE)
def find(reference: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        boards.find(current_actor(), reference, str(answers["words"]), forms.key())
        return url_for("cases.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("cases/ask.html", asks.FINDING, errors, **_finding(reference))

    return forms.take(asks.FINDING, do, again)


@bp.get("/grants")
@needs(Verb.MOVE)
def grant(reference: str) -> str:
    found = grants.grants(current_actor(), reference)
    return forms.show("oversight/grants.html", _grant(found), found=found)


@bp.post("/grants")
@needs(Verb.MOVE)
def give(reference: str) -> Response | Page:
    actor = current_actor()
    found = grants.grants(actor, reference)

    def do(answers: forms.Answers) -> str:
        number = int(answers.pop("auditor"))
        grants.give(actor, reference, number, answers, key=forms.key())
        return url_for("opening.grant", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("oversight/grants.html", _grant(found), errors, found=found)

    return forms.take(_grant(found), do, again)


@bp.post("/grants/<token:opening>/end")
@needs(Verb.MOVE)
def end_grant(reference: str, opening: str) -> Response:
    grants.end(current_actor(), reference, opening, forms.key())
    return redirect(url_for("opening.grant", reference=reference), code=303)


def _board(found: boards.Boards) -> tuple[Question, ...]:
    return asks.board((row.code, row.name) for row in found.boards)


def _grant(found: grants.AuditorGrants) -> tuple[Question, ...]:
    return asks.grant((row.user_id, row.name) for row in found.auditors)


def _finding(reference: str) -> dict[str, Any]:
    return {
        "reference": reference,
        "title": "Record the board’s finding",
        "button_text": "Record the finding",
    }
