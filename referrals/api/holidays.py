"""Bank holidays proclaimed late."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers
from referrals.api.door import Door, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import writing as asks
from referrals.schemas.api import several
from referrals.schemas.api_answers import listed
from referrals.schemas.questions import json_schema
from referrals.services import holidays

bp = Door("holidays", "/api/admin/holidays", "Bank holidays added late")


@bp.get("")
@needs(Verb.ADMINISTER)
@gives(listed(holidays.Holiday, "Holidays"))
def show() -> Any:
    """The days added since the table was written."""
    return {"items": several(holidays.added()), "next": None}


@bp.post("/new")
@needs(Verb.ADMINISTER)
@takes(json_schema(asks.HOLIDAY, "NewHoliday"))
@gives(status=204)
def add() -> Any:
    """Add a day; every clock that runs over it is counted again."""
    given = answers(asks.HOLIDAY)
    holidays.add(current_actor(), given["day"], str(given["name"]))
    return "", 204
