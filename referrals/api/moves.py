"""Every move and record the rule book offers, and who works on a case."""

from collections.abc import Callable
from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, body, key, nothing, tag, version
from referrals.api.door import Door, carries, gives, takes
from referrals.errors import Invalid, NotFound
from referrals.gate import current_actor, needs
from referrals.schemas import writing as asks
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_answers import Done, Form, Investigator, listed
from referrals.schemas.api_asks import Colleague
from referrals.schemas.api_book import moves, records
from referrals.schemas.questions import json_schema
from referrals.services import claims, conflicts, progress, worklists, writing
from referrals.views import Ask
from workflows.definition import Question

bp = Door("moves", "/api/cases/<ref:reference>", "What may be done with a case")


@bp.post("/claim")
@needs(Verb.QUEUE)
@carries("key")
@gives(Done, tagged=True)
def claim(reference: str) -> Any:
    """Become the lead investigator; of all who try, exactly one does."""
    nothing()
    return _done(claims.claim(current_actor(), reference, key()))


@bp.get("/tracks/<code:track>/<code:move>")
@needs(Verb.QUEUE)
@gives(described(Ask), tagged=True)
def ask(reference: str, track: str, move: str) -> Any:
    """What a move asks, in its own words, and everything that is still unmet."""
    _not_claim(track, move)
    found = progress.ask(current_actor(), reference, track, move)
    return dumped(found), tag(found.version)


@bp.post("/tracks/<code:track>/<code:move>")
@needs(Verb.QUEUE)
@takes(*moves())
@carries("key", "version")
@gives(Done, tagged=True)
def take(reference: str, track: str, move: str) -> Any:
    """Make a move: all of it, or every reason why not."""
    _not_claim(track, move)
    actor, step = current_actor(), (track, move)
    asked = progress.questions(actor, reference, track, move)
    given = _given(asked, lambda: progress.ask(actor, reference, track, move))
    return _done(progress.move(actor, reference, step, given, version=version(), key=key()))


@bp.get("/record/<code:what>")
@needs(Verb.WRITE)
@gives(described(Ask), tagged=True)
def ask_record(reference: str, what: str) -> Any:
    """What a record asks, and what is already known."""
    found = progress.ask_record(current_actor(), reference, what)
    return dumped(found), tag(found.version)


@bp.post("/record/<code:what>")
@needs(Verb.WRITE)
@takes(*records())
@carries("key", "version")
@gives(Done, tagged=True)
def record(reference: str, what: str) -> Any:
    """Write a fact down."""
    actor = current_actor()
    asked = progress.record_questions(actor, reference, what)
    given = _given(asked, lambda: progress.ask_record(actor, reference, what))
    return _done(progress.record(actor, reference, what, given, version=version(), key=key()))


@bp.get("/assign")
@needs(Verb.MOVE)
@gives(listed(Investigator, "Investigators"))
def colleagues(reference: str) -> Any:
    """The accredited investigators of your team."""
    claims.may_assign(current_actor(), reference)
    found = worklists.colleagues(current_actor())
    return {"items": [{"user": user, "name": name} for user, name in found], "next": None}


@bp.post("/assign")
@needs(Verb.MOVE)
@takes(Colleague)
@carries("key")
@gives(Done)
def assign(reference: str) -> Any:
    """Make an investigator of the lead team the lead."""
    return claims.assign(current_actor(), reference, _user(), key())


@bp.post("/name")
@needs(Verb.MOVE)
@takes(Colleague)
@carries("key")
@gives(Done)
def name(reference: str) -> Any:
    """Name an investigator of your team on the case."""
    return claims.name(current_actor(), reference, _user(), key())


@bp.post("/release-team")
@needs(Verb.MOVE)
@carries("key")
@gives(Done)
def release_team(reference: str) -> Any:
    """Let go of a case that your team led, or supports though the rule does not call it in."""
    nothing()
    return claims.release_team(current_actor(), reference, key())


@bp.post("/conflict")
@needs(Verb.QUEUE)
@carries("key")
@gives(status=204)
def conflict(reference: str) -> Any:
    """Say that you know somebody in this case: from now on it does not exist for you."""
    nothing()
    conflicts.declare(current_actor(), reference, key())
    return "", 204


@bp.get("/ask-to-close")
@needs(Verb.MOVE)
@gives(Form)
def ask_to_close(reference: str) -> Any:
    """What asking for the closing asks."""
    writing.may_ask_to_close(current_actor(), reference)
    return {"reference": reference, "questions": several(asks.CLOSE_ASK)}


@bp.post("/ask-to-close")
@needs(Verb.MOVE)
@takes(json_schema(asks.CLOSE_ASK, "ClosingAsked"))
@carries("key")
@gives(Done)
def asked_to_close(reference: str) -> Any:
    """Ask the supervisor to close the case."""
    reason = str(answers(asks.CLOSE_ASK)["reason"])
    return writing.ask_to_close(current_actor(), reference, reason, key())


def _not_claim(track: str, move: str) -> None:
    """A claim has its own short address, and the long one does not exist (ux A.0)."""
    if (track, move) == ("investigation", "claim"):
        raise NotFound


def _given(asked: tuple[Question, ...], ask: Callable[[], object]) -> dict[str, Any]:
    """What was answered; what is wrong with it is told only of a case that may be asked (R12)."""
    try:
        return answers(asked)
    except Invalid:
        ask()
        raise


def _user() -> int:
    user: int = Colleague().load(body())["user"]
    return user


def _done(done: dict[str, object]) -> Any:
    return done, tag(done["version"])
