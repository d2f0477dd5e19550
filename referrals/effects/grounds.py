"""On what ground somebody outside the lead team's own police reads a case, for the ledger."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import or_, select

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db
from referrals.effects.ledger import Ground, What, by_share, disclosed
from referrals.facts import known_of
from referrals.models import Case, Event, Opening
from referrals.redaction import Holding
from workflows.answers import REFERRALS
from workflows.exports import DUTY

STANDING: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    "la_children": ("referral", "safeguarding", "child_welfare", REFERRALS),
    "la_adults": ("referral", "safeguarding", "s42", REFERRALS),
    "authority": ("nrm", "nrm", "nrm_decision", ("nrm_submitted", "dtn_sent", "nrm_allocated")),
    "notified": ("dtn", "dtn", DUTY, ("dtn_sent",)),
}
"""Of each standing: kind of disclosure, purpose, legal basis, and the act by which it was told."""

OPENED: Mapping[str, str] = {
    "grant": "audit",
    "emergency": "vital_interests",
    "board": "child_welfare",
}
"""Of each way in that an opening gives for a time: its legal basis."""


def telling(
    actor: Actor,
    case: Case,
    way_in: str,
    holding: Holding,
    what: Callable[[], What],
    *,
    events: Sequence[Event] | None = None,
) -> Callable[[], None] | None:
    """The ledger's row of what somebody outside is about to be shown, to go with their look.

    The same shown again is the same row. None for police who hold the case as their own work.
    """
    known = events if events is not None or way_in not in STANDING else known_of(case.id).events
    ground = ground_of(actor, case, way_in, holding, known or ())
    if ground is None:
        return None
    to_one = ground.opening_id and way_in != "board"
    case_id, reader = case.id, actor.user_id if to_one else None

    def tell() -> None:
        told = what()
        if told.items:
            disclosed(case_id, actor.organisation_id, ground, told, at=now(), reader_id=reader)

    return tell


def ground_of(
    actor: Actor,
    case: Case,
    way_in: str,
    holding: Holding,
    events: Sequence[Event],
) -> Ground | None:
    """None for police who hold the case as their own work: reading it tells nobody outside.

    `events` are all that happened on the case, the oldest first.
    """
    if holding.share is not None:
        return by_share(holding.share, "shown")
    if way_in in STANDING:
        standing = _standing(way_in, events)
        return standing_ground(standing, _told_by(case, STANDING[standing][3], events))
    return _opened(actor, case, way_in) if way_in in OPENED else None


def standing_ground(standing: str, decided_by_id: int) -> Ground:
    """Why whoever holds a case by this standing is told of it."""
    kind, purpose, basis, _ = STANDING[standing]
    return Ground(kind, purpose, basis, decided_by_id)


def _standing(way_in: str, events: Sequence[Event]) -> str:
    """An authority that was sent a notice and no referral holds the case by the notice (s52)."""
    if way_in != "authority":
        return way_in
    return way_in if any(row.kind == "nrm_submitted" for row in events) else "notified"


def _told_by(case: Case, acts: tuple[str, ...], events: Sequence[Event]) -> int:
    """Whoever made the referral or sent the form; else whoever logged the case."""
    newest = next((row.by_id for row in reversed(events) if row.kind in acts), None)
    return newest or case.logged_by_id


def _opened(actor: Actor, case: Case, way_in: str) -> Ground | None:
    """A time-limited opening: whoever gave it decided it, and for what is its reason."""
    opening = db.session.scalars(
        select(Opening)
        .where(Opening.case_id == case.id, Opening.kind == way_in, Opening.runs)
        .where(
            or_(
                Opening.user_id == actor.user_id,
                Opening.organisation_id == actor.organisation_id,
            )
        )
        .order_by(Opening.since.desc())
    ).first()
    if opening is None:
        return None
    basis = "s42" if way_in == "board" and case.age_band == "adult" else OPENED[way_in]
    return Ground(way_in, opening.reason_code, basis, opening.given_by_id, None, opening.id)
