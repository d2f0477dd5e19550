"""Conflicts of interest: declared by whoever has one, or recorded and lifted by a supervisor."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from referrals import access, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects import conflicts as effects
from referrals.effects import passing
from referrals.errors import Invalid, NotFound, NotYours
from referrals.models import Case, ConflictOfInterest, User
from workflows.sharing import Tier

Done = dict[str, object]
SOURCES = {
    "declared": "They said so",
    "recorded": "A supervisor recorded it",
    "detected": "Somebody in the case has their name",
}


@dataclass(frozen=True)
class KnownConflict:
    """Somebody for whom the case does not exist, how that came about, and whether it is over."""

    user_id: int
    name: str
    source: str
    since: dt.datetime
    lifted_at: dt.datetime | None


@dataclass(frozen=True)
class KnownConflicts:
    """The conflicts of one case."""

    reference: str
    conflicts: tuple[KnownConflict, ...]


@dataclass(frozen=True)
class Declaring:
    """A case of which somebody may say that they know a person in it, and what they hold of it."""

    reference: str
    leads: bool
    reads: bool


def may_declare(actor: Actor, reference: str) -> Declaring:
    """NotFound unless they hold the case, or find it in the queue of their team."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.QUEUE)
        reads = access.why(actor, case) is not None
        found = Declaring(case.reference, passing.in_the_name_of(case, actor.user_id), reads)
    trail.form_opened(actor, case)
    return found


@act
def declare(actor: Actor, reference: str, key: str | None = None) -> Done:
    """You know somebody in this case: from now on it does not exist for you (section e, rule 5).

    Whoever led it leads it no more: it goes to the queue, and the supervisors of the team hear so.
    """

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.QUEUE)
        _keep_from(actor, case, actor.user_id, "declared", "")
        return {"reference": ""}

    return access.only_once(actor, key, "conflict", None, do, case=reference)


def conflicts(actor: Actor, reference: str) -> KnownConflicts:
    """Whom the case is hidden from, for the supervisors of its lead team."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        rows = db.session.execute(
            select(ConflictOfInterest, User.name)
            .join(User, User.id == ConflictOfInterest.user_id)
            .where(ConflictOfInterest.case_id == case.id)
            .order_by(ConflictOfInterest.declared_at.desc(), ConflictOfInterest.id.desc())
        ).all()
        found = tuple(
            KnownConflict(row.user_id, name, SOURCES[row.source], row.declared_at, row.lifted_at)
            for row, name in rows
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "conflicts.read", [opened], (Tier.AUDIT,), single=True)
    return KnownConflicts(opened[1], found)


@act
def record(actor: Actor, reference: str, email: str, reason: str, key: str | None = None) -> Done:
    """A colleague knows somebody in the case: from now on it does not exist for them.

    Whoever led it leads it no more, as when they declare it themselves.
    """

    def do() -> Done:
        case = _decided(actor, reference)
        user = db.session.scalars(
            select(User).where(User.email == email.strip().lower())
        ).one_or_none()
        if user is None:
            raise Invalid({"email": ["Nobody here has this address"]})
        if user.id == actor.user_id:
            raise Invalid({"email": ["Say your own conflict on the case itself"]})
        if not _keep_from(actor, case, user.id, "recorded", reason):
            raise Invalid({"email": ["This case is hidden from them already"]})
        return {"reference": case.reference}

    return access.only_once(actor, key, "conflicts", [email, reason], do, case=reference)


@act
def lift(actor: Actor, reference: str, user_id: int, reason: str, key: str | None = None) -> Done:
    """It was a mistake, or is over: the case is theirs again as far as section e lets them."""

    def do() -> Done:
        case = _decided(actor, reference)
        row = db.session.scalars(
            select(ConflictOfInterest).filter_by(case_id=case.id, user_id=user_id, lifted_at=None)
        ).one_or_none()
        if row is None:
            raise NotFound
        effects.lift(actor, case, row, reason)
        return {"reference": case.reference}

    return access.only_once(actor, key, "conflicts/lift", [user_id, reason], do, case=reference)


def _keep_from(actor: Actor, case: Case, user_id: int, source: str, reason: str) -> bool:
    """Hide it at once; what is in their name is passed on first, so that it waits for nobody."""
    passing.let_go(actor, case, user_id, now())
    return effects.bar(actor, case, user_id, source, reason)


def _decided(actor: Actor, reference: str) -> Case:
    case = access.fetch(actor, reference, Verb.MOVE)
    _supervises(actor, case)
    return case


def _supervises(actor: Actor, case: Case) -> None:
    if not (actor.supervises and actor.team_id == case.lead_team_id):
        raise NotYours("Only a supervisor of the lead team decides on a colleague’s conflict")
