"""The rows a picture is made of, in as many queries as there are kinds of row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import literal, select
from sqlalchemy.orm import joinedload

from referrals.db import db
from referrals.facts import Known, bank_holidays
from referrals.models import Case, CaseClock, Event, Note, Person, Share, Task, Team, User
from referrals.redaction import Holding


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


def rows_of(case: Case, known: Known, holding: Holding) -> Rows:
    """Load a fetched case's rows; who holds it by a share needs no other share than that."""
    case_id = case.id
    notes = _all(Note, case_id)
    tasks = _all(Task, case_id)
    shares = (holding.share,) if holding.share else shares_of(case_id)
    people = {row.by_id for row in known.events} | {row.by_id for row in notes}
    people |= {case.logged_by_id, case.lead_id, case.owner_id} | {row.user_id for row in tasks}
    people |= {row.offered_by_id for row in shares}
    teams = {case.lead_team_id, case.logged_team_id} | {row.team_id for row in tasks}
    names, called = _names(people, teams)
    return Rows(
        case=case,
        events=known.events,
        notes=notes,
        persons=known.persons,
        clocks=_all(CaseClock, case_id),
        tasks=tasks,
        shares=shares,
        names=names,
        teams=called,
        holidays=bank_holidays(),
    )


def shares_of(case_id: int) -> Sequence[Share]:
    """Every share of a case, with whom."""
    rows = select(Share).where(Share.case_id == case_id).options(joinedload(Share.organisation))
    return db.session.scalars(rows).all()


Under = TypeVar("Under", Note, CaseClock, Task)


def _all(model: type[Under], case_id: int) -> Sequence[Under]:
    return db.session.scalars(select(model).where(model.case_id == case_id)).all()


def _names(
    people: set[int | None], teams: set[int | None]
) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """What people and teams are called, in one query."""
    rows = db.session.execute(
        select(literal(True), User.id, User.name)
        .where(User.id.in_(people - {None}))
        .union_all(select(literal(False), Team.id, Team.name).where(Team.id.in_(teams - {None})))
    ).all()
    return (
        {number: name for person, number, name in rows if person},
        {number: name for person, number, name in rows if not person},
    )
