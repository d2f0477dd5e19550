"""Possible matches, two cases side by side, and cases that belong together."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key, nothing
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import Linked
from referrals.schemas.linking import JOIN, LINK, OUTCOME
from referrals.schemas.questions import json_schema
from referrals.services import linking
from referrals.views import CompareView, LinksView, MatchesView

bp = Door("linking", "/api/cases/<ref:reference>", "Cases that belong together")


@bp.get("/links")
@needs(Verb.SEARCH)
@gives(described(LinksView))
def links(reference: str) -> Any:
    """The linked cases that you may open too."""
    return dumped(linking.links(current_actor(), reference))


@bp.post("/links")
@needs(Verb.SEARCH)
@takes(json_schema(LINK, "NewLink"))
@carries("key")
@gives(Linked, status=201)
def add(reference: str) -> Any:
    """Link two cases that you may open."""
    return linking.add(current_actor(), reference, answers(LINK), key()), 201


@bp.post("/links/<token:link>/end")
@needs(Verb.SEARCH)
@carries("key")
@gives(Linked)
def end(reference: str, link: str) -> Any:
    """Undo a link, or what a supervisor joined."""
    nothing()
    return linking.end(current_actor(), reference, link, key())


@bp.get("/matches")
@needs(Verb.SEARCH)
@gives(described(MatchesView))
def matches(reference: str) -> Any:
    """Cases of yours that may be about the same person."""
    return dumped(linking.matches(current_actor(), reference))


@bp.get("/matches/<ref:other>")
@needs(Verb.SEARCH)
@gives(described(CompareView))
def compare(reference: str, other: str) -> Any:
    """Two cases side by side."""
    return dumped(linking.compare(current_actor(), reference, other))


@bp.post("/matches/<ref:other>")
@needs(Verb.SEARCH)
@takes(json_schema(OUTCOME, "NewOutcome"))
@carries("key")
@gives(Linked)
def answer(reference: str, other: str) -> Any:
    """Say what comparing them came to."""
    outcome = str(answers(OUTCOME)["outcome"])
    return linking.answer(current_actor(), reference, other, outcome, key())


@bp.post("/matches/<ref:other>/join")
@needs(Verb.SEARCH)
@takes(json_schema(JOIN, "NewJoin"))
@carries("key")
@gives(Linked)
def join(reference: str, other: str) -> Any:
    """Say that they are one person's; both references stay."""
    return linking.join(current_actor(), reference, other, str(answers(JOIN)["reason"]), key())
