"""Sharing a case: offered, seen as they will see it, answered, withdrawn, ended."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, body, key, nothing, tag, version, version_needed
from referrals.api.door import Door, carries, gives, takes
from referrals.errors import Invalid
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_answers import Form, Receivers, Shares, ShareStep
from referrals.schemas.api_asks import To
from referrals.schemas.api_book import offer, offers, people_named
from referrals.schemas.questions import json_schema, read_json
from referrals.services import answering, previews, sharing
from referrals.services.previews import TheirView
from workflows.share_form import DECLINE, END, OUTCOME, chosen, proposed

bp = Door("sharing", "/api/cases/<ref:reference>/sharing", "Sharing a case")


@bp.get("")
@needs(Verb.SHARE)
@gives(Shares, tagged=True)
def index(reference: str) -> Any:
    """With whom the case is or was shared."""
    found = previews.shares_of(current_actor(), reference)
    return {"items": several(found.shares), "next": None}, tag(found.version)


@bp.get("/new")
@needs(Verb.SHARE)
@bp.arguments(To, location="query")
@gives(Receivers, Form)
def ask(given: dict[str, Any], reference: str) -> Any:
    """To whom it can be offered; and with `to`, what an offer to them asks."""
    if given["to"] is None:
        return {"items": several(previews.receivers(current_actor(), reference)), "next": None}
    kind = _kind(reference, given["to"])
    return {
        "reference": reference,
        "questions": several(offer(kind)),
        "values": dict(proposed(kind)),
    }


@bp.post("/preview")
@needs(Verb.SHARE)
@takes(*offers())
@gives(described(TheirView))
def preview(reference: str) -> Any:
    """The case as they would see it, and what stands in the way; nothing is sent."""
    to, given, _ = _offered(reference)
    return dumped(previews.as_they_will(current_actor(), reference, to, chosen(given), given))


@bp.post("/new")
@bp.post("")
@needs(Verb.SHARE)
@takes(*offers())
@carries("key", "version")
@gives(ShareStep, status=201, tagged=True)
def propose(reference: str) -> Any:
    """Offer the case to an organisation."""
    to, given, people = _offered(reference)
    done = sharing.offer(
        current_actor(),
        reference,
        to,
        chosen(given),
        given,
        people=people,
        version=version(),
        key=key(),
    )
    return done, 201, tag(done["version"])


@bp.get("/<token:share>")
@needs(Verb.SHARE)
@gives(described(TheirView), tagged=True)
def show(reference: str, share: str) -> Any:
    """One share, and the case as its receiver sees it."""
    found = previews.their_view(current_actor(), reference, share)
    held = found.shared.share.version if found.shared else found.version
    return dumped(found), tag(held)


@bp.post("/<token:share>/withdraw")
@needs(Verb.SHARE)
@carries("key", "share_version")
@gives(ShareStep, tagged=True)
def withdraw(reference: str, share: str) -> Any:
    """Take back an offer that nobody has answered."""
    nothing()
    held = version_needed()
    return _step(sharing.withdraw(current_actor(), reference, share, version=held, key=key()))


@bp.post("/<token:share>/end")
@needs(Verb.SHARE)
@takes(json_schema(END, "SharingEnded"))
@carries("key", "share_version")
@gives(ShareStep, tagged=True)
def end(reference: str, share: str) -> Any:
    """End the sharing, and with it all access, at once."""
    reason, held = str(answers(END)["reason"]), version_needed()
    return _step(sharing.end(current_actor(), reference, share, reason, version=held, key=key()))


@bp.post("/<token:share>/accept")
@needs(Verb.ANSWER_SHARE)
@carries("key", "share_version")
@gives(ShareStep, tagged=True)
def accept(reference: str, share: str) -> Any:
    """Take the case on."""
    nothing()
    held = version_needed()
    return _step(answering.accept(current_actor(), reference, share, version=held, key=key()))


@bp.post("/<token:share>/decline")
@needs(Verb.ANSWER_SHARE)
@takes(json_schema(DECLINE, "OfferDeclined"))
@carries("key", "share_version")
@gives(ShareStep, tagged=True)
def decline(reference: str, share: str) -> Any:
    """Say no; from then on the case does not exist for you."""
    reason, held = str(answers(DECLINE)["reason"]), version_needed()
    return _step(
        answering.decline(current_actor(), reference, share, reason, version=held, key=key())
    )


@bp.post("/<token:share>/outcome")
@needs(Verb.ANSWER_SHARE)
@takes(json_schema(OUTCOME, "SharingOutcome"))
@carries("key", "share_version")
@gives(ShareStep, tagged=True)
def outcome(reference: str, share: str) -> Any:
    """Say what was done with what was shared."""
    told, held = str(answers(OUTCOME)["outcome"]), version_needed()
    return _step(
        answering.record_outcome(current_actor(), reference, share, told, version=held, key=key())
    )


def _offered(reference: str) -> tuple[str, dict[str, object], list[int]]:
    """To whom, the answers that an offer to them asks, and who there may see a restricted case."""
    document = body()
    to, people = document.pop("to", None), people_named(document) or []
    return str(to), read_json(offer(_kind(reference, to)), document), people


def _kind(reference: str, to: object) -> str:
    """One that has the case already is still told so by the act: a repeat answers as the first."""
    for receiver in previews.receivers(current_actor(), reference):
        if receiver.code == to:
            return receiver.kind
    raise Invalid({"to": ["Choose an organisation that can hold this case"]})


def _step(done: dict[str, Any]) -> Any:
    return done, tag(done["version"])
