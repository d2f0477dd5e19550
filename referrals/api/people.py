"""People and their accounts, cover, and the work of those who leave."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import body, key, nothing
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas.api import several
from referrals.schemas.api_people import (
    Agreement,
    Closing,
    Covers,
    CoverSet,
    Given,
    Grant,
    Grants,
    Leavers,
    Newcomer,
    People,
    ToCover,
    ToWhom,
    WhichPeople,
)
from referrals.services import administration, covering, leaving, people
from referrals.services.covering import Wanted
from referrals.services.people import Narrowed

bp = Door("people", "/api", "People, cover and leavers")

ONE = "/people/<int(max=2147483647):user>"
HOW = {"ask": leaving.ask, "close": leaving.finish, "now": leaving.suspend_now}


@bp.get("/people")
@needs(Verb.MANAGE)
@bp.arguments(WhichPeople, location="query")
@gives(People)
def listed(given: dict[str, Any]) -> Any:
    """Everybody you may administer: an administrator all, a manager their own agency's."""
    after = given.pop("after")
    page = people.people(current_actor(), Narrowed(**given), after)
    return {"items": several(page.rows), "next": page.next}


@bp.post("/people")
@needs(Verb.MANAGE)
@carries("key")
@takes(Newcomer)
@gives(Given, status=201)
def add() -> Any:
    """Add a person."""
    return administration.add(current_actor(), Newcomer().load(body()), key()), 201


@bp.post(f"{ONE}/change")
@needs(Verb.MANAGE)
@carries("key")
@takes(Grant)
@gives(Given)
def change(user: int) -> Any:
    """Another role, team or area."""
    return administration.change(current_actor(), user, Grant().load(body()), key())


@bp.post(f"{ONE}/leave")
@needs(Verb.MANAGE)
@takes(Closing)
@gives(status=204)
def leave(user: int) -> Any:
    """Close an account, after what it holds was given away or at once."""
    sent = Closing().load(body())
    HOW[sent["how"]](current_actor(), user, sent["why"])
    return "", 204


@bp.post(f"{ONE}/restore")
@needs(Verb.MANAGE)
@gives(Given)
def restore(user: int) -> Any:
    """Open a closed account again."""
    nothing()
    return administration.restore(current_actor(), user)


@bp.post(f"{ONE}/invite")
@needs(Verb.MANAGE)
@gives(status=204)
def invite(user: int) -> Any:
    """Send a new link to begin with."""
    nothing()
    administration.invite(current_actor(), user)
    return "", 204


@bp.get("/people/waiting")
@needs(Verb.ADMINISTER)
@gives(Grants)
def waiting() -> Any:
    """What waits for a second administrator."""
    return {"items": several(people.waiting(current_actor())), "next": None}


@bp.post("/people/waiting/<token:grant>")
@needs(Verb.ADMINISTER)
@takes(Agreement)
@gives(status=204)
def decide(grant: str) -> Any:
    """Agree or refuse, as a second administrator."""
    administration.decide(current_actor(), grant, agreed=Agreement().load(body())["agreed"])
    return "", 204


@bp.get("/teams/<code:team>/cover")
@needs(Verb.LIST)
@gives(Covers)
def covers(team: str) -> Any:
    """Who covers for whom in your team, now or to come."""
    return {"items": several(covering.covers(current_actor(), team).lines), "next": None}


@bp.post("/teams/<code:team>/cover")
@needs(Verb.MOVE)
@carries("key")
@takes(ToCover)
@gives(CoverSet, status=201)
def cover(team: str) -> Any:
    """Have one colleague cover for another."""
    return covering.cover(current_actor(), team, Wanted(**ToCover().load(body())), key()), 201


@bp.delete("/teams/<code:team>/cover/<token:cover_id>")
@needs(Verb.MOVE)
@gives(status=204)
def end(team: str, cover_id: str) -> Any:
    """End a cover at once."""
    covering.end(current_actor(), team, cover_id)
    return "", 204


@bp.get("/teams/<code:team>/leavers")
@needs(Verb.LIST)
@gives(Leavers)
def leavers(team: str) -> Any:
    """Those who leave your team, and the cases of theirs that you see."""
    rows = leaving.leavers(current_actor(), team)
    return {"items": several(rows), "next": None}


@bp.post("/teams/<code:team>/leavers/<token:leaver>/cases/<ref:reference>")
@needs(Verb.MOVE)
@takes(ToWhom)
@gives(status=204)
def give(team: str, leaver: str, reference: str) -> Any:
    """Give one case of somebody who leaves to a colleague, or to the queue."""
    leaving.give(current_actor(), leaver, reference, ToWhom().load(body())["to"])
    return "", 204
