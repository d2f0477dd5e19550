"""The rows a picture is made of, in as many queries as there are kinds of row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from referrals.db import db
from referrals.facts import bank_holidays, events_of
from referrals.models import Case, CaseClock, Event, Note, Person, Share, Task, Team, User


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
    teams: Mapping[int, str]
    holidays: frozenset[date]

    @property
    def victim(self) -> Person | None:
        return next((row for row in self.persons if row.role == "potential_victim"), None)

    def name(self, user_id: int | None) -> str:
        return self.names.get(user_id or 0, "")


def rows_of(case: Case) -> Rows:
    """Load a fetched case's rows."""
    case_id = case.id
    events = list(events_of(case_id))
    notes = _all(Note, case_id)
    tasks = _all(Task, case_id)
    shares = db.session.scalars(
        select(Share).where(Share.case_id == case_id).options(joinedload(Share.organisation))
    ).all()
    people = {row.by_id for row in events} | {row.by_id for row in notes}
    people |= {case.logged_by_id, case.lead_id, case.owner_id} | {row.user_id for row in tasks}
    people |= {row.offered_by_id for row in shares}
    teams = {case.lead_team_id, case.logged_team_id} | {row.team_id for row in tasks}
    return Rows(
        case=case,
        events=events,
        notes=notes,
        persons=_all(Person, case_id),
        clocks=_all(CaseClock, case_id),
        tasks=tasks,
        shares=shares,
        names=_names(User, people),
        teams=_names(Team, teams),
        holidays=bank_holidays(),
    )


Under = TypeVar("Under", Note, Person, CaseClock, Task)


def _all(model: type[Under], case_id: int) -> Sequence[Under]:
    return db.session.scalars(select(model).where(model.case_id == case_id)).all()


def _names(model: type[User] | type[Team], ids: set[int | None]) -> Mapping[int, str]:
    wanted = {row for row in ids if row is not None}
    if not wanted:
        return {}
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(wanted))).all())
