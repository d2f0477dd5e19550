"""Opens a case to somebody for a set time, and ends it; past its time it ends by itself."""

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, select, update

from referrals import access
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import db
from referrals.effects.leading import end
from referrals.errors import NotFound
from referrals.models import AT_WORK, Assignment, Case, Opening, Organisation, User
from workflows.agencies import AUDITORS
from workflows.sharing import Tier

Emergency = tuple[int | None, dt.date, str]
"""By whom a case was opened, on which day in England, and for which coded reason."""


def open_up(
    actor: Actor,
    case: Case,
    kind: str,
    *,
    until: dt.datetime,
    reason_code: str,
    words: str,
    tiers: Iterable[Tier | str] = (),
    answer_due: dt.datetime | None = None,
    **holder: int,
) -> Opening:
    """Let a user or an organisation in until an instant; `kind` is also the name of the standing.

    Whoever holds it now holds it for the new time and of the new tiers alone: nothing adds up.
    """
    at = now()
    end(case, kind, at, **holder)
    _cut_short(case, kind, at, holder)
    db.session.add(Assignment(case_id=case.id, standing=kind, since=at, until=until, **holder))
    opening = Opening(
        kind=kind, case_id=case.id, given_by_id=actor.user_id, reason_code=reason_code,
        tiers=[str(tier) for tier in tiers], since=at, until=until, answer_due=answer_due, **holder,
    )  # fmt: skip
    opening.words = words
    db.session.add(opening)
    return opening


def _cut_short(case: Case, kind: str, at: dt.datetime, holder: Mapping[str, int]) -> None:
    earlier = update(Opening).where(Opening.case_id == case.id, Opening.kind == kind)
    theirs = (getattr(Opening, name) == held for name, held in holder.items())
    db.session.execute(earlier.where(Opening.until > at, *theirs).values(until=at))


def close_up(case: Case, opening: Opening) -> None:
    """End it at once; the row stays, as history."""
    opening.until = now()
    holder = {"user_id": opening.user_id, "organisation_id": opening.organisation_id}
    end(case, opening.kind, now(), **{name: held for name, held in holder.items() if held})


def auditors() -> list[int]:
    """Whom an emergency and anything unusual is told to."""
    found = (
        select(User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.role.in_(AUDITORS), AT_WORK)
    )
    return list(db.session.scalars(found))


def reviewed_by(actor: Actor) -> ColumnElement[bool]:
    """Of which emergencies: auditors, all; a supervisor of the lead team, of cases they see."""
    if actor.audits:
        return access.without_conflict(actor)
    if not actor.supervises:
        raise NotFound
    return and_(Case.lead_team_id == actor.team_id, access.visible_to(actor))


def why_opened(actor: Actor, case: Case) -> Mapping[Emergency, tuple[str, ...]]:
    """In whose words, on which day and for which coded reason, for whoever reviews that."""
    rows = (
        select(Opening)
        .join(Case, Case.id == Opening.case_id)
        .where(Opening.kind == "emergency", Case.id == case.id, reviewed_by(actor))
        .order_by(Opening.since, Opening.id)
    )
    found: dict[Emergency, tuple[str, ...]] = {}
    for row in db.session.scalars(rows):
        one = (row.user_id, local(row.since).date(), row.reason_code)
        found[one] = (*found.get(one, ()), row.words or "")
    return found
