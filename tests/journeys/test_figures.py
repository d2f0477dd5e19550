"""A board's figures: its own area alone, no name, and nothing that points at somebody (AC12)."""

import datetime as dt
from itertools import product

import pytest
import time_machine
from sqlalchemy import select, update

from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.errors import NotFound
from referrals.models import Case, Task, User
from referrals.services import figures
from referrals.sessions import actor_as
from tests import factories
from tests.attacks import TOTAL, determined, parts, sums

BOARDS = ("lscb_member", "sab_member")


def earlier(months=2):
    """Let every case have been logged in a quarter that is over."""
    with writing():
        at = now() - dt.timedelta(days=30 * months)
        db.session.execute(update(Case).values(opened_at=at))


def test_six_children_are_counted_and_four_are_not(world, seats):
    for _ in range(6):
        factories.log(world)
    for _ in range(4):
        factories.log(world, "adult")
    earlier(3)

    children = seats.program("marsh").seen("/api/reports/board")
    assert children["area"] == "coventry"
    assert children["period_label"] == "Year to 31 December 2025"
    stages = next(row for row in children["charts"] if row["code"] == "stages")
    assert stages["total"] == 6
    assert {row["code"]: row["count"] for row in stages["lines"]}["initial_response"] is None
    adults = seats.program("pell").seen("/api/reports/board", period="2025-q4")
    assert {row["count"] for chart in adults["charts"] for row in chart["lines"]} == {None}

    page = seats.page("pell").get("/reports/board?period=2025-q4").text
    assert page.count("Too few people are counted here to show any figure") == 1
    assert "not shown</" not in page
    page = seats.page("marsh").get("/reports/board?period=year&area=coventry")
    assert page.status_code == 200
    assert "Show the numbers" in page.text
    assert "RP-" not in page.text
    table = seats.page("marsh").get("/reports/board.csv?period=year")
    assert table.mimetype == "text/csv"
    assert "Coventry,children,Year to 31 December 2025," in table.text
    assert table.text.count(",6\r\n") == page.text.count(">6</td>")


def test_what_was_asked_to_be_done_is_told_by_the_four_ps(world, seats):
    """S18: five trafficked children a quarter, and a sixth in the last one.

    The rules give each a plan (prevent), a guardian and a pack (prepare). To all but the sixth
    comes a crime to record, twice, and a report; to the sixth what is not needed.
    """
    stories = [factories.log(world) for _ in range(21)]
    with writing():
        for number, story in enumerate(stories):
            case = factories.row(story)
            case.opened_at = now() - dt.timedelta(days=90 * (number % 4 + 1))
            states = ("withdrawn",) if number == 20 else ("done", "asked")
            for code, state in product(("record_crime", "missing_report", None), states):
                db.session.add(Task(case_id=case.id, code=code, state=state, asked_at=now()))
    marsh = seats.program("marsh")
    for period, by_hand in (("2025-q4", (5, 6, 5, 6)), ("year", (20, 21, 20, 21))):
        charts = marsh.seen("/api/reports/board", period=period)["charts"]
        told = next(row for row in charts if row["code"] == "four_ps")
        counts = {row["label"]: row["count"] for row in told["lines"]}
        names = ("Pursue", "Prevent", "Protect", "Prepare")
        assert counts == dict(zip(names, by_hand, strict=True))
    page = seats.page("marsh").get("/reports/board").text
    assert "Something that serves to prevent was asked for 21 people" in page


def test_a_restricted_case_is_in_no_count(world):
    stories = [factories.claimed(world) for _ in range(6)]
    earlier(3)
    assert figures.figures(world.marsh).charts[0].total == 6
    factories.restrict(stories[0], world.lowe)
    factories.restrict(stories[1], world.lowe)
    assert figures.figures(world.marsh).charts[0].total is None


def test_of_another_area_or_for_another_reader_there_is_nothing(world):
    for name in ("lowe", "nair", "grant", "admin", "audit", "hallam", "adeyemi"):
        with pytest.raises(NotFound):
            figures.figures(world.actors[name])
    for wrong in ({"area": "sandwell"}, {"period": "2024-q1"}, {"period": "2026-q1"}):
        with pytest.raises(NotFound):
            figures.figures(world.marsh, **wrong)
    assert figures.figures(world.marsh, "year", "coventry")


@pytest.fixture(scope="module")
def copy(seeded, run_folder, app_on):
    """The application over a copy of the demonstration data."""
    return app_on(seeded.copy(run_folder / f"figures-{id(seeded)}.sqlite3"))


def test_no_pair_of_pages_of_the_demonstration_gives_a_small_count_away(copy):
    """Every board, every period it is offered: all that they show, put side by side."""
    with copy.app_context(), time_machine.travel(_after(copy)):
        checked = sum(_attacked(person) for person in _members())
        db.session.remove()
    assert checked > 50


def _after(copy):
    """A day in the quarter after the newest case: by then all are counted."""
    with reading():
        newest = db.session.scalar(select(Case.opened_at).order_by(Case.opened_at.desc()))
    return newest + dt.timedelta(days=92)


def _members():
    with reading():
        users = db.session.scalars(select(User).where(User.role.in_(BOARDS))).all()
        return [actor_as(user, user.organisation, None) for user in users]


def _attacked(member):
    """How many hidden counts were tried, none of which was found out."""
    pages = [figures.figures(member)]
    pages += [figures.figures(member, period.code) for period in pages[0].periods[1:]]
    tried = 0
    for number, chart in enumerate(pages[0].charts):
        seen = {}
        for page in pages:
            row = TOTAL if page.period == "year" else page.period
            shown = page.charts[number]
            seen |= {(row, line.code): line.count for line in shown.lines}
            seen[row, TOTAL] = shown.total
        rows = [page.period for page in pages[1:]]
        columns = [line.code for line in chart.lines]
        known = sums(rows, columns, seen)
        for cell, count in seen.items():
            assert count is None or count >= 5, (member, chart.code, cell)
            if count is None and known:
                assert not determined(known, parts(cell, rows, columns)), (chart.code, cell)
            tried += count is None
    return tried
