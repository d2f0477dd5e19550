"""How long closed cases are kept, and disposal by two people."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, body, nothing
from referrals.api.door import Door, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import people as asks
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_asks import Onward
from referrals.schemas.api_people import Decided, InquiryHold, Retained, Why
from referrals.schemas.questions import json_schema
from referrals.services import retention
from referrals.services.retention import CaseRetention

bp = Door("retention", "/api", "Retention")

CASE = "/cases/<ref:reference>/retention"
INQUIRY = "/admin/inquiry-hold"


@bp.get("/retention")
@needs(Verb.AUDIT)
@bp.arguments(Onward, location="query")
@gives(Retained)
def due(given: dict[str, Any]) -> Any:
    """Closed cases whose review is near or past."""
    page = retention.due(current_actor(), given["after"])
    return {"items": several(page.rows), "next": page.next}


@bp.get(CASE)
@needs(Verb.MOVE)
@gives(described(CaseRetention))
def one(reference: str) -> Any:
    """How long one case is kept, and what holds it; for a supervisor."""
    return dumped(retention.of(current_actor(), reference))


@bp.post(f"{CASE}/keep")
@needs(Verb.MOVE)
@takes(Why)
@gives(Decided)
def keep(reference: str) -> Any:
    """End a review in keeping the case."""
    return retention.keep(current_actor(), reference, Why().load(body())["reason"])


@bp.post(f"{CASE}/hold")
@needs(Verb.MOVE)
@takes(Why)
@gives(Decided)
def hold(reference: str) -> Any:
    """Hold the case against any disposal."""
    return retention.hold(current_actor(), reference, Why().load(body())["reason"])


@bp.post(f"{CASE}/lift")
@needs(Verb.MOVE)
@gives(Decided)
def lift(reference: str) -> Any:
    """Lift the holds on the case."""
    nothing()
    return retention.lift(current_actor(), reference)


@bp.post(f"{CASE}/propose")
@needs(Verb.MOVE)
@gives(Decided)
def propose(reference: str) -> Any:
    """Propose to dispose of the case."""
    nothing()
    return retention.propose(current_actor(), reference)


@bp.post(f"{CASE}/dispose")
@needs(Verb.MOVE)
@gives(Decided)
def dispose(reference: str) -> Any:
    """Agree, as another supervisor: the case is erased for good."""
    nothing()
    return retention.dispose(current_actor(), reference)


@bp.get(INQUIRY)
@needs(Verb.ADMINISTER)
@gives(InquiryHold)
def inquiry() -> Any:
    """The hold over every case, while an inquiry lasts."""
    found = retention.inquiry(current_actor())
    return dumped(found) if found else {"since": None, "mine": False, "why": ""}


@bp.post(f"{INQUIRY}/set")
@needs(Verb.ADMINISTER)
@takes(json_schema(asks.INQUIRY, "InquiryNamed"))
@gives(status=204)
def hold_all() -> Any:
    """Hold every case of every agency: none is disposed of until it is lifted."""
    retention.hold_all(current_actor(), "inquiry", str(answers(asks.INQUIRY)["reason"]))
    return "", 204


@bp.post(f"{INQUIRY}/lift")
@needs(Verb.ADMINISTER)
@gives(status=204)
def lift_all() -> Any:
    """The inquiry has ended; another administrator than the one who set the hold says so."""
    nothing()
    retention.lift_all(current_actor())
    return "", 204
