"""The partner's side: what is shared with us, and the answer to what is offered."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.errors import NotFound
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.services import answering, partners, reading
from referrals.views import CaseView, OfferView
from workflows.share_form import DECLINE, OUTCOME

bp = Blueprint("partner", __name__)

ANSWERS = "/cases/<ref:reference>/sharing/<token:share>"
Page = str | tuple[str, int]


@bp.app_context_processor
def _asked() -> dict[str, object]:
    """The offer is drawn by the page of every case, so what a decline asks is always at hand."""
    return {"decline": DECLINE}


@bp.get("/partner")
@needs(Verb.LIST)
def shared() -> str:
    found = partners.shared_with_us(current_actor(), request.args.get("after"))
    return render_template("partner/list.html", page=found)


@bp.get("/authority")
@needs(Verb.LIST)
def authority() -> str:
    found = partners.submitted(current_actor(), request.args.get("after"))
    return render_template("partner/authority.html", page=found)


@bp.post(f"{ANSWERS}/accept")
@needs(Verb.ANSWER_SHARE)
def accept(reference: str, share: str) -> Response:
    answering.accept(
        current_actor(), reference, share, version=forms.version() or 0, key=forms.key()
    )
    return redirect(url_for("cases.show", reference=reference), code=303)


@bp.post(f"{ANSWERS}/decline")
@needs(Verb.ANSWER_SHARE)
def decline(reference: str, share: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        answering.decline(
            current_actor(),
            reference,
            share,
            str(answers["reason"]),
            version=forms.version() or 0,
            key=forms.key(),
        )
        return url_for("partner.shared")

    def again(errors: forms.Errors) -> str:
        found = reading.read(current_actor(), reference)
        if not isinstance(found, OfferView):
            raise NotFound
        return forms.again("partner/offer.html", DECLINE, errors, offer=found)

    return forms.take(DECLINE, do, again)


@bp.get(f"{ANSWERS}/outcome")
@needs(Verb.ANSWER_SHARE)
def ask_outcome(reference: str, share: str) -> str:
    return forms.show("partner/outcome.html", OUTCOME, case=_own(reference, share))


@bp.post(f"{ANSWERS}/outcome")
@needs(Verb.ANSWER_SHARE)
def outcome(reference: str, share: str) -> Response | Page:
    def do(answers: forms.Answers) -> str:
        answering.record_outcome(
            current_actor(),
            reference,
            share,
            str(answers["outcome"]),
            version=forms.version() or 0,
            key=forms.key(),
        )
        return url_for("cases.show", reference=reference)

    def again(errors: forms.Errors) -> str:
        return forms.again("partner/outcome.html", OUTCOME, errors, case=_own(reference, share))

    return forms.take(OUTCOME, do, again)


def _own(reference: str, share: str) -> CaseView:
    """The case, if this share of it is ours."""
    found = reading.read(current_actor(), reference)
    ours = found.own_share if isinstance(found, CaseView) else None
    if not isinstance(found, CaseView) or ours is None or ours.id != share:
        raise NotFound
    return found
