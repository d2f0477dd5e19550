"""The rows a picture is made of, in as many queries as there are kinds of row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import literal, or_, select, true, union_all

from referrals.clock import now
from referrals.db import db
from referrals.facts import Known
from referrals.models import (
    Assignment,
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
from referrals.picture.summary import POLICE_LEAD
from workflows.agencies import POLICE

AUTHORITIES = ("la_children", "la_adults")
"""Standings of the local authorities that were told of a case."""


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
    police: Mapping[int, str]
    teams: Mapping[int, str]
    authorities: Mapping[int, str]
    holidays: frozenset[date]

    @property
    def victim(self) -> Person | None:
        return next((row for row in self.persons if row.role == "potential_victim"), None)

    def name(self, user_id: int | None) -> str:
        return self.names.get(user_id or 0, "")

    def names_to(self, unheard: Collection[str]) -> Mapping[int, str]:
        """Who did what: where nobody says who leads, everybody of the police is the police."""
        return {**self.names, **self.police} if "investigation" in unheard else self.names


def rows_of(case: Case, known: Known, shares: Sequence[Share]) -> Rows:
    """Load the rest of a fetched case's rows, in four queries."""
    notes, tasks = _all(Note, case.id), _all(Task, case.id)
    clocks, holidays = _clocks(case.id)
    people = {row.by_id for row in known.events} | {row.by_id for row in notes}
    people |= {case.logged_by_id, case.lead_id, case.owner_id} | {row.user_id for row in tasks}
    people |= {row.offered_by_id for row in shares}
    teams = {case.lead_team_id, case.logged_team_id} | {row.team_id for row in tasks}
    called = _names(case.id, people, teams)
    return Rows(
        case=case,
        events=known.events,
        notes=notes,
        persons=known.persons,
        clocks=clocks,
        tasks=tasks,
        shares=shares,
        names=called["people"],
        police=dict.fromkeys(called["police"], POLICE_LEAD),
        teams=called["teams"],
        authorities=called["authorities"],
        holidays=holidays,
    )


Under = TypeVar("Under", Note, Task)


def _all(model: type[Under], case_id: int) -> Sequence[Under]:
    return db.session.scalars(select(model).where(model.case_id == case_id)).all()


def _clocks(case_id: int) -> tuple[Sequence[CaseClock], frozenset[date]]:
    """The clocks, and the few days added to the rule book's table, each beside each (R1)."""
    rows = db.session.execute(
        select(CaseClock, BankHoliday.day)
        .outerjoin(BankHoliday, true())
        .where(CaseClock.case_id == case_id)
    ).all()
    clocks = tuple(dict.fromkeys(clock for clock, _ in rows))
    return clocks, frozenset({day for _, day in rows} - {None})


def _names(
    case_id: int, people: set[int | None], teams: set[int | None]
) -> Mapping[str, Mapping[int, str]]:
    """What people, teams and the authorities that hold the case are called, in one query."""
    rows = db.session.execute(
        union_all(
            select(literal("people"), User.id, User.name).where(User.id.in_(people - {None})),
            select(literal("police"), User.id, User.name).where(
                User.id.in_(people - {None}), User.role.in_(POLICE)
            ),
            select(literal("teams"), Team.id, Team.name).where(Team.id.in_(teams - {None})),
            select(literal("authorities"), Organisation.id, Organisation.name)
            .join(Assignment, Assignment.organisation_id == Organisation.id)
            .where(Assignment.case_id == case_id, Assignment.standing.in_(AUTHORITIES))
            .where(or_(Assignment.until.is_(None), Assignment.until > now())),
        )
    )
    found: dict[str, dict[int, str]] = {
        "people": {}, "police": {}, "teams": {}, "authorities": {},
    }  # fmt: skip
    for kind, number, name in rows:
        found[kind][number] = name
    return found
