"""A person as the rule book judges them on one case: what they are to it, and what they gave."""

from collections.abc import Iterator

from sqlalchemy import BindParameter, bindparam, exists, or_, select

from referrals.access.door import track_of
from referrals.access.ways import AGENCIES, HELD_BY_AUTHORITY, SHARED
from referrals.actor import Actor
from referrals.db import db
from referrals.models import Case, Event, Organisation
from workflows.facts import Mover
from workflows.guards.people import GIVING, gives_support

THIS: BindParameter[int] = bindparam("case")
HOLDS = or_(
    Organisation.kind == "police",
    exists().where(Case.id == THIS, or_(HELD_BY_AUTHORITY, SHARED.finds(AGENCIES))),
)
"""The police always do; the authority told of this age, and whoever it is shared with, may."""
GAVE = (
    select(Organisation.id, HOLDS)
    .join(Event, Event.organisation_id == Organisation.id)
    .where(Event.case_id == THIS, Event.track == "support", Event.move.in_(GIVING))
    .where(Organisation.active)
    .order_by(Event.recorded_at.desc(), Event.id.desc())
)


def judged_mover(actor: Actor, case: Case, *, holds: bool) -> Mover:
    """Them, on a case that was fetched; `holds`: a way in found it."""
    support = track_of(case, "support").state
    return Mover(
        role=actor.role,
        team=actor.team,
        pip2=actor.pip2,
        assigned=holds,
        leads=case.lead_id == actor.user_id,
        asked_for_closing=case.close_asked_by_id == actor.user_id,
        is_owner=case.owner_id == actor.user_id,
        gives_support=gives_support(support, _gave(case), actor.organisation_id),
    )


def _gave(case: Case) -> Iterator[tuple[int, bool]]:
    """Asked only where the rule needs it."""
    yield from db.session.execute(GAVE, {"case": case.id}).all()
