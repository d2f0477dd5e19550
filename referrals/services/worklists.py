"""Lists of work: mine, my team's, and the queue; keyset paged, never counted, names hidden."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, union
from sqlalchemy.orm import load_only

from referrals import access, picture, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.cursors import cursor_at, place_of
from referrals.db import db, reading
from referrals.errors import NotFound
from referrals.models import (
    QUEUED,
    Case,
    CaseClock,
    CaseTrack,
    Event,
    Person,
    Team,
    User,
    threatened,
)
from referrals.views import Page, Queue, Row
from workflows.agencies import ETT, INVESTIGATORS, POLICE, SUPERVISORS
from workflows.working_time import day_begins

Due = dt.datetime | None
Listed = Select[Case, Due]
PAGE = 25
CAP = 100
LISTED = (
    Case.reference,
    Case.version,
    Case.pathway,
    Case.because,
    Case.age_band,
    Case.lpu,
    Case.secured,
    Case.immediate_safety_confirmed,
    Case.threat_to_life,
)
"""Of a case's many columns, what a row of the queue is made of."""
STAGES = ("initial_response", "safeguarding", "specialist_investigation", "nrm")


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; people never stand in an address, so none of these names one."""

    stage: str | None = None
    pathway: str | None = None
    area: str | None = None
    closed: bool = False


def my_work(actor: Actor, filters: Filters, after: str | None = None) -> Page:
    """The cases this police reader holds, soonest deadline first; partners have their own lists."""
    _police_list(actor)
    return _page(actor, [access.visible_to(actor), _own(actor)], filters, after, "my_work.read")


def team_cases(actor: Actor, team: str, filters: Filters, after: str | None = None) -> Page:
    """Every case of the team that this person may see: all of them for its supervisor."""
    if team != actor.team:
        raise NotFound
    return _page(actor, [access.visible_to(actor)], filters, after, "team_cases.read")


def queue(actor: Actor, team: str, after: str | None = None) -> Queue:
    """What waits to be claimed, without a name: a threat to life first, then the longest wait."""
    if team != actor.team or actor.role not in INVESTIGATORS | SUPERVISORS:
        raise NotFound
    at, asked_for = now(), _waiting_page(actor, after)
    with reading():
        found = db.session.execute(asked_for).all()
        rows = found[:PAGE]
        seen = [(case.id, case.reference) for _, case in rows]
        clocks = _claim_clocks([case.id for _, case in rows])
        views = tuple(
            picture.queue_row(case, track, clocks.get(case.id), actor, at) for track, case in rows
        )
        cursor = _queue_cursor(*rows[-1]) if len(found) > PAGE else None
        asked = _tasking(actor)
        seen += [(case.id, case.reference) for case, _, _ in asked]
        tasking = tuple(picture.tasking_row(*row) for row in asked)
    trail.looked(actor, "queue.read", seen, ("allegation", "safeguarding"), single=False)
    return Queue(views, cursor, tasking)


def _tasking(actor: Actor) -> list[tuple[Case, Event, str]]:
    """What a supervisor of ETT has to answer: each case with its last request and who asked."""
    if actor.team != ETT:
        return []
    rows = db.session.execute(
        select(Case, Event, User.name)
        .join(Event, Event.case_id == Case.id)
        .join(User, User.id == Event.by_id)
        .where(Event.kind == "ett_requested", access.visible_to(actor, Verb.TASKING))
        .order_by(Event.recorded_at, Event.id)
        .limit(CAP)
    )
    last = {case.id: (case, event, name) for case, event, name in rows}
    return sorted(last.values(), key=_threat_then_wait)


def _threat_then_wait(row: tuple[Case, Event, str]) -> tuple[bool, dt.datetime]:
    case, asked, _ = row
    return case.threat_to_life is not True, asked.recorded_at


@access.worded
def _waiting_page(actor: Actor, after: str | None) -> Select[CaseTrack, Case]:
    further = _further(after)
    first = _waiting(actor, threatened(actor.team_id), *further)
    return (
        select(CaseTrack, Case)
        .join(Case, Case.id == CaseTrack.case_id)
        .where(CaseTrack.id.in_(union(first, _waiting(actor, *further))))
        .options(load_only(*LISTED, raiseload=True))
        .order_by(Case.threat_to_life.is_(True).desc(), CaseTrack.since, CaseTrack.id)
        .limit(PAGE + 1)
    )


def _waiting(actor: Actor, *also: ColumnElement[bool]) -> Select[int]:
    """The next page of what waits for one's team: each half of the queue is found by an index."""
    rows = (
        select(CaseTrack.id)
        .join(Case, Case.id == CaseTrack.case_id)
        .where(*QUEUED, CaseTrack.team_id == actor.team_id, *also)
        .where(access.visible_to(actor, Verb.QUEUE))
        .order_by(CaseTrack.since, CaseTrack.id)
        .limit(PAGE + 1)
        .subquery()
    )
    return select(rows.c.id)


def _further(after: str | None) -> tuple[ColumnElement[bool], ...]:
    """What stands in the queue behind the row this cursor was given for."""
    if not after:
        return ()
    threat, _, place = after.partition(".")
    since, track_id = place_of(place)
    if threat not in {"0", "1"} or since is None:
        raise NotFound
    calm = Case.threat_to_life.is_not(True)
    later = and_(CaseTrack.since >= since, or_(CaseTrack.since > since, CaseTrack.id > track_id))
    return (or_(calm, later),) if threat == "1" else (calm, later)


def _queue_cursor(track: CaseTrack, case: Case) -> str:
    return f"{int(case.threat_to_life is True)}.{cursor_at(track.since, track.id)}"


def counts(actor: Actor) -> Mapping[str, int]:
    """How many rows stand behind each list, up to a hundred: badges never count a table."""
    _police_list(actor)
    at, due = now(), picture.due_to(actor)
    midnight = day_begins(local(at).date() + dt.timedelta(days=1))
    with reading():
        seen = (access.visible_to(actor), _own(actor))
        open_mine = select(Case.id).where(*seen, Case.closed_at.is_(None))
        waiting = (
            select(CaseTrack.id)
            .join(Case, Case.id == CaseTrack.case_id)
            .where(*QUEUED, CaseTrack.team_id == actor.team_id)
            .where(access.visible_to(actor, Verb.QUEUE))
        )
        return {
            "mine": _capped(open_mine),
            "late": _capped(open_mine.where(due < at)),
            "today": _capped(open_mine.where(due >= at, due < midnight)),
            "queue": _capped(waiting) if actor.team_id else 0,
        }


def colleagues(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Accredited investigators of the supervisor's team, to assign a case to."""
    if not actor.supervises or actor.team_id is None:
        return ()
    with reading():
        rows = db.session.execute(
            select(User.id, User.name).where(access.accredited(actor.team_id)).order_by(User.name)
        )
        return tuple((row.id, row.name) for row in rows)


def _claim_clocks(ids: Sequence[int]) -> Mapping[int, CaseClock]:
    """The local target to claim (R24), the newest of each case."""
    rows = db.session.scalars(
        select(CaseClock)
        .where(CaseClock.case_id.in_(ids), CaseClock.code == "CLAIM_4H")
        .order_by(CaseClock.started, CaseClock.id)
    )
    return {row.case_id: row for row in rows}


def _police_list(actor: Actor) -> None:
    """These rows are for roles that read who and what in full (section e); others have none."""
    if actor.role not in POLICE:
        raise NotFound


def _own(actor: Actor) -> ColumnElement[bool]:
    """What an investigator leads, or leads for a colleague; of anybody else, all that they see."""
    if actor.role not in INVESTIGATORS:
        return true()
    return or_(Case.lead_id == actor.user_id, access.COVERS.finds(actor))


def _capped(query: Select[int]) -> int:
    return len(db.session.scalars(query.limit(CAP)).all())


def _page(
    actor: Actor,
    where: Sequence[ColumnElement[bool]],
    filters: Filters,
    after: str | None,
    act: str,
) -> Page:
    at, due = now(), picture.due_to(actor)
    with reading():
        query = _narrowed(actor, select(Case, due.label("due")).where(*where), filters)
        found = db.session.execute(_after(query, due, after).limit(PAGE + 1)).all()
        last = found[PAGE - 1] if len(found) > PAGE else None
        cursor = cursor_at(last.due, last.Case.id) if last else None
        cases = [row.Case for row in found]
        gone = picture.lapsed(actor, [case.id for case in cases[:PAGE]], at)
        shown = [case for case in cases[:PAGE] if case.id not in gone]
        rows = _rows(actor, shown, at)
        seen = [(case.id, case.reference) for case in shown]
    trail.looked(actor, act, seen, ("identity", "allegation"), single=False)
    return Page(rows, cursor)


def _narrowed(actor: Actor, query: Listed, filters: Filters) -> Listed:
    """By what this reader is told of each case, and nothing else."""
    query = query.where(Case.closed_at.is_not(None) if filters.closed else Case.closed_at.is_(None))
    for column, value in ((Case.stage, filters.stage), (Case.pathway, filters.pathway),
                          (Case.area, filters.area)):  # fmt: skip
        if value:
            query = query.where(column == value)
    untold = picture.rerouted_since(actor, filters.pathway) if filters.pathway else ()
    return query.where(Case.id.not_in(untold)) if untold else query


def _after(query: Listed, due: ColumnElement[Due], after: str | None) -> Listed:
    """Soonest deadline first, cases without one last; the cursor is the last row's own place."""
    query = query.order_by(due.asc().nulls_last(), Case.id.desc())
    if not after:
        return query
    at, case_id = place_of(after)
    if at is None:
        return query.where(due.is_(None), Case.id < case_id)
    later = or_(due > at, due.is_(None))
    return query.where(or_(later, and_(due == at, Case.id < case_id)))


def _rows(actor: Actor, cases: Sequence[Case], at: dt.datetime) -> tuple[Row, ...]:
    ids = [case.id for case in cases]
    people = {
        row.case_id: row
        for row in db.session.scalars(
            select(Person).where(Person.case_id.in_(ids), Person.role == "potential_victim")
        )
    }
    wanted = {case.lead_team_id for case in cases} - {None}
    teams = dict(db.session.execute(select(Team.id, Team.name).where(Team.id.in_(wanted))).all())
    gone = picture.handed_over(actor, cases)
    return tuple(
        picture.row(
            case,
            people.get(case.id),
            teams.get(case.lead_team_id or 0, ""),
            at,
            gone.get(case.id),
        )
        for case in cases
    )
