"""A share as time goes on: extended, looked at again, changed; and the answer to what was asked."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.pages.files import handed
from referrals.services import asking, packs, previews, share_life
from referrals.services.previews import Shared, TheirView
from workflows.definition import Question
from workflows.share_form import ANSWER, EXTEND, ITEM, KEEP, MEETING, changing, chosen, named
from workflows.targets import ANSWER_ITEM

bp = Blueprint("share_life", __name__, url_prefix="/cases/<ref:reference>/sharing/<token:share>")

Page = str | tuple[str, int]
Asked = tuple[Question, ...]


@bp.get("/extend")
@needs(Verb.SHARE)
def ask_extension(reference: str, share: str) -> str:
    return forms.show("sharing/extend.html", EXTEND, view=_view(reference, share))


@bp.post("/extend")
@needs(Verb.SHARE)
def extend(reference: str, share: str) -> Response | Page:
    return _take("sharing/extend.html", EXTEND, reference, share, share_life.extend, done="longer")


@bp.get("/review")
@needs(Verb.SHARE)
def review(reference: str, share: str) -> str:
    """Keep it, change what is shared, or end it."""
    return forms.show("sharing/review.html", KEEP, view=_view(reference, share))


@bp.post("/review")
@needs(Verb.SHARE)
def keep(reference: str, share: str) -> Response | Page:
    return _take("sharing/review.html", KEEP, reference, share, share_life.keep, done="kept")


@bp.get("/pack")
@needs(Verb.SHARE)
def ask_pack(reference: str, share: str) -> str:
    """When the meeting is for which they get what they hold on paper."""
    return forms.show("sharing/pack.html", MEETING, view=_view(reference, share))


@bp.post("/pack")
@needs(Verb.SHARE)
def take_pack(reference: str, share: str) -> Response | Page:
    def do(answers: forms.Answers) -> Response:
        return handed(packs.take(current_actor(), reference, share, answers["meeting"]))

    return forms.take(MEETING, do, partial(_again, "sharing/pack.html", MEETING, reference, share))


@bp.get("/change")
@needs(Verb.SHARE)
def ask_change(reference: str, share: str) -> str:
    view = _view(reference, share)
    shared = _shared(view)
    known: dict[str, object] = {ITEM.format(item.code): item.choice for item in shared.items}
    known["people"] = [str(number) for number in shared.named]
    return forms.show("sharing/change.html", _asked(reference, shared), known, view=view)


@bp.post("/change")
@needs(Verb.SHARE)
def change(reference: str, share: str) -> Response | Page:
    view = _view(reference, share)
    questions = _asked(reference, _shared(view))

    def do(answers: forms.Answers) -> str:
        named_people = answers.pop("people", None)
        share_life.change(
            current_actor(),
            reference,
            share,
            chosen(answers),
            answers,
            people=None if named_people is None else [int(number) for number in named_people],
            version=forms.version() or 0,
            key=forms.key(),
        )
        return _record(reference, share, "changed")

    def again(errors: forms.Errors) -> str:
        return forms.again("sharing/change.html", questions, errors, view=view)

    return forms.take(questions, do, again)


@bp.get("/asked/<token:item>")
@needs(Verb.SHARE)
def ask_answer(reference: str, share: str, item: str) -> str:
    return forms.show("sharing/answer.html", ANSWER, **_question(reference, share, item))


@bp.post("/asked/<token:item>")
@needs(Verb.SHARE)
def answer(reference: str, share: str, item: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        asking.answer(current_actor(), reference, share, item, answers, key=forms.key())
        return _record(reference, share, "answered")

    def again(errors: forms.Errors) -> str:
        about = _question(reference, share, item)
        return forms.again("sharing/answer.html", ANSWER, errors, **about)

    return forms.take(ANSWER, do, again)


def _take(
    template: str,
    questions: Asked,
    reference: str,
    share: str,
    act: Callable[..., object],
    *,
    done: str,
) -> Response | Page:
    """A step of a share: done, and then its record; or asked again beside the share as it is."""

    def do(answers: forms.Answers) -> str:
        version = forms.version() or 0
        act(current_actor(), reference, share, answers, version=version, key=forms.key())
        return _record(reference, share, done)

    return forms.take(questions, do, partial(_again, template, questions, reference, share))


def _again(
    template: str, questions: Asked, reference: str, share: str, errors: forms.Errors
) -> str:
    return forms.again(template, questions, errors, view=_view(reference, share))


def _question(reference: str, share: str, item: str) -> dict[str, Any]:
    found = asking.asked(current_actor(), reference, share, item)
    return {"reference": reference, "found": found, "source": ANSWER_ITEM.source}


def _view(reference: str, share: str) -> TheirView:
    return previews.their_view(current_actor(), reference, share)


def _shared(view: TheirView) -> Shared:
    assert view.shared is not None  # noqa: S101 - the view of one share always holds it
    return view.shared


def _asked(reference: str, shared: Shared) -> Asked:
    """Each item anew; of a restricted case, who there may see it; and why."""
    questions = changing(shared.kind)
    if not shared.could_be_named:
        return questions
    people = [(worker.user, worker.name) for worker in shared.could_be_named]
    return (*questions[:-1], named(people), questions[-1])


def _record(reference: str, share: str, done: str) -> str:
    return url_for("sharing.show", reference=reference, share=share, done=done)
