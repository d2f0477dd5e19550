"""Sharing a case: with whom, why and what; seen as they will see it; withdrawn or ended."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.errors import Invalid
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas.questions import read_form, said
from referrals.services import previews, sharing
from referrals.services.previews import Receiver
from workflows.definition import Question
from workflows.share_form import END, OFFER, chosen, items, named, proposed

bp = Blueprint("sharing", __name__, url_prefix="/cases/<ref:reference>/sharing")

Page = str | tuple[str, int]
DONE = {
    "longer": "The sharing goes on for longer.",
    "kept": "The sharing goes on as it is.",
    "changed": "What they are shown has changed.",
    "answered": "They can read your answer.",
    "ended": "The sharing has ended: they can no longer open the case.",
    "withdrawn": "The offer is taken back.",
}
BEFORE_ITEMS = 4
"""How many questions of an offer are asked before its items."""


@bp.get("")
@needs(Verb.SHARE)
def index(reference: str) -> str:
    found = previews.shares_of(current_actor(), reference, headed=True)
    return render_template("sharing/index.html", sharing=found, case=found.over, done_words=_done())


@bp.get("/new")
@needs(Verb.SHARE)
def ask(reference: str) -> Page:
    """To whom; then, of whoever was chosen, why and what."""
    to = request.args.get("to")
    if to is None:
        return _who(reference, {})
    try:
        receiver = _receiver(reference, to)
    except Invalid as invalid:
        return _who(reference, said(invalid)), Invalid.status
    known = proposed(receiver.kind)
    return forms.show(
        "sharing/new.html", _questions(receiver), known, **_about(reference, receiver)
    )


@bp.post("/new")
@needs(Verb.SHARE)
def change(reference: str) -> str:
    """The same questions with what was typed: an address may not hold a person's words."""
    return _again(reference, _posted(reference), {})


@bp.post("/preview")
@needs(Verb.SHARE)
def preview(reference: str) -> Page:
    """The case as they will see it, before anything is sent."""
    receiver = _posted(reference)
    try:
        answers = read_form(_questions(receiver), request.form)
        view = previews.as_they_will(
            current_actor(), reference, receiver.code, chosen(answers), answers
        )
    except Invalid as invalid:
        return _again(reference, receiver, said(invalid)), Invalid.status
    return render_template(
        "sharing/preview.html", view=view, to=receiver.code, typed=_typed(), once=forms.once()
    )


@bp.post("")
@needs(Verb.SHARE)
def offer(reference: str) -> Response | Page:
    receiver = _receiver(reference, request.form.get("to", ""), sent=True)

    def do(answers: forms.Answers) -> str:
        people = [int(number) for number in answers.pop("people", ())]
        sharing.offer(
            current_actor(),
            reference,
            receiver.code,
            chosen(answers),
            answers,
            people=people,
            version=forms.version(),
            key=forms.key(),
        )
        return url_for("sharing.index", reference=reference)

    return forms.take(_questions(receiver), do, lambda errors: _again(reference, receiver, errors))


@bp.get("/<token:share>")
@needs(Verb.SHARE)
def show(reference: str, share: str) -> str:
    return _record(reference, share, {}, _done())


@bp.post("/<token:share>/withdraw")
@needs(Verb.SHARE)
def withdraw(reference: str, share: str) -> Response:
    sharing.withdraw(
        current_actor(), reference, share, version=forms.version() or 0, key=forms.key()
    )
    return redirect(url_for("sharing.index", reference=reference, done="withdrawn"), code=303)


@bp.post("/<token:share>/end")
@needs(Verb.SHARE)
def end(reference: str, share: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        sharing.end(
            current_actor(),
            reference,
            share,
            str(answers["reason"]),
            version=forms.version() or 0,
            key=forms.key(),
        )
        return url_for("sharing.index", reference=reference, done="ended")

    return forms.take(END, do, lambda errors: _record(reference, share, errors))


def _record(reference: str, share: str, errors: forms.Errors, done: str = "") -> str:
    view = previews.their_view(current_actor(), reference, share)
    return forms.again("sharing/show.html", END, errors, view=view, done_words=done)


def _done() -> str:
    return DONE.get(request.args.get("done", ""), "")


def _who(reference: str, errors: forms.Errors) -> str:
    found = previews.receivers(current_actor(), reference)
    return render_template("sharing/who.html", reference=reference, receivers=found, errors=errors)


def _posted(reference: str) -> Receiver:
    return _receiver(reference, request.form.get("to", ""))


def _receiver(reference: str, code: str, *, sent: bool = False) -> Receiver:
    """Whom it goes to; once sent, the service judges: a repeat is answered as it was before."""
    found = previews.receivers(current_actor(), reference)
    for receiver in found:
        if receiver.code == code and (sent or not receiver.has_it):
            return receiver
    raise Invalid({"to": ["Choose an organisation that does not have this case yet"]})


def _questions(receiver: Receiver) -> tuple[Question, ...]:
    return (*OFFER[:BEFORE_ITEMS], *_who_sees(receiver), *items(receiver.kind), *_then())


def _then() -> tuple[Question, ...]:
    return OFFER[BEFORE_ITEMS:]


def _who_sees(receiver: Receiver) -> tuple[Question, ...]:
    """Of a restricted case, who there may see it (R27)."""
    people = [(worker.user, worker.name) for worker in receiver.people]
    return (named(people),) if people else ()


def _again(reference: str, receiver: Receiver, errors: forms.Errors) -> str:
    page = _about(reference, receiver)
    return forms.again("sharing/new.html", _questions(receiver), errors, **page)


def _about(reference: str, receiver: Receiver) -> dict[str, object]:
    return {
        "reference": reference,
        "receiver": receiver,
        "why": (*OFFER[:BEFORE_ITEMS], *_who_sees(receiver)),
        "items": items(receiver.kind),
        "then": _then(),
    }


def _typed() -> list[tuple[str, str]]:
    """What was typed, to be carried through the preview to the act."""
    kept = {"csrf_token", "once", "version"}
    return [row for row in request.form.items(multi=True) if row[0] not in kept]
