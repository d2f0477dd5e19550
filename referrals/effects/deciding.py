"""Who decides on a conflict of a restricted case that is hidden from all its named supervisors.

Nobody else may know that there is such a case (R27). So an auditor, who is told of every detection,
asks one supervisor, who then sees its reference, whom it is hidden from and why (decision 0010).
"""

from dataclasses import dataclass

from sqlalchemy import not_, select

from referrals import access, outbox, trail
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.conflicts import answering_team, waiting
from referrals.errors import Conflict, Invalid
from referrals.models import Case, ConflictOfInterest, Team, User
from workflows.agencies import SUPERVISORS
from workflows.sharing import Tier

SOMEBODY = "Somebody who is named on this case can decide, so nobody else is asked"


@dataclass(frozen=True)
class Decider:
    """A supervisor from whom the case is not hidden, and who wrote none of the names."""

    user_id: int
    name: str
    team: str


def to_ask(case: Case) -> tuple[Decider, ...] | None:
    """The supervisors whom an auditor may ask; None where one who is named may decide."""
    if not case.restricted:
        return None
    answers = answering_team(case)
    rows = db.session.execute(
        select(User.id, User.name, Team.name, access.NAMED_READER.finds(access.EVERYBODY))
        .join(Team, Team.id == User.team_id)
        .join(Case, Case.id == case.id)
        .where(Team.organisation_id == (answers.organisation_id if answers else None))
        .where(User.active, User.role.in_(SUPERVISORS))
        .where(not_(access.in_conflict(case.id, User.id)))
        .order_by(User.name, User.id)
    )
    wrote = {row.recorded_by_id for row in _undecided(case)}
    could = [row for row in rows if row.id not in wrote]
    if any(named for *_, named in could):
        return None
    return tuple(Decider(*row[:3]) for row in could)


def ask(actor: Actor, case: Case, user_id: int) -> None:
    """Let one supervisor see that it waits, and decide; whoever was asked before no longer does."""
    could = to_ask(case)
    if could is None:
        raise Conflict(SOMEBODY)
    if user_id not in {row.user_id for row in could}:
        raise Invalid({"user": ["Choose one of these supervisors"]})
    for row in _undecided(case):
        row.decider_id = user_id
    outbox.promise("conflict_asked", user_ids=(user_id,))
    trail.changed(actor, "case.conflict_asked", case, tiers=(Tier.AUDIT,), recipients=(user_id,))


def _undecided(case: Case) -> list[ConflictOfInterest]:
    rows = select(ConflictOfInterest).join(Case, Case.id == ConflictOfInterest.case_id)
    return list(db.session.scalars(rows.where(Case.id == case.id, waiting())))
