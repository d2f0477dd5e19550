"""Lists of work: my cases, my team's, the queue, and what partners hold."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import body, key, nothing, tag
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.picture.held import HeldRow
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_answers import Done, listed
from referrals.schemas.api_asks import Narrowing, Onward, ReadUpTo
from referrals.services import claims, notifications, partners, worklists
from referrals.services.partners import Held, OfferRow
from referrals.services.worklists import Filters
from referrals.views import Page, Queue, QueueRow, Row, TaskingRow

bp = Door("work", "/api", "Lists of work")

Arguments = dict[str, Any]
HELD = listed(HeldRow, "Held", offers=OfferRow)
WORK = listed(Row, "Work")


@bp.get("/my-work")
@needs(Verb.LIST)
@bp.arguments(Narrowing, location="query")
@gives(WORK)
def mine(given: Arguments) -> Any:
    """The cases you hold, soonest deadline first."""
    return _page(worklists.my_work(current_actor(), *_narrowed(given)))


@bp.get("/teams/<code:team>/cases")
@needs(Verb.LIST)
@bp.arguments(Narrowing, location="query")
@gives(WORK)
def cases(given: Arguments, team: str) -> Any:
    """Every case of your team that you may see."""
    return _page(worklists.team_cases(current_actor(), team, *_narrowed(given)))


@bp.get("/teams/<code:team>/queue")
@needs(Verb.LIST)
@bp.arguments(Onward, location="query")
@gives(listed(QueueRow, "Queue", tasking=TaskingRow))
def queue(given: Arguments, team: str) -> Any:
    """What waits to be claimed by your team, a threat to life first; and what it is asked for."""
    found = worklists.queue(current_actor(), team, given["after"])
    return {**_page(found), "tasking": several(found.tasking)}


@bp.post("/teams/<code:team>/queue/next")
@needs(Verb.QUEUE)
@carries("key")
@gives(Done, tagged=True)
def take_next(team: str) -> Any:
    """Claim the longest-waiting safe case of your team."""
    nothing()
    done = claims.take_next(current_actor(), team, key())
    return done, tag(done["version"])


@bp.get("/partner")
@needs(Verb.LIST)
@bp.arguments(Onward, location="query")
@gives(HELD)
def shared(given: Arguments) -> Any:
    """What is offered to your organisation, then what it holds."""
    return _held(partners.shared_with_us(current_actor(), given["after"]))


@bp.get("/authority")
@needs(Verb.LIST)
@bp.arguments(Onward, location="query")
@gives(HELD)
def authority(given: Arguments) -> Any:
    """What was submitted to your competent authority."""
    return _held(partners.submitted(current_actor(), given["after"]))


@bp.get("/notifications")
@needs(Verb.SIGNED_IN)
@bp.arguments(Onward, location="query")
@gives(described(notifications.Notifications))
def told(given: Arguments) -> Any:
    """What you were told, by case, while the case is still yours to see, the newest first."""
    return dumped(notifications.mine(current_actor(), given["after"]))


@bp.post("/notifications")
@needs(Verb.SIGNED_IN)
@takes(ReadUpTo)
@gives(status=204)
def read() -> Any:
    """Say that you have read them, up to one."""
    notifications.read_up_to(current_actor(), ReadUpTo().load(body())["up_to"])
    return "", 204


def _narrowed(given: Arguments) -> tuple[Filters, str | None]:
    after = given.pop("after")
    return Filters(**given), after


def _page(page: Page | Queue) -> Any:
    return {"items": several(page.rows), "next": page.next}


def _held(page: Held) -> Any:
    return {
        "items": several(page.rows),
        "offers": several(page.offers),
        "next": page.next,
    }
