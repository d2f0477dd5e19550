"""Holds: one case, or every case while an inquiry lasts."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from referrals import access, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects.authority import administers
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import LegalHold, TrailChange
from referrals.services.retention.standing import holds_on, standing_inquiry
from workflows.retention import HOLDS
from workflows.sharing import Tier

Done = dict[str, object]


@act
def hold(actor: Actor, reference: str, reason: str) -> Done:
    """From now on this case is not disposed of, whatever its dates say; open or closed."""
    _known(reason)
    case = access.fetch(actor, reference, Verb.MOVE)
    if not actor.supervises:
        raise NotYours("Only a supervisor can hold a case")
    row = LegalHold(case_id=case.id, reason_code=reason, set_by_id=actor.user_id, set_at=now())
    db.session.add(row)
    trail.changed(actor, "retention.held", case, tiers=(Tier.AUDIT,), reason_code=reason)
    return {"reference": case.reference}


@act
def lift(actor: Actor, reference: str) -> Done:
    """The case may be disposed of again once its day has come."""
    case = access.fetch(actor, reference, Verb.MOVE)
    if not actor.supervises:
        raise NotYours("Only a supervisor can lift a hold")
    for row in holds_on(case):
        row.lifted_by_id, row.lifted_at = actor.user_id, now()
    trail.changed(actor, "retention.hold_lifted", case, tiers=(Tier.AUDIT,))
    return {"reference": case.reference}


@dataclass(frozen=True)
class Inquiry:
    """Since when every case is held, whether this administrator set it, and for which inquiry."""

    since: dt.datetime
    mine: bool
    why: str = ""


def inquiry(actor: Actor) -> Inquiry | None:
    """The hold over every case, if one stands."""
    if not administers(actor):
        raise NotFound
    with reading():
        row = standing_inquiry()
        return Inquiry(row.set_at, row.set_by_id == actor.user_id, _why()) if row else None


ALL_HELD = "retention.all_held"


def _why() -> str:
    """As the record has it: in the words of whoever set the hold that was set last."""
    newest = select(TrailChange.digest).where(TrailChange.act == ALL_HELD)
    digest = db.session.scalar(newest.order_by(TrailChange.at.desc()).limit(1))
    return str(trail.words(digest).get("reason", "")) if digest else ""


@act
def hold_all(actor: Actor, reason: str, why: str) -> None:
    """An inquiry: from now on no case of any force or agency is disposed of."""
    _known(reason)
    if not administers(actor):
        raise NotFound
    if not why.strip():
        raise Invalid({"reason": ["Say which inquiry it is for"]})
    if standing_inquiry() is not None:
        raise Conflict("Every case is held already")
    db.session.add(LegalHold(reason_code=reason, set_by_id=actor.user_id, set_at=now()))
    trail.changed(actor, ALL_HELD, None, reason_code=reason, reason=why)


@act
def lift_all(actor: Actor) -> None:
    """The inquiry has ended; another administrator than the one who set the hold says so."""
    if not administers(actor):
        raise NotFound
    row = standing_inquiry()
    if row is None:
        raise Conflict("No inquiry holds the cases")
    if row.set_by_id == actor.user_id:
        raise NotYours("Another administrator than the one who set this hold must lift it")
    row.lifted_by_id, row.lifted_at = actor.user_id, now()
    trail.changed(actor, "retention.all_hold_lifted", None)


def _known(reason: str) -> None:
    if reason not in HOLDS:
        raise Invalid({"reason": ["Choose why it is held"]})
