"""What a board is told of its area: counts of people, none small enough to point at one (AC12)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from referrals import trail
from referrals.actor import Actor
from referrals.clock import LONDON, today
from referrals.db import db, reading
from referrals.errors import NotFound
from referrals.models import Area, Case, CaseClock, CaseTrack, Task
from workflows.clocks import OVER_WITH_ITS_DAY
from workflows.figures import CLOCKS, TABLES, TASKS, Quarter, Table, categories, quarters
from workflows.four_ps import SERVES
from workflows.sharing import Tier
from workflows.suppression import TOTAL, Cell, Grid, shown

BOARDS = frozenset({"lscb_member", "sab_member"})
NOBODYS_DELAY = OVER_WITH_ITS_DAY | {"internal"}


@dataclass(frozen=True)
class Counted:
    """One category and how many; none when that is not shown."""

    code: str
    label: str
    count: int | None


@dataclass(frozen=True)
class Chart:
    """One table for the chosen period, with its total."""

    code: str
    what: str
    lines: tuple[Counted, ...]
    total: int | None


@dataclass(frozen=True)
class Period:
    """A period that may be chosen."""

    code: str
    label: str


@dataclass(frozen=True)
class Figures:
    """All tables of one board's own area for one period, and the periods there are."""

    area: str
    area_name: str
    people: str
    period: str
    period_label: str
    periods: tuple[Period, ...]
    charts: tuple[Chart, ...]


def figures(actor: Actor, period: str | None = None, area: str | None = None) -> Figures:
    """The figures of the board's own area; any other area is not there for it (R23, R12)."""
    if actor.role not in BOARDS or actor.area is None or area not in {None, "", actor.area}:
        raise NotFound
    four = quarters(today())
    year = Period("year", f"Year to {four[-1].after - dt.timedelta(days=1):%-d %B %Y}")
    periods = (year, *(Period(row.code, row.label) for row in reversed(four)))
    chosen = next((row for row in periods if row.code == (period or year.code)), None)
    if chosen is None:
        raise NotFound
    with reading():
        name = db.session.scalar(select(Area.name).where(Area.code == actor.area)) or actor.area
        grids = _grids(actor, four)
    row = TOTAL if chosen is year else chosen.code
    charts = tuple(_chart(table, grids[table.code], row) for table in TABLES)
    trail.looked(actor, "figures.read", (), (Tier.SAFEGUARDING,), single=False)
    people = "children" if actor.role == "lscb_member" else "adults"
    return Figures(actor.area, name, people, chosen.code, chosen.label, periods, charts)


def _chart(table: Table, grid: Grid, row: str) -> Chart:
    cells = shown(grid)
    lines = (Counted(code, label, cells[row, code]) for code, label in table.categories.items())
    return Chart(table.code, table.what, tuple(lines), cells[row, TOTAL])


def _grids(actor: Actor, four: tuple[Quarter, ...]) -> dict[str, Grid]:
    """Each table as counted, quarter by quarter; nothing of it is shown before it is suppressed."""
    counted: dict[str, Counter[Cell]] = {table.code: Counter() for table in TABLES}
    for opened_at, stage, pathway, nrm, support in db.session.execute(_cases(actor, four)):
        for table, category in categories(stage, pathway, nrm, support).items():
            counted[table][_quarter(opened_at, four), category] += 1
    for opened_at, state in db.session.execute(_clocks(actor, four)):
        counted[CLOCKS.code][_quarter(opened_at, four), state] += 1
    for quarter, _, four_p in _served(actor, four):
        counted[TASKS.code][quarter, four_p] += 1
    codes = tuple(row.code for row in four)
    return {
        table.code: Grid(codes, tuple(table.categories), counted[table.code]) for table in TABLES
    }


def _cases(actor: Actor, four: tuple[Quarter, ...]) -> Select[dt.datetime, str, str, str, str]:
    nrm, support = aliased(CaseTrack), aliased(CaseTrack)
    return (
        select(Case.opened_at, Case.stage, Case.pathway, nrm.state, support.state)
        .join(nrm, nrm.case_id == Case.id)
        .join(support, support.case_id == Case.id)
        .where(nrm.kind == "nrm", support.kind == "support", *_counted(actor, four))
    )


def _clocks(actor: Actor, four: tuple[Quarter, ...]) -> Select[dt.datetime, str]:
    return (
        select(Case.opened_at, CaseClock.state)
        .join(CaseClock, CaseClock.case_id == Case.id)
        .where(CaseClock.state.in_(CLOCKS.categories), CaseClock.kind.not_in(NOBODYS_DELAY))
        .where(*_counted(actor, four))
    )


def _served(actor: Actor, four: tuple[Quarter, ...]) -> set[tuple[str, int, str]]:
    """Each person once under every P: many tasks of one must not look like many people (AC12).

    What the rules asked for, done or still to do; not what was found not to be needed.
    """
    rows = db.session.execute(
        select(Case.opened_at, Case.id, Task.code)
        .join(Task, Task.case_id == Case.id)
        .where(Task.code.in_(SERVES), Task.state != "withdrawn", *_counted(actor, four))
    )
    return {(_quarter(at, four), case_id, SERVES[code or ""]) for at, case_id, code in rows}


def _counted(actor: Actor, four: tuple[Quarter, ...]) -> tuple[ColumnElement[bool], ...]:
    """Children or adults, as the board is; a restricted case is in no count (R27)."""
    adults = Case.age_band == "adult"
    return (
        Case.area == actor.area,
        Case.restricted.is_(False),
        adults if actor.role == "sab_member" else ~adults,
        Case.opened_at >= _begins(four[0].first),
        Case.opened_at < _begins(four[-1].after),
    )


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC)


def _quarter(at: dt.datetime, four: tuple[Quarter, ...]) -> str:
    day = at.astimezone(LONDON).date()
    return next(row.code for row in four if row.first <= day < row.after)
