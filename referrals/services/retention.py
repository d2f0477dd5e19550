"""Review, hold and disposal of closed cases: nothing goes by itself, nor by one person (RT1)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import load_only

from referrals import access, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import local, now, today
from referrals.db import act, db, reading
from referrals.effects.authority import administers
from referrals.effects.erasing import erase
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Case, Disposal, LegalHold, Person, RetentionReview
from referrals.models.trail import DISPOSED
from workflows.retention import HOLDS, KEEP_REASONS, Kept, Schedule, schedule
from workflows.sharing import Tier

PAGE = 50
SHORTEST_YEARS = 5
"""No case is reviewed sooner after closing, so that a list need not open the younger ones."""

READS = (
    Case.reference, Case.pathway, Case.opened_at, Case.closed_at, Case.sexual_exploitation,
    Case.sexual_assault_alleged, Case.threat_to_life,
)  # fmt: skip
Done = dict[str, object]


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
class RetentionPage:
    """Closed cases, the longest closed first, and whether an inquiry holds them all."""

    rows: tuple[RetentionRow, ...]
    next: str | None
    inquiry: str
    inquiry_since: dt.datetime | None
    disposed: int


def due(actor: Actor, after: str | None = None) -> RetentionPage:
    """The closed cases whose review is near or past; a supervisor's own, for the auditor all."""
    which = () if actor.role == "auditor" else (access.visible_to(actor, Verb.MOVE),)
    at = int(after[:9]) if after and after.isascii() and after.isdigit() else 0
    with reading():
        cases = list(_closed(*which, Case.id > at, years=SHORTEST_YEARS - 1, limit=PAGE + 1))
        over_all = _inquiry()
        rows = tuple(_row(actor, case, over_all) for case in cases[:PAGE])
        seen = [(case.id, case.reference) for case in cases[:PAGE]]
        more = str(cases[PAGE - 1].id) if len(cases) > PAGE else None
        disposed = _disposed() if actor.role == "auditor" else 0
    trail.looked(actor, "retention.read", seen, (Tier.AUDIT,), single=False)
    words = HOLDS[over_all.reason_code] if over_all else ""
    return RetentionPage(rows, more, words, over_all.set_at if over_all else None, disposed)


def forecast() -> Iterator[RetentionRow]:
    """Every closed case and its dates, for whoever runs the service; references and no content."""
    at = 0
    while True:
        with reading():
            cases = list(_closed(Case.id > at, years=0, limit=PAGE))
            rows = [_row(None, case, _inquiry()) for case in cases]
        if not cases:
            return
        at = cases[-1].id
        yield from rows


@act
def keep(actor: Actor, reference: str, reason: str) -> Done:
    """A review ends in keeping the case on, for a reason of the list."""
    if reason not in KEEP_REASONS:
        raise Invalid({"reason": ["Choose why it is kept"]})
    case = _supervised(actor, reference)
    review = RetentionReview(case_id=case.id, at=now(), by_id=actor.user_id, reason_code=reason)
    db.session.add(review)
    for proposal in _open_proposals(case.id):
        proposal.decided_by_id, proposal.decided_at = actor.user_id, now()
        proposal.outcome = "refused"
    trail.changed(actor, "retention.kept", case, tiers=(Tier.AUDIT,), reason_code=reason)
    return {"reference": case.reference}


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
    for row in _holds(LegalHold.case_id == case.id):
        row.lifted_by_id, row.lifted_at = actor.user_id, now()
    trail.changed(actor, "retention.hold_lifted", case, tiers=(Tier.AUDIT,))
    return {"reference": case.reference}


@dataclass(frozen=True)
class Inquiry:
    """Since when every case is held, and whether this administrator set it."""

    since: dt.datetime
    mine: bool


def inquiry(actor: Actor) -> Inquiry | None:
    """The hold over every case, if one stands."""
    if not administers(actor):
        raise NotFound
    with reading():
        row = _inquiry()
        return Inquiry(row.set_at, row.set_by_id == actor.user_id) if row else None


@act
def hold_all(actor: Actor, reason: str) -> None:
    """An inquiry: from now on no case of any force or agency is disposed of."""
    _known(reason)
    if not administers(actor):
        raise NotFound
    if _inquiry() is not None:
        raise Conflict("Every case is held already")
    db.session.add(LegalHold(reason_code=reason, set_by_id=actor.user_id, set_at=now()))
    trail.changed(actor, "retention.all_held", None, reason_code=reason)


@act
def lift_all(actor: Actor) -> None:
    """The inquiry has ended; another administrator than the one who set the hold says so."""
    if not administers(actor):
        raise NotFound
    row = _inquiry()
    if row is None:
        raise Conflict("No inquiry holds the cases")
    if row.set_by_id == actor.user_id:
        raise NotYours("Another administrator than the one who set this hold must lift it")
    row.lifted_by_id, row.lifted_at = actor.user_id, now()
    trail.changed(actor, "retention.all_hold_lifted", None)


@act
def propose(actor: Actor, reference: str) -> Done:
    """Ask for a case to be disposed of; another supervisor decides."""
    case = _supervised(actor, reference)
    _may_go(case)
    if _open_proposals(case.id):
        raise Conflict("Its disposal is proposed already")
    row = Disposal(case_id=case.id, proposed_by_id=actor.user_id, proposed_at=now())
    db.session.add(row)
    trail.changed(actor, "retention.proposed", case, tiers=(Tier.AUDIT,))
    outbox.promise("disposal_proposed", case_id=case.id, team_id=case.lead_team_id)
    return {"reference": case.reference}


@act
def dispose(actor: Actor, reference: str) -> Done:
    """Agree, as another supervisor than whoever proposed it: the case is erased, for good."""
    case = _supervised(actor, reference)
    _may_go(case)
    proposal = next(iter(_open_proposals(case.id)), None)
    if proposal is None:
        raise Conflict("Nobody has proposed to dispose of it")
    if proposal.proposed_by_id == actor.user_id:
        raise NotYours("Another supervisor than the one who proposed it must agree")
    proposal.decided_by_id, proposal.decided_at = actor.user_id, now()
    proposal.outcome = "disposed"
    case.disposed_at = now()
    trail.changed(actor, DISPOSED, case, operation="erasure")
    erase(case)
    return {"reference": reference}


def _may_go(case: Case) -> None:
    """A hold always wins, and no day before the first is early enough."""
    if _holds(LegalHold.case_id == case.id) or _inquiry() is not None:
        raise Conflict("This case is held, and cannot be disposed of")
    earliest = _schedule(case).earliest
    if earliest is None or today() < earliest:
        raise Conflict("Its time has not come")


def _supervised(actor: Actor, reference: str) -> Case:
    case = access.fetch(actor, reference, Verb.MOVE)
    if not actor.supervises or actor.team_id != case.lead_team_id:
        raise NotYours("Only a supervisor of the lead team decides how long a case is kept")
    if case.closed_at is None:
        raise Conflict("This case is open")
    return case


def _schedule(case: Case) -> Schedule:
    reviewed = db.session.scalar(
        select(RetentionReview.at)
        .where(RetentionReview.case_id == case.id)
        .order_by(RetentionReview.at.desc())
        .limit(1)
    )
    born = db.session.scalars(
        select(Person).where(Person.case_id == case.id, Person.role == "potential_victim")
    ).first()
    return schedule(
        Kept(
            pathway=case.pathway,
            opened_on=local(case.opened_at).date(),
            closed_on=local(case.closed_at).date() if case.closed_at else None,
            born_on=dt.date.fromisoformat(born.born_on) if born and born.born_on else None,
            serious=bool(case.sexual_exploitation or case.sexual_assault_alleged),
            threat_to_life=bool(case.threat_to_life),
            reviewed_on=local(reviewed).date() if reviewed else None,
        )
    )


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
    found = _schedule(case)
    held = over_all or next(iter(_holds(LegalHold.case_id == case.id)), None)
    proposal = next(iter(_open_proposals(case.id)), None)
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


def _holds(which: ColumnElement[bool]) -> list[LegalHold]:
    return list(db.session.scalars(select(LegalHold).where(which, LegalHold.lifted_at.is_(None))))


def _inquiry() -> LegalHold | None:
    return next(iter(_holds(LegalHold.case_id.is_(None))), None)


def _open_proposals(case_id: int) -> list[Disposal]:
    mine = (Disposal.case_id == case_id, Disposal.decided_at.is_(None))
    return list(db.session.scalars(select(Disposal).where(*mine)))


def _disposed() -> int:
    return len(db.session.scalars(select(Case.id).where(Case.disposed_at.is_not(None))).all())


def _known(reason: str) -> None:
    if reason not in HOLDS:
        raise Invalid({"reason": ["Choose why it is held"]})
