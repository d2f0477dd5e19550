"""AU6 and RL1 on real trail rows: found the day after, sampled every week, stopped at the limit."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from referrals import trail
from referrals.credentials import hash_password
from referrals.db import db, reading, writing
from referrals.errors import Conflict, NotFound, Throttled
from referrals.models import LookFinding, Notice, User
from referrals.services import budget, documents, pathways, sampling, unusual
from referrals.services import reading as opening
from tests import factories
from tests.factories import TUESDAY, World
from tests.seats import Seats
from tests.web import form

PASSWORD = "correct horse battery"


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def world(clock, app: Flask) -> World:
    return factories.world()


def look(actor, times, case_id=1, act="case.read"):
    for _ in range(times):
        trail.looked(actor, act, [(case_id, "RP-1204-KT")], ("identity",), single=True)


def topics():
    with reading():
        return list(db.session.scalars(select(Notice.topic).where(Notice.topic.like("unusual%"))))


def test_the_day_after_each_line_says_which_rule_and_why(world, clock):
    story = factories.claimed(world)
    with writing():
        db.session.execute(update(User).where(User.name == "Marsh").values(name="Ada Marsh"))
        db.session.execute(update(User).where(User.name == "Dray").values(name="Ida Marsh"))
    opening.read(world.dray, story.reference)  # Kayla Marsh: the surname alone
    clock.move_to(dt.datetime(2026, 3, 10, 23, 30, tzinfo=dt.UTC))
    for other in [factories.claimed(world) for _ in range(3)]:
        pathways.standing(world.lowe, other.reference)
        opening.read(world.nair, other.reference)  # she claimed them: her work
    clock.move_to(dt.datetime(2026, 3, 11, 3, tzinfo=dt.UTC))

    assert unusual.look_back() == 2
    assert unusual.look_back() == 0
    found = {row.who: row.why for row in unusual.report(world.audit).findings}
    assert found == {
        "Ida Marsh": "Opened 1 case(s) with somebody of their own surname in it",
        "Lowe": "Opened 3 cases at night, without working on them",
    }
    assert topics() == ["unusual_viewing"]
    assert {row.who for row in unusual.report(world.lowe).findings} == {"Ida Marsh"}
    for name in ("nair", "hallam", "admin", "grant"):
        with pytest.raises(NotFound):
            unusual.report(world.actors[name])


def test_every_week_looks_are_drawn_and_somebody_else_answers_for_them(world, clock):
    stories = [factories.claimed(world) for _ in range(5)]
    for story in stories:
        documents.documents(world.nair, story.reference)
    clock.move_to(dt.datetime(2026, 3, 16, 6, tzinfo=dt.UTC))  # the next Monday
    assert sampling.draw_weekly() == 3
    assert sampling.draw_weekly() == 0

    mine = sampling.samples(world.lowe)
    assert {row.who for row in mine} == {"Nair"}
    assert len(mine) == 3
    assert sampling.samples(world.larch) == ()
    with pytest.raises(NotFound):
        sampling.samples(world.nair)
    sampling.answer(world.lowe, mine[0].id, "justified", "She leads it")
    with pytest.raises(Conflict):
        sampling.answer(world.dray, mine[0].id, "justified", "She leads it")
    with pytest.raises(NotFound):
        sampling.answer(world.audit, mine[1].id, "justified", "She leads it")

    clock.move_to(dt.datetime(2026, 3, 23, 23, 30, tzinfo=dt.UTC))
    assert sampling.remind_overdue() == 0
    clock.move_to(dt.datetime(2026, 3, 24, 1, tzinfo=dt.UTC))  # five working days are over
    assert (sampling.remind_overdue(), sampling.remind_overdue()) == (2, 0)
    assert sum(row.overdue for row in sampling.samples(world.audit)) == 2


def test_the_answer_by_pages_and_api(app, world, clock):
    story = factories.claimed(world)
    opening.read(world.nair, story.reference)
    clock.move_to(dt.datetime(2026, 3, 16, 6, tzinfo=dt.UTC))
    sampling.draw_weekly()
    seats = Seats(app, world)
    lowe = seats.page("lowe")
    token = sampling.samples(world.lowe)[0].id
    assert story.reference in lowe.get("/looks").text
    assert lowe.fill(f"/looks/{token}", {}).status_code == 422
    done = lowe.fill(f"/looks/{token}", {"answer": "not_justified", "words": "She cannot say"})
    assert done.status_code == 303
    assert "Not part of their work" in seats.page("audit").get("/looks").text
    assert seats.program("lowe").seen("/api/looks")["items"][0]["answer"] == "not_justified"
    assert seats.program("lowe").post(f"/api/looks/{token}", {
        "answer": "justified", "words": "x"}).status_code == 409  # fmt: skip
    assert seats.program("audit").seen("/api/audit/unusual")["rules"]
    assert "Nothing unusual was found" in seats.page("audit").get("/audit/unusual").text


def test_120_views_in_an_hour_are_told_of_and_300_are_the_last(world, clock):
    look(world.nair, 60)
    look(world.nair, 59, act="nrm.preview")  # every page of a case is a view of it
    budget.admit(world.nair)
    assert factories.count(LookFinding) == 0
    look(world.nair, 1)
    budget.admit(world.nair)
    budget.admit(world.nair)
    assert topics() == ["unusual_viewing"]
    look(world.nair, 180)
    with pytest.raises(Throttled) as refused:
        budget.admit(world.nair)
    assert refused.value.retry_after == 3600
    budget.admit(world.lowe)
    clock.shift(dt.timedelta(hours=1, seconds=1))
    budget.admit(world.nair)


def test_a_walk_of_a_thousand_references_ends_at_fifty(app, world):
    story = factories.claimed(world)
    browser = Seats(app, world).page("nair")
    answers = [browser.get(f"/cases/RP-{number}-ZZ").status_code for number in range(1000, 1060)]
    assert answers.count(404) == 50
    assert set(answers[50:]) == {429}
    elsewhere = f"/how-a-case-moves?case={story.reference}"  # named by it, and no part of it
    assert browser.get(elsewhere).status_code == 429
    assert browser.get(f"/cases/{story.reference}").status_code == 429  # alike: it learns nothing
    assert topics() == ["unusual_viewing"]
    with reading():
        assert db.session.scalars(select(LookFinding.rule)).all() == ["walk"]


def test_a_restricted_case_is_named_to_no_supervisor_who_is_not(world, clock):
    story = factories.claimed(world)
    opening.read(world.nair, story.reference)
    factories.restrict(story, world.nair, world.lowe)
    clock.move_to(dt.datetime(2026, 3, 16, 6, tzinfo=dt.UTC))
    assert sampling.draw_weekly() == 1
    assert sampling.samples(world.dray) == ()
    assert len(sampling.samples(world.lowe)) == 1


def miss(page, path, answers):
    """Send the form of a page with a reference that is not there, as often as fits an hour."""
    sent = form(page.get(path).text)
    tried = ({**answers, "other": each, "reference": each} for each in walked())
    return [page.send(path, sent, each).status_code for each in tried]


def walked():
    return [f"RP-{number}-ZZ" for number in range(1000, 1052)]


def test_a_walk_by_what_a_form_names_ends_at_fifty(app, world):
    """Whether it asks for a case to link, to compare or to open in an emergency (RL1)."""
    story, seats = factories.claimed(world), Seats(app, world)
    at = f"/cases/{story.reference}"
    linked = {"kind": "sibling", "sure": "likely"}
    tried = miss(seats.page("nair"), f"{at}/links/new", linked)
    assert (set(tried[:50]), set(tried[50:])) == ({422}, {429})

    lowe = seats.page("lowe")
    compared = [lowe.get(f"{at}/matches/{other}").status_code for other in walked()]
    assert (set(compared[:50]), set(compared[50:])) == ({404}, {429})

    with writing():
        db.session.execute(update(User).values(password_hash=hash_password(PASSWORD)))
    words = {"reason": "missing", "words": "Reported missing at two", "password": PASSWORD}
    opened = miss(seats.page("larch"), "/emergency-access", words)
    assert (set(opened[:50]), set(opened[50:])) == ({422}, {429})
