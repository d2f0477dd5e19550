"""The rows a picture is made of, in as many queries as there are kinds of row."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, bindparam, literal, select, true, union_all

from referrals.access import HELD_BY_AUTHORITY
from referrals.db import db
from referrals.facts import Known
from referrals.models import (
    BankHoliday,
    Case,
    CaseClock,
    Event,
    Note,
    Organisation,
    Person,
    Share,
    Task,
    Team,
    User,
)
from referrals.picture.standings import CASE, STANDINGS, Standing, told
from workflows.agencies import POLICE


@dataclass(frozen=True)
class Rows:
    """Everything stored under one case, before anything is taken away."""

    case: Case
    events: Sequence[Event]
    notes: Sequence[Note]
    persons: Sequence[Person]
    clocks: Sequence[CaseClock]
    tasks: Sequence[Task]
    shares: Sequence[Share]
    names: Mapping[int, str]
    police: frozenset[int]
    teams: Mapping[int, str]
    authorities: Mapping[int, str]
    standings: Sequence[Standing]
    holidays: frozenset[date]

    @property
    def victim(self) -> Person | None:
        return next((row for row in self.persons if row.role == "potential_victim"), None)

    def name(self, user_id: int | None) -> str:
        return self.names.get(user_id or 0, "")


def rows_of(case: Case, known: Known, shares: Sequence[Share], *, standings: bool = False) -> Rows:
    """Load the rest of a fetched case's rows, in four queries; and who has a standing, if asked."""
    notes, tasks = _all(Note, case.id, Note.recorded_at), _all(Task, case.id, Task.asked_at)
    clocks, holidays = _clocks(case.id)
    people = {row.by_id for row in known.events} | {row.by_id for row in notes}
    people |= {case.logged_by_id, case.lead_id, case.owner_id} | {row.user_id for row in tasks}
    people |= {row.offered_by_id for row in shares}
    teams = {case.lead_team_id, case.logged_team_id} | {row.team_id for row in tasks}
    called = _called(case, people - {None}, teams - {None}, standings=standings)
    return Rows(
        case=case,
        events=known.events,
        notes=notes,
        persons=known.persons,
        clocks=clocks,
        tasks=tasks,
        shares=shares,
        names=_named("people", called),
        police=frozenset(_police(called)),
        teams=_named("teams", called),
        authorities=_named("authorities", called),
        standings=[row for row in called if row.kind not in NAMES],
        holidays=holidays,
    )


def rows_over(case: Case, known: Known) -> Rows:
    """Those alone of which the heading of a case and its tabs tell, in two queries."""
    tasks = _all(Task, case.id, Task.asked_at)
    people = {case.logged_by_id, case.lead_id} | {row.user_id for row in tasks}
    teams = {case.lead_team_id} | {row.team_id for row in tasks}
    called = _called(case, people - {None}, teams - {None}, standings=False)
    return Rows(
        case=case,
        events=known.events,
        notes=(),
        persons=known.persons,
        clocks=(),
        tasks=tasks,
        shares=(),
        names=_named("people", called),
        police=frozenset(),
        teams=_named("teams", called),
        authorities={},
        standings=(),
        holidays=frozenset(),
    )


Under = TypeVar("Under", Note, Task)


def _all(model: type[Under], case_id: int, since: Any) -> Sequence[Under]:
    rows = select(model).where(model.case_id == case_id).order_by(since, model.id)
    return db.session.scalars(rows).all()


def _clocks(case_id: int) -> tuple[Sequence[CaseClock], frozenset[date]]:
    """The clocks, and the few days added to the rule book's table, each beside each (R1)."""
    rows = db.session.execute(
        select(CaseClock, BankHoliday.day)
        .outerjoin(BankHoliday, true())
        .where(CaseClock.case_id == case_id)
        .order_by(CaseClock.id)
    ).all()
    clocks = tuple(dict.fromkeys(clock for clock, _ in rows))
    return clocks, frozenset({day for _, day in rows} - {None})


NAMES = ("people", "teams", "authorities")
_USERS, _TEAMS, _TOLD = map(literal, NAMES)
TOLD = (
    told(_TOLD, (Organisation.id, Organisation.name))
    .join(Case, HELD_BY_AUTHORITY)
    .where(Case.id == CASE)
)
"""The authorities that were told of a case, and hold it."""
_NAMED = (
    told(_USERS, (User.id, User.name), User.role).where(
        User.id.in_(bindparam("people", expanding=True))
    ),
    told(_TEAMS, (Team.id, Team.name)).where(Team.id.in_(bindparam("teams", expanding=True))),
    TOLD,
)
_CALLED: Mapping[bool | None, CompoundSelect[Any]] = {
    None: union_all(*_NAMED),
    **{restricted: union_all(*_NAMED, *parts) for restricted, parts in STANDINGS.items()},
}


def _called(
    case: Case, people: Collection[int | None], teams: Collection[int | None], *, standings: bool
) -> Sequence[Standing]:
    """What people, teams and the authorities that hold the case are called, in one query."""
    asked = _CALLED[case.restricted if standings else None]
    told_of = {"case": case.id, "people": list(people), "teams": list(teams)}
    return [Standing(*row) for row in db.session.execute(asked, told_of)]


def _police(rows: Sequence[Standing]) -> Iterable[int]:
    return (row.number for row in rows if row.kind == "people" and row.role in POLICE)


def _named(kind: str, rows: Sequence[Standing]) -> Mapping[int, str]:
    return {row.number: row.name for row in rows if row.kind == kind}
