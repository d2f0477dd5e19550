"""Logging a case: page by page in a draft, or all eight answers at once."""

from typing import Any

from flask import url_for

from referrals.access import Verb
from referrals.api.asked import answers, body, key, nothing, tag, version
from referrals.api.door import Door, carries, gives, takes
from referrals.errors import Invalid
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import Logged, OpenDraft, listed
from referrals.schemas.api_asks import NewCase, Sending
from referrals.schemas.api_book import steps
from referrals.schemas.intake import read_case
from referrals.services import intake
from referrals.services.intake import CheckView, DraftLine, DraftView, SentView
from workflows.intake import BY_CODE

bp = Door("log", "/api", "Logging a case")

Told = dict[str, Any]


@bp.post("/cases")
@needs(Verb.LOG)
@takes(NewCase)
@carries("key")
@gives(Logged, status=201, located=True)
def log() -> Any:
    """Log a case in one request."""
    document = body()
    query = _query({"query": document.pop("query", False)})
    return _logged(intake.log_case(current_actor(), read_case(document), key(), query=query))


@bp.get("/log")
@needs(Verb.LOG)
@gives(listed(DraftLine, "Drafts"))
def drafts() -> Any:
    """Your own drafts, the last saved first."""
    return {"items": [dumped(line) for line in intake.drafts(current_actor())], "next": None}


@bp.post("/log")
@needs(Verb.LOG)
@gives(OpenDraft, status=201, located=True)
def start() -> Any:
    """Start a draft."""
    nothing()
    token = intake.start_draft(current_actor())
    where = {"Location": url_for("api_log.draft", draft=token)}
    return _open(intake.draft(current_actor(), token)), 201, where


@bp.get("/log/<token:draft>")
@needs(Verb.LOG)
@gives(OpenDraft, tagged=True)
def draft(draft: str) -> Any:
    """A draft, open on the page to be answered next."""
    return _tagged(intake.draft(current_actor(), draft))


@bp.get("/log/<token:draft>/<code:step>")
@needs(Verb.LOG)
@gives(OpenDraft, tagged=True)
def ask(draft: str, step: str) -> Any:
    """A draft, open on one page."""
    return _tagged(intake.draft(current_actor(), draft, step))


@bp.post("/log/<token:draft>/<code:step>")
@needs(Verb.LOG)
@takes(*steps())
@carries("own_version")
@gives(OpenDraft, tagged=True)
def answer(draft: str, step: str) -> Any:
    """Answer one page; the draft comes back open on the next."""
    actor = current_actor()
    known = intake.draft(actor, draft, step).answers
    given = answers(BY_CODE[step].asked(known))
    intake.answer(actor, draft, step, given, version())
    return _tagged(intake.draft(actor, draft))


@bp.get("/log/<token:draft>/check")
@needs(Verb.LOG)
@gives(described(CheckView))
def check(draft: str) -> Any:
    """Everything to look at before sending; 422 names the page that is still to be answered."""
    view = intake.check(current_actor(), draft)
    if isinstance(view, str):
        raise Invalid({view: ["Answer this page first"]})
    return dumped(view)


@bp.post("/log/<token:draft>/check")
@needs(Verb.LOG)
@takes(Sending, required=False)
@carries("key")
@gives(Logged, status=201, located=True)
def send(draft: str) -> Any:
    """Send a draft."""
    return _logged(intake.send(current_actor(), draft, key(), query=_query(body())))


@bp.get("/log/<token:draft>/sent")
@needs(Verb.LOG)
@gives(described(SentView))
def sent(draft: str) -> Any:
    """What its sender was told."""
    return dumped(intake.sent(current_actor(), draft))


@bp.post("/log/<token:draft>/delete")
@needs(Verb.LOG)
@gives(status=204)
def delete(draft: str) -> Any:
    """Delete a draft."""
    nothing()
    intake.delete(current_actor(), draft)
    return "", 204


def _query(sending: Told) -> bool:
    asked: bool = Sending().load(sending)["query"]
    return asked


def _logged(told: Told) -> Any:
    return told, 201, {"Location": url_for("api_cases.show", reference=told["reference"])}


def _open(view: DraftView) -> Told:
    page = BY_CODE.get(view.step)  # none at the check
    asked = page.asked(view.answers) if page else ()
    return {"draft": dumped(view), "questions": [dumped(question) for question in asked]}


def _tagged(view: DraftView) -> Any:
    return _open(view), tag(view.version)
