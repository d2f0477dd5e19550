"""A conflict that leaves nobody to answer for a case is confirmed or lifted by another supervisor.

Whom it keeps out cannot lift it, since for them there is no case. So the supervisors of the whole
organisation see its reference, whom it is hidden from and why: nothing else (decision 0010).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select

from referrals import access, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects import conflicts, deciding, passing
from referrals.effects.deciding import Decider
from referrals.effects.leading import assign
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Case, ConflictOfInterest, Opening, Team, User
from workflows.agencies import POLICE_SUPERVISORS
from workflows.oversight import CONFLICT_HOURS
from workflows.sharing import Tier

WAITS = dt.timedelta(hours=CONFLICT_HOURS)
AGAIN = dt.timedelta(days=1)
FIRST = (
    "This case is restricted. Its named people confirm it, or a supervisor whom an auditor asked, "
    "or whose emergency access to it was reviewed and found justified"
)
Found = Row[ConflictOfInterest, int | None, int, str, str]


@dataclass(frozen=True)
class WaitingConflict:
    """Somebody who answers for a case and must not see it: who, since when, decided by when.

    An auditor asks one of the deciders, where nobody who is named on a restricted case may decide.
    """

    id: int
    reference: str
    who: str
    leads: bool
    detected: bool
    since: dt.datetime
    due: dt.datetime
    overdue: bool
    may_decide: bool
    may_ask: bool = False
    asked: str = ""
    deciders: tuple[Decider, ...] = ()


def waiting(actor: Actor) -> tuple[WaitingConflict, ...]:
    """The conflicts that wait to be decided, the oldest first; an auditor sees all."""
    with reading():
        rows = _rows(actor)
        found = tuple(_view(actor, row) for row in rows)
        seen = [(case_id, reference) for _, _, case_id, reference, _ in rows]
    trail.looked(actor, "conflicts.waiting", seen, (Tier.AUDIT,), single=False)
    return found


def one(actor: Actor, number: int) -> WaitingConflict:
    """One of them."""
    found = next((row for row in waiting(actor) if row.id == number), None)
    if found is None:
        raise NotFound
    return found


@act
def decide(
    actor: Actor, number: int, answer: str, words: str, key: str | None = None
) -> dict[str, object]:
    """Lift it, or confirm it and have somebody else answer for the case; never who wrote the name.

    It is whoever does not know whose name it is who decides: emergency access shows them the case.
    """

    def do() -> dict[str, object]:
        row, case = _one(actor, number)
        if not _may_decide(actor, row):
            raise NotYours("A police supervisor decides who did not write the name it was found by")
        if answer == "lift":
            conflicts.lift(actor, case, row, words)
            outbox.promise("conflict_lifted", case_id=case.id, user_ids=(row.user_id,))
        elif answer == "confirm":
            _confirm(actor, case, row, words)
        else:
            raise Invalid({"answer": ["Say whether there is a conflict"]})
        return {"reference": case.reference}

    return access.only_once(actor, key, f"conflicts/{number}", [answer, words], do)


@act
def ask(actor: Actor, number: int, user_id: int, key: str | None = None) -> dict[str, object]:
    """Ask one supervisor to decide on all that waits on a restricted case; an auditor does."""

    def do() -> dict[str, object]:
        _, case = _one(actor, number)
        if not actor.audits:
            raise NotYours("An auditor asks somebody to decide")
        deciding.ask(actor, case, user_id)
        return {"reference": case.reference}

    return access.only_once(actor, key, f"conflicts/{number}/ask", user_id, do)


@act
def remind_overdue() -> int:
    """Tell whoever was told again, each day that nobody has decided; how many conflicts wait."""
    at = now()
    late = _query(ConflictOfInterest.declared_at < at - WAITS).where(
        or_(ConflictOfInterest.reminded_at.is_(None), ConflictOfInterest.reminded_at < at - AGAIN)
    )
    locked = late.with_for_update(of=ConflictOfInterest, skip_locked=True)
    rows = db.session.execute(locked).all()
    for row, *_ in rows:
        row.reminded_at = at
        case = db.session.get_one(Case, row.case_id)
        asked = (row.decider_id,) if row.decider_id else ()
        outbox.promise("conflict_waits", user_ids=sorted({*conflicts.overseers(case), *asked}))
        trail.changed(None, "case.conflict_waits", case, tiers=(Tier.AUDIT,))
    return len(rows)


def _confirm(actor: Actor, case: Case, row: ConflictOfInterest, words: str) -> None:
    """Whoever led it leads it no more, and a case without a supervisor has those of the decider.

    To a restricted case they are let in for good: they were named on it already, or an auditor
    asked them to decide, or found their emergency access to it justified (R27).
    """
    if not actor.supervises:
        raise NotYours("A PPD or FCID supervisor confirms it, since their team then supports it")
    agreed = or_(access.visible_to(actor), _justified(actor), _asked(actor))
    if case.restricted and not _rows(actor, ConflictOfInterest.id == row.id, agreed):
        raise NotYours(FIRST)
    at = now()
    row.confirmed_at, row.confirmed_by_id = at, actor.user_id
    trail.changed(actor, "case.conflict_confirmed", case, tiers=(Tier.AUDIT,), reason=words,
                  recipients=(row.user_id,))  # fmt: skip
    here = select(Case.id).where(Case.id == case.id, conflicts.answered_for())
    if db.session.scalar(here) is None:
        if actor.team_id != case.lead_team_id:
            assign(case, "supporting_team", at, team_id=actor.team_id)
        if case.restricted:
            assign(case, "restricted_reader", at, user_id=actor.user_id)
        outbox.promise("case_supported", case_id=case.id, team_id=actor.team_id)
    passing.let_go(actor, case, row.user_id, at)


def _one(actor: Actor, number: int) -> tuple[ConflictOfInterest, Case]:
    """The case is locked first, as every act locks it; then the conflict is read."""
    found = _rows(actor, ConflictOfInterest.id == number)
    if not found:
        raise NotFound
    (case,) = passing.locked((found[0][2],))
    row = db.session.get_one(ConflictOfInterest, number, populate_existing=True)
    if not conflicts.waits(row):
        raise Conflict("Somebody has decided this already")
    return row, case


def _may_decide(actor: Actor, row: ConflictOfInterest) -> bool:
    return actor.role in POLICE_SUPERVISORS and row.recorded_by_id != actor.user_id


def _query(
    *which: ColumnElement[bool],
) -> Select[ConflictOfInterest, int | None, int, str, str]:
    return (
        select(ConflictOfInterest, Case.lead_id, Case.id, Case.reference, User.name)
        .join(Case, Case.id == ConflictOfInterest.case_id)
        .join(User, User.id == ConflictOfInterest.user_id)
        .where(conflicts.waiting(), *which)
        .order_by(ConflictOfInterest.declared_at, ConflictOfInterest.id)
    )


def _rows(actor: Actor, *which: ColumnElement[bool]) -> Sequence[Found]:
    """Of the cases of one's own organisation, whoever's team: but not if it hides them from one.

    Of those that are restricted, whom an auditor asked sees it too, and whom an emergency lets in.
    """
    if actor.role not in POLICE_SUPERVISORS and not actor.audits:
        raise NotFound
    own = select(Team.id).where(Team.organisation_id == actor.organisation_id)
    named = or_(access.opens_for(actor, Verb.READ), _justified(actor), _asked(actor))
    told = or_(Case.restricted.is_(False), named)
    here = () if actor.audits else (conflicts.ANSWERING.in_(own), told)
    return db.session.execute(_query(*which, *here, access.without_conflict(actor))).all()


def _asked(actor: Actor) -> ColumnElement[bool]:
    return ConflictOfInterest.decider_id == actor.user_id


def _justified(actor: Actor) -> ColumnElement[bool]:
    """The cases they opened in an emergency since the conflict was found, as others agree."""
    return exists().where(
        Opening.kind == "emergency",
        Opening.case_id == Case.id,
        Opening.user_id == actor.user_id,
        Opening.since >= ConflictOfInterest.declared_at,
        Opening.answer == "justified",
    )


def _view(actor: Actor, found: Found) -> WaitingConflict:
    row, lead_id, case_id, reference, who = found
    could = deciding.to_ask(db.session.get_one(Case, case_id)) if actor.audits else None
    due = row.declared_at + WAITS
    return WaitingConflict(
        id=row.id,
        reference=reference,
        who=who,
        leads=row.user_id == lead_id,
        detected=row.source == "detected",
        since=row.declared_at,
        due=due,
        overdue=due < now(),
        may_decide=_may_decide(actor, row),
        may_ask=could is not None,
        asked=next((each.name for each in could or () if each.user_id == row.decider_id), ""),
        deciders=could or (),
    )
