"""Who is told that a clock is near its end, or past it and silent: each rung once (R24)."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, select

from referrals import outbox
from referrals.access import may_hear
from referrals.db import db
from referrals.models import Case, CaseClock, User
from workflows.agencies import RESPONSE_SUPERVISORS, SUPERVISORS
from workflows.clocks.ladder import ALERT, Rung, Span, ladder, told_at
from workflows.clocks.limits import Unit

TOPICS = {"warning": "clock_due", "due": "clock_missed"}
UNANSWERED = "clock_unanswered"


def next_rung_at(row: CaseClock, extra: frozenset[dt.date]) -> dt.datetime | None:
    """When the next rung of a clock is reached (UTC); None where nothing waits any more."""
    rungs = left_to_climb(row)
    return reached_at(row, rungs[0], extra) if rungs and _climbs(row) else None


def left_to_climb(row: CaseClock) -> tuple[Rung, ...]:
    """The rungs above those that were reached."""
    return ladder(row.kind)[len(row.climbed or ()) :]


def reached_at(row: CaseClock, rung: Rung, extra: frozenset[dt.date]) -> dt.datetime:
    """When this clock reaches a rung, unless it is answered first (UTC)."""
    return told_at(rung, Span(row.kind, Unit(row.unit), row.started, row.due), extra)


def climb(case: Case, row: CaseClock, now: dt.datetime, extra: frozenset[dt.date]) -> list[str]:
    """Promise a notice for each rung reached by `now`; the codes of the rungs.

    A warning that nobody could have read before the time had passed is not sent.
    """
    reached: list[str] = []
    while (at := next_rung_at(row, extra)) is not None and at <= now:
        rung = left_to_climb(row)[0]
        told = [] if rung.share is not None and row.due <= now else receivers(case, rung.to)
        outbox.promise(TOPICS.get(rung.code, UNANSWERED), case_id=case.id, user_ids=told)
        step = {"rung": rung.code, "at": now.isoformat(), "told": len(told)}
        row.climbed = [*(row.climbed or ()), step]
        reached.append(rung.code)
    row.next_rung_at = next_rung_at(row, extra)
    return reached


def receivers(case: Case, to: str) -> list[int]:
    """Whom a rung tells: never nobody while there is a supervisor, never who may not open it."""
    if to == "owner":
        owner = case.lead_id or (case.owner_id if case.lead_team_id is None else None)
        found = _who_may(case, User.id == owner)
    elif to == "duty_manager":
        found = _of_team(case, case.logged_team_id, RESPONSE_SUPERVISORS)
    else:
        found = []
    return found or _supervisors(case)


def _supervisors(case: Case) -> list[int]:
    if case.lead_team_id is None:
        return _of_team(case, case.logged_team_id, RESPONSE_SUPERVISORS)
    return _of_team(case, case.lead_team_id, SUPERVISORS)


def _of_team(case: Case, team_id: int | None, roles: Iterable[str]) -> list[int]:
    return _who_may(case, and_(User.team_id == team_id, User.role.in_(roles)))


def _who_may(case: Case, who: ColumnElement[bool]) -> list[int]:
    """Of these, whoever works here and may hear of the case."""
    query = select(User.id).where(who, User.active, may_hear(case.id))
    return list(db.session.scalars(query.order_by(User.id)))


def _climbs(row: CaseClock) -> bool:
    """An answered, stopped or paused clock waits for nobody; an alert is told on its day."""
    if row.kind == ALERT:
        return row.state in {"running", "met"}
    return row.outstanding and row.state in {"running", "missed"}
