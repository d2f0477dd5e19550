"""What one person wrote, another must approve: the four eyes of R18 and R20."""

from collections.abc import Mapping

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.errors import Unready
from referrals.models import Case, Event
from workflows.engine import Unmet

APPROVES: Mapping[str, tuple[str, Unmet]] = {
    "dtn_check": (
        "dtn_prepared",
        Unmet("G6", "You wrote this account, so someone else must check it", "A second user (R18)"),
    ),
    "best_interests_approval": (
        "best_interests",
        Unmet(
            "R20",
            "You recorded this decision, so another supervisor must approve it",
            "A supervisor who did not record it",
        ),
    ),
}
"""Records by which a person vouches for what the latest event of a kind says."""


def by_another(actor: Actor, case: Case, code: str) -> None:
    """Refuse an approval of what this same person wrote."""
    if code not in APPROVES:
        return
    kind, unmet = APPROVES[code]
    written = select(Event.by_id).where(Event.case_id == case.id, Event.kind == kind)
    if db.session.scalars(written.order_by(Event.recorded_at.desc())).first() == actor.user_id:
        raise Unready((unmet,))
