"""What intelligence of a case is released, was refused or waits for a supervisor (G13)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from referrals import access, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.db import db, reading
from referrals.effects.releasing import receivers, sources
from referrals.errors import NotYours
from referrals.models import Case, Release, User
from workflows.definition import Choice
from workflows.releases import ASKERS, DECIDERS, REASONS, unmet
from workflows.sharing import Tier

STANDS = {
    "asked": "Waits for a supervisor",
    "approved": "Released",
    "refused": "Refused",
    "revoked": "Taken back",
}


@dataclass(frozen=True)
class ReleaseRow:
    """One release: of what, to whom, in which words, and where it stands."""

    id: str
    state: str
    stands: str
    source: str
    to: str
    wording: str
    why: str
    asked_by: str
    asked_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    reason: str
    may_decide: bool
    may_revoke: bool


@dataclass(frozen=True)
class Releases:
    """Every release of one case, the newest first; what could be released, and to whom."""

    reference: str
    rows: tuple[ReleaseRow, ...]
    sources: tuple[Choice, ...]
    receivers: tuple[Choice, ...]


def releases(actor: Actor, reference: str) -> Releases:
    """For the investigators and supervisors who hold the case."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.SHARE)
        if actor.role not in ASKERS:
            raise NotYours("Only investigators and supervisors on the case see its releases")
        found = Releases(
            case.reference,
            tuple(_rows(actor, case)),
            tuple(sources(case)),
            tuple(receivers(case)),
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "releases.read", [opened], (Tier.INTELLIGENCE,), single=True)
    return found


def _rows(actor: Actor, case: Case) -> Iterable[ReleaseRow]:
    rows = db.session.scalars(
        select(Release)
        .where(Release.case_id == case.id)
        .options(joinedload(Release.organisation))
        .order_by(Release.asked_at.desc(), Release.id)
    ).all()
    wanted = {row.asked_by_id for row in rows} | {row.decided_by_id for row in rows} - {None}
    names = {
        row.id: row.name
        for row in db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    }
    known = {choice.code: choice.label for choice in sources(case)}
    for row in rows:
        yield ReleaseRow(
            id=row.id,
            state=row.state,
            stands=STANDS[row.state],
            source=known.get(f"{row.source_kind}:{row.source_id}", ""),
            to=row.organisation.name if row.organisation else "The NRM form",
            wording=row.wording or "",
            why=row.why or "",
            asked_by=names[row.asked_by_id],
            asked_at=row.asked_at,
            decided_by=names.get(row.decided_by_id or 0, ""),
            decided_at=row.decided_at,
            reason=REASONS.get(row.reason_code or "", ""),
            may_decide=row.state == "asked"
            and not unmet(actor.role, asked_it=row.asked_by_id == actor.user_id),
            may_revoke=row.state == "approved" and actor.role in DECIDERS,
        )
