"""What one person wrote, another must approve: the four eyes of R18 and R20."""

from collections.abc import Mapping

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.models import Case, Event
from workflows.engine import Unmet

WORDS = "words"
"""The mark of a change to a draft that touched the account itself."""

APPROVES: Mapping[str, tuple[str, Unmet]] = {
    "dtn_check": (
        "dtn_prepared",
        Unmet("G6", "You wrote this account, so someone else must check it", "A second person"),
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
"""Records by which a person vouches for what events of a kind say."""


def own_hand(actor: Actor, case: Case, code: str) -> tuple[Unmet, ...]:
    """What bars an approval by anybody who ever had a hand in what is approved."""
    if code not in APPROVES:
        return ()
    kind, unmet = APPROVES[code]
    theirs = db.session.execute(
        select(Event.kind, Event.detail)
        .where(Event.case_id == case.id, Event.by_id == actor.user_id)
        .where(Event.kind.in_((kind, "draft_updated")))
    )
    wrote = (row.kind == kind or (code == "dtn_check" and WORDS in row.detail) for row in theirs)
    return (unmet,) if any(wrote) else ()
