"""The record of activity: its entries, its check, and the copy that proves itself."""

from typing import Any

from flask import current_app

from referrals.access import Verb
from referrals.api.asked import nothing
from referrals.api.door import Door, gives
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped
from referrals.schemas.auditing import Narrowing, told
from referrals.services import integrity, record
from referrals.services.integrity import ActivityCopy
from referrals.services.record import ActivityPage, ActivityRecord, Narrowed, TrailChecked

bp = Door("audit", "/api/audit", "The record of activity")


@bp.get("")
@needs(Verb.AUDIT)
@bp.arguments(Narrowing, location="query")
@gives(described(ActivityPage))
def show(given: dict[str, Any]) -> Any:
    """A page of the record, newest first; that you looked is recorded."""
    after = given.pop("after")
    return dumped(record.activity(current_actor(), Narrowed(**given), after))


@bp.get("/entries/<token:entry>")
@needs(Verb.AUDIT)
@gives(described(ActivityRecord))
def entry(entry: str) -> Any:
    """One entry with its marks; never what it said."""
    return dumped(record.one(current_actor(), entry))


@bp.post("/verify")
@needs(Verb.AUDIT)
@gives(described(TrailChecked))
def check() -> Any:
    """Read the whole record through now; what was found."""
    nothing()
    integrity.check(current_actor(), current_app.config["SETTINGS"].anchor_dir)
    return dumped(record.checked(current_actor()))


@bp.post("/export")
@needs(Verb.AUDIT)
@bp.arguments(Narrowing, location="query")
@gives(described(ActivityCopy))
def export(given: dict[str, Any]) -> Any:
    """A copy of the entries that the filters leave, and its manifest; five a day."""
    nothing()
    given.pop("after")
    actor, narrowed = current_actor(), Narrowed(**given)
    return dumped(integrity.export(actor, record.copied(actor, narrowed), told(given)))
