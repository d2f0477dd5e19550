"""A partner's own copies of what it was told: the pages' acts, for other systems."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_answers import CopyStep, listed
from referrals.schemas.api_asks import Onward
from referrals.schemas.questions import json_schema
from referrals.services import copies
from referrals.views.copies import CopyView
from workflows.share_form import COPY_HELD

bp = Door("copies", "/api/partner/copies", "Lists of work")


@bp.get("")
@needs(Verb.LIST)
@bp.arguments(Onward, location="query")
@gives(listed(CopyView, "Copies"))
def ours(given: dict[str, Any]) -> Any:
    """What your organisation keeps of what it was told, what is to go first at the top."""
    page = copies.ours(current_actor(), given["after"])
    return {"items": several(page.rows), "next": page.next}


@bp.get("/<token:copy>")
@needs(Verb.ANSWER_SHARE)
@gives(described(CopyView))
def show(copy: str) -> Any:
    """One of them, and by when it is to go."""
    return dumped(copies.one(current_actor(), copy))


@bp.post("/<token:copy>")
@needs(Verb.ANSWER_SHARE)
@takes(json_schema(COPY_HELD, "CopyAnswer"))
@carries("key")
@gives(CopyStep)
def answer(copy: str) -> Any:
    """Say that it is disposed of, or until when you keep it and why."""
    return copies.answer(current_actor(), copy, answers(COPY_HELD), key=key())
