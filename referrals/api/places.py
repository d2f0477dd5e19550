"""Agencies and teams, as an administrator adds, suspends and restores them."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, nothing
from referrals.api.door import Door, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import people as asks
from referrals.schemas.api import several
from referrals.schemas.api_people import Added, Agencies, NewAgency, NewTeam, Teams
from referrals.schemas.questions import json_schema
from referrals.services import people, places

bp = Door("places", "/api/admin", "Agencies and teams")

AGENCY = "/agencies/<code:agency>"


@bp.get("/agencies")
@needs(Verb.ADMINISTER)
@gives(Agencies)
def agencies() -> Any:
    """Every agency, and how many people of it have an open account."""
    return {"items": several(places.directory(current_actor()).agencies), "next": None}


@bp.post("/agencies/new")
@needs(Verb.ADMINISTER)
@takes(NewAgency)
@gives(Added, status=201)
def add_agency() -> Any:
    """Add an agency."""
    actor = current_actor()
    given = answers(asks.agency(people.places(actor).areas))
    places.add_agency(actor, given)
    return {"code": given["code"]}, 201


@bp.post(f"{AGENCY}/suspend")
@needs(Verb.ADMINISTER)
@takes(json_schema(asks.SUSPEND, "AgencySuspended"))
@gives(status=204)
def suspend(agency: str) -> Any:
    """Keep all of its people out, from their next request on; why is kept in the record."""
    given = answers(asks.SUSPEND)
    places.suspend_agency(current_actor(), agency, str(given["reason"]))
    return "", 204


@bp.post(f"{AGENCY}/restore")
@needs(Verb.ADMINISTER)
@gives(status=204)
def restore(agency: str) -> Any:
    """Let its people sign in again."""
    nothing()
    places.restore_agency(current_actor(), agency)
    return "", 204


@bp.get("/teams")
@needs(Verb.ADMINISTER)
@gives(Teams)
def teams() -> Any:
    """Every team, and how many people work in it."""
    return {"items": several(places.directory(current_actor()).teams), "next": None}


@bp.post("/teams/new")
@needs(Verb.ADMINISTER)
@takes(NewTeam)
@gives(Added, status=201)
def add_team() -> Any:
    """Add a team to an agency."""
    actor = current_actor()
    owners = [(code, name) for code, name, _ in people.places(actor).organisations]
    given = answers(asks.team(owners, places.directory(actor).units))
    places.add_team(actor, given)
    return {"code": given["code"]}, 201
