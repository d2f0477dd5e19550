"""The closed cases and their dates: a page for those who decide, all of them at the terminal."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import load_only

from referrals import access, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import local, now, today
from referrals.db import db, reading
from referrals.effects.schedule import schedule_of
from referrals.errors import NotYours
from referrals.models import Case, LegalHold
from referrals.services.retention.standing import (
    holds_on,
    open_proposals,
    standing_inquiry,
)
from workflows.retention import HOLDS
from workflows.sharing import Tier

PAGE = 50
SHORTEST_YEARS = 5
"""No case is reviewed sooner after closing, so that a list need not open the younger ones."""

READS = (
    Case.reference, Case.pathway, Case.opened_at, Case.closed_at, Case.sexual_exploitation,
    Case.sexual_assault_alleged, Case.threat_to_life,
)  # fmt: skip


@dataclass(frozen=True)
class RetentionRow:
    """A closed case as retention sees it: when it is reviewed and may go, and what holds it."""

    reference: str
    group: int
    label: str
    source: str
    closed_on: dt.date
    review_on: dt.date
    earliest: dt.date
    held: str
    proposed: str
    may_decide: bool
    due: bool
    may_go: bool


@dataclass(frozen=True)
class CaseRetention:
    """One case, open or closed: its dates once it is closed, and what holds it."""

    reference: str
    group: int
    label: str
    source: str
    closed_on: dt.date | None
    review_on: dt.date | None
    earliest: dt.date | None
    held: tuple[str, ...]
    inquiry: str


@dataclass(frozen=True)
class RetentionPage:
    """Closed cases, the longest closed first, and whether an inquiry holds them all."""

    rows: tuple[RetentionRow, ...]
    next: str | None
    inquiry: str
    inquiry_since: dt.datetime | None
    disposed: int


def due(actor: Actor, after: str | None = None) -> RetentionPage:
    """The closed cases whose review is near or past; a supervisor's own, for the auditor all."""
    auditor = actor.audits
    which = access.without_conflict(actor) if auditor else access.visible_to(actor, Verb.MOVE)
    at = int(after[:9]) if after and after.isascii() and after.isdigit() else 0
    with reading():
        cases = list(_closed(which, Case.id > at, years=SHORTEST_YEARS - 1, limit=PAGE + 1))
        over_all = standing_inquiry()
        rows = tuple(_row(actor, case, over_all) for case in cases[:PAGE])
        seen = [(case.id, case.reference) for case in cases[:PAGE]]
        more = str(cases[PAGE - 1].id) if len(cases) > PAGE else None
        disposed = _disposed() if actor.audits else 0
    trail.looked(actor, "retention.read", seen, (Tier.AUDIT,), single=False)
    words = HOLDS[over_all.reason_code] if over_all else ""
    return RetentionPage(rows, more, words, over_all.set_at if over_all else None, disposed)


def of(actor: Actor, reference: str) -> CaseRetention:
    """For a supervisor, who may hold any case of their team, however long before its review."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        if not actor.supervises:
            raise NotYours("Only a supervisor decides how long a case is kept")
        found, over_all = schedule_of(case), standing_inquiry()
        view = CaseRetention(
            reference=case.reference,
            group=found.group.number,
            label=found.group.label,
            source=found.group.source,
            closed_on=local(case.closed_at).date() if case.closed_at else None,
            review_on=found.review_on,
            earliest=found.earliest,
            held=tuple(HOLDS[row.reason_code] for row in holds_on(case)),
            inquiry=HOLDS[over_all.reason_code] if over_all else "",
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "retention.read", [opened], (Tier.AUDIT,), single=True)
    return view


def forecast() -> Iterator[RetentionRow]:
    """Every closed case and its dates, for whoever runs the service; references and no content."""
    at = 0
    while True:
        with reading():
            cases = list(_closed(Case.id > at, years=0, limit=PAGE))
            rows = [_row(None, case, standing_inquiry()) for case in cases]
        if not cases:
            return
        at = cases[-1].id
        yield from rows


def _closed(*which: ColumnElement[bool], years: int, limit: int) -> Iterator[Case]:
    before = now() - dt.timedelta(days=365 * years)
    return iter(
        db.session.scalars(
            select(Case)
            .where(Case.closed_at < before, Case.disposed_at.is_(None), *which)
            .options(load_only(*READS))
            .order_by(Case.id)
            .limit(limit)
        ).all()
    )


def _row(actor: Actor | None, case: Case, over_all: LegalHold | None) -> RetentionRow:
    found = schedule_of(case)
    held = over_all or next(iter(holds_on(case)), None)
    proposal = next(iter(open_proposals(case)), None)
    closed_on = local(case.closed_at or case.opened_at).date()
    review_on, earliest = found.review_on or closed_on, found.earliest or closed_on
    mine = actor is None or (proposal is not None and proposal.proposed_by_id == actor.user_id)
    return RetentionRow(
        reference=case.reference,
        group=found.group.number,
        label=found.group.label,
        source=found.group.source,
        closed_on=closed_on,
        review_on=review_on,
        earliest=earliest,
        held=HOLDS[held.reason_code] if held else "",
        proposed="yours" if proposal and mine else "proposed" if proposal else "",
        may_decide=actor is not None and actor.supervises,
        due=today() >= review_on,
        may_go=today() >= earliest and held is None,
    )


def _disposed() -> int:
    return len(db.session.scalars(select(Case.id).where(Case.disposed_at.is_not(None))).all())
