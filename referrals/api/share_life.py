"""A share as time goes on, and items that are asked for: the pages' acts, for other systems."""

from typing import Any

from flask import url_for

from referrals.access import Verb
from referrals.api.asked import answers, body, key, tag, version_needed
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import AskedStep, ShareStep, TakenCopy, handed
from referrals.schemas.api_book import changes, people_named
from referrals.schemas.questions import json_schema, read_json
from referrals.services import asking, packs, previews, share_life
from referrals.views import AskedView
from workflows.share_form import ANSWER, ASK, EXTEND, KEEP, MEETING, changing, chosen

bp = Door("share_life", "/api/cases/<ref:reference>", "Sharing a case")

SHARE = "/sharing/<token:share>"


@bp.post(f"{SHARE}/extend")
@needs(Verb.SHARE)
@takes(json_schema(EXTEND, "SharingExtended"))
@carries("key", "share_version")
@gives(ShareStep, tagged=True)
def extend(reference: str, share: str) -> Any:
    """Let the sharing go on until a later day, with a reason."""
    given, held = answers(EXTEND), version_needed()
    return _step(
        share_life.extend(current_actor(), reference, share, given, version=held, key=key())
    )


@bp.post(f"{SHARE}/review")
@needs(Verb.SHARE)
@takes(json_schema(KEEP, "SharingKept"))
@carries("key", "share_version")
@gives(ShareStep, tagged=True)
def keep(reference: str, share: str) -> Any:
    """Look at the sharing again and leave it as it is."""
    given, held = answers(KEEP), version_needed()
    return _step(share_life.keep(current_actor(), reference, share, given, version=held, key=key()))


@bp.post(f"{SHARE}/change")
@needs(Verb.SHARE)
@takes(*changes())
@carries("key", "share_version")
@gives(ShareStep, tagged=True)
def change(reference: str, share: str) -> Any:
    """Share other items from now on; `people` names anew who may see a restricted case."""
    document = body()
    people = people_named(document)
    view = previews.their_view(current_actor(), reference, share)
    kind = view.shared.kind if view.shared else ""
    given, held = read_json(changing(kind), document), version_needed()
    done = share_life.change(
        current_actor(),
        reference,
        share,
        chosen(given),
        given,
        people=people,
        version=held,
        key=key(),
    )
    return _step(done)


@bp.post(f"{SHARE}/pack")
@needs(Verb.SHARE)
@takes(json_schema(MEETING, "MeetingPack"))
@gives(TakenCopy)
def pack(reference: str, share: str) -> Any:
    """What the holder of this share is shown, on paper for a meeting; written in the ledger."""
    meeting = answers(MEETING)["meeting"]
    return handed(packs.take(current_actor(), reference, share, meeting))


@bp.get(f"{SHARE}/asked/<token:item>")
@needs(Verb.SHARE)
@gives(described(AskedView))
def asked(reference: str, share: str, item: str) -> Any:
    """What a partner asked for, and why."""
    return dumped(asking.asked(current_actor(), reference, share, item))


@bp.post(f"{SHARE}/asked/<token:item>")
@needs(Verb.SHARE)
@takes(json_schema(ANSWER, "AnswerToAsked"))
@carries("key")
@gives(ShareStep, tagged=True)
def answer(reference: str, share: str, item: str) -> Any:
    """Share what was asked for, or say why it stays withheld."""
    given = answers(ANSWER)
    return _step(asking.answer(current_actor(), reference, share, item, given, key=key()))


@bp.post("/ask/<code:item>")
@needs(Verb.ANSWER_SHARE)
@takes(json_schema(ASK, "ItemAsked"))
@carries("key")
@gives(AskedStep, status=201, located=True)
def ask(reference: str, item: str) -> Any:
    """Ask for an item that is withheld from you."""
    why = str(answers(ASK)["why"])
    done = asking.ask(current_actor(), reference, item, why, key=key())
    return done, 201, {"Location": url_for("api_cases.show", reference=reference)}


def _step(done: dict[str, Any]) -> Any:
    return done, tag(done["version"])
