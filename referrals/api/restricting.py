"""Restricted cases: set and lifted with a reason, and who is named on one."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, body, key, tag
from referrals.api.door import Door, carries, gives, takes
from referrals.errors import Invalid
from referrals.gate import current_actor, needs
from referrals.schemas import overseeing as asks
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import Done
from referrals.schemas.api_asks import MOST_ID, Colleague
from referrals.schemas.questions import json_schema
from referrals.services import restricting
from referrals.services.restricting import Restriction

bp = Door("restricting", "/api/cases/<ref:reference>/restricted", "Restricted cases")


@bp.get("")
@needs(Verb.MOVE)
@gives(described(Restriction), tagged=True)
def show(reference: str) -> Any:
    """Whether the case is restricted, who is named, and who could be."""
    found = restricting.restriction(current_actor(), reference)
    return dumped(found), tag(found.version)


@bp.post("")
@needs(Verb.MOVE)
@takes(json_schema(asks.RESTRICT_BY_NUMBER, "NewRestriction"))
@carries("key")
@gives(Done)
def restrict(reference: str) -> Any:
    """Restrict the case to people you name: its lead, and at least one supervisor, among them."""
    given = answers(asks.RESTRICT_BY_NUMBER)
    named = [_number(each) for each in given["named"]]
    return restricting.restrict(current_actor(), reference, str(given["reason"]), named, key())


@bp.post("/lift")
@needs(Verb.MOVE)
@takes(json_schema(asks.LIFT, "RestrictionLifted"))
@carries("key")
@gives(Done)
def lift(reference: str) -> Any:
    """Lift the restriction."""
    return restricting.lift(current_actor(), reference, str(answers(asks.LIFT)["reason"]), key())


@bp.post("/names")
@needs(Verb.MOVE)
@takes(Colleague)
@carries("key")
@gives(Done)
def name(reference: str) -> Any:
    """Name one more person who holds the case by right."""
    return restricting.name_reader(current_actor(), reference, _user(), key())


@bp.post("/names/remove")
@needs(Verb.MOVE)
@takes(Colleague)
@carries("key")
@gives(Done)
def unname(reference: str) -> Any:
    """Take a name off; the lead and the last supervisor stay."""
    return restricting.unname_reader(current_actor(), reference, _user(), key())


def _user() -> int:
    user: int = Colleague().load(body())["user"]
    return user


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_ID:
        raise Invalid({"named": ["Send the numbers of people who may see this case already"]})
    return int(text)
