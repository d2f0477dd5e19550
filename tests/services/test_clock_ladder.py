"""Warnings, and the ladder on silence: each rung told once, and to the right hand."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals import outbox, worker
from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.errors import Invalid
from referrals.models import BankHoliday, Case, CaseClock, Notice, TrailChange, User
from referrals.picture.clock_words import clock_view
from referrals.services import holidays, tasks, upkeep
from tests import factories
from tests.factories import World

WEDNESDAY = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as travelling:
        yield travelling


@pytest.fixture
def world(app: Flask, clock) -> World:
    return factories.world()


@pytest.fixture
def only_rhi(world):
    """A child who came back on Wednesday at 9; every other clock of the case is silent."""
    story = factories.claimed(world)
    factories.record(world.nair, story, "returned", at=WEDNESDAY)
    keep_only(story, "RHI")
    return story


def keep_only(story, code):
    """A minimum climbs no ladder, whatever else becomes of it."""
    with writing():
        for row in rows(story):
            if row.code != code:
                row.kind, row.next_rung_at = "minimum", None
        db.session.query(Notice).delete()


def rows(story, code=None):
    found = select(CaseClock).join(Case).where(Case.reference == story.reference)
    return list(db.session.scalars(found.where(CaseClock.code == code) if code else found))


def told():
    """Who has been promised what, in order."""
    with reading():
        found = select(Notice.topic, User.name).join(User, User.id == Notice.user_id)
        return [(row.topic, row.name) for row in db.session.execute(found.order_by(Notice.id))]


def climb():
    while upkeep.climb():
        pass


def test_each_rung_is_told_once_and_to_its_own_receiver(only_rhi, clock):
    """72 hours from Wednesday 9:00: warned at 54, due at 72, then silence of 1 and 4 hours."""
    for hours, expected in (
        (53.9, []),
        (54, [("clock_due", "Nair")]),
        (71.9, [("clock_due", "Nair")]),
        (72, [("clock_due", "Nair"), ("clock_missed", "Nair")]),
        (73, [("clock_due", "Nair"), ("clock_missed", "Nair"),
              ("clock_unanswered", "Lowe"), ("clock_unanswered", "Dray")]),
        (76, [("clock_due", "Nair"), ("clock_missed", "Nair"),
              ("clock_unanswered", "Lowe"), ("clock_unanswered", "Dray"),
              ("clock_unanswered", "Hallam"), ("clock_unanswered", "Abara")]),
    ):  # fmt: skip
        clock.move_to(WEDNESDAY + dt.timedelta(hours=hours))
        upkeep.reckon()
        climb()
        climb()
        assert told() == expected, hours

    clock.move_to(WEDNESDAY + dt.timedelta(days=40))
    upkeep.reckon()
    climb()
    assert len(told()) == 6
    assert factories.count(TrailChange, act="clock.escalated") == 4


def test_a_right_that_was_not_used_is_over_and_is_nobodys_delay():
    day = dt.timedelta(days=1)
    right = CaseClock(
        id=1, code="RECON", what="Last day to ask", kind="limit", state="missed",
        unit="calendar days", started=WEDNESDAY - 31 * day, due=WEDNESDAY - day,
        outstanding=False, climbed=[],
    )  # fmt: skip

    seen = clock_view(right, WEDNESDAY)
    assert (seen.state, seen.left, seen.tone) == ("missed", "Over", "met_late")


def test_of_what_is_told_on_its_day_a_review_can_be_late_and_a_birthday_cannot():
    """R22: what waits for somebody to do it is missed, in the rules and on the page alike."""
    day = dt.timedelta(days=1)
    known = {
        "what": "Its day", "kind": "internal", "state": "running", "unit": "calendar days",
        "started": WEDNESDAY - 31 * day, "due": WEDNESDAY - day, "outstanding": True, "climbed": [],
    }  # fmt: skip
    review = clock_view(CaseClock(id=1, code="REVIEW_30", **known), WEDNESDAY)
    birthday = clock_view(CaseClock(id=2, code="AGE18", **known), WEDNESDAY)

    assert (review.state, review.tone) == ("missed", "late")
    assert birthday.state == "met"


def test_an_answer_ends_the_ladder(world, only_rhi, clock):
    clock.move_to(WEDNESDAY + dt.timedelta(hours=54))
    climb()
    with reading():
        number = rows(only_rhi, "RHI")[0].id
    tasks.meet_clock(world.nair, only_rhi.reference, number, "Held at her aunt's")
    clock.move_to(WEDNESDAY + dt.timedelta(days=5))
    climb()

    assert told() == [("clock_due", "Nair")]


def test_while_nobody_leads_the_supervisor_of_the_team_is_the_owner(world, clock):
    story = factories.safe(world)
    keep_only(story, "REVIEW_7D")
    clock.move_to(now() + dt.timedelta(days=5, hours=12))
    climb()

    assert told() == [("clock_due", "Lowe"), ("clock_due", "Dray")]


def test_a_worker_that_was_away_warns_nobody_of_what_has_passed(only_rhi, clock):
    clock.move_to(WEDNESDAY + dt.timedelta(hours=72, minutes=30))
    climb()

    assert told() == [("clock_missed", "Nair")]
    with reading():
        steps = rows(only_rhi, "RHI")[0].climbed
    assert [(step["rung"], step["told"]) for step in steps] == [("warning", 0), ("due", 1)]


def test_a_conflict_and_a_restriction_keep_a_notice_from_whoever_may_not_open_it(
    world, only_rhi, clock
):
    factories.conflict(only_rhi, world.lowe)
    clock.move_to(WEDNESDAY + dt.timedelta(hours=73))
    climb()
    assert ("clock_unanswered", "Lowe") not in told()
    assert ("clock_unanswered", "Dray") in told()

    factories.restrict(only_rhi, world.nair, world.dray)
    clock.move_to(WEDNESDAY + dt.timedelta(hours=76))
    climb()
    assert [name for topic, name in told() if name in {"Hallam", "Abara"}] == []


def test_what_leaves_the_service_holds_no_reference_and_no_name(only_rhi, clock):
    clock.move_to(WEDNESDAY + dt.timedelta(hours=80))
    climb()
    sent = []
    while outbox.drain(sent.append, "https://referrals.example.test"):
        pass

    assert len(sent) == 5
    for message in sent:
        assert only_rhi.reference not in message.subject + message.body + message.link
        assert "Kayla" not in message.subject + message.body
    assert {message.subject for message in sent} == {
        "A time limit of yours has passed",
        "A time limit has passed, and nobody has answered",
    }


def test_a_closed_case_climbs_no_more(only_rhi, clock):
    with writing():
        factories.row(only_rhi).closed_at = now()
    clock.move_to(WEDNESDAY + dt.timedelta(days=9))
    climb()

    assert told() == []


@pytest.fixture
def referred(world):
    """The council had the referral on 1 July: 45 working days, to Thursday 3 September."""
    story = factories.claimed(world)
    factories.record(world.adeyemi, story, "la_referral_received", at=WEDNESDAY)
    return story


def due(story, code):
    with reading():
        [row] = rows(story, code)
        return row.due_day.isoformat()


def test_a_bank_holiday_added_late_moves_what_runs_and_nothing_that_has_passed(
    world, referred, clock
):
    """R1: the local target of 1 working day passed on Thursday; the 45 run on over the 6th."""
    assert (due(referred, "LA_DECISION"), due(referred, "CHILD_ASSESS")) == (
        "2026-07-02",
        "2026-09-03",
    )
    clock.move_to(WEDNESDAY + dt.timedelta(days=2))
    upkeep.reckon()
    holidays.add(None, dt.date(2026, 7, 2), "A day of mourning")
    holidays.add(None, dt.date(2026, 7, 6), "Another")
    moved = holidays.recount()

    assert (due(referred, "LA_DECISION"), due(referred, "CHILD_ASSESS")) == (
        "2026-07-02",
        "2026-09-07",
    )
    with reading():
        [late] = rows(referred, "LA_DECISION")
        assert late.state == "missed", "R22"
    assert moved == factories.count(TrailChange, act="clock.recounted") >= 1
    assert factories.count(TrailChange, act="holiday.added") == 2
    assert ("clock_recounted", "Nair") in told()
    assert holidays.recount() == 0
    assert [each.counted for each in holidays.added()] == [True, True]


def test_counting_twice_is_counting_once(referred, clock):
    holidays.add(None, dt.date(2026, 7, 6), "A day of mourning")
    holidays.recount()
    with writing():
        db.session.query(BankHoliday).update({"recounted_at": None})

    assert holidays.recount() == 0
    assert due(referred, "CHILD_ASSESS") == "2026-09-04"


def test_what_starts_later_is_counted_over_it_from_the_first(world, clock):
    holidays.add(None, dt.date(2026, 7, 2), "A day of mourning")
    story = factories.claimed(world)
    factories.record(world.adeyemi, story, "la_referral_received", at=WEDNESDAY)

    assert due(story, "LA_DECISION") == "2026-07-03"


def test_a_day_that_is_known_is_not_added_again(world):
    holidays.add(None, dt.date(2026, 7, 6), "A day of mourning")
    for day in (dt.date(2026, 7, 6), dt.date(2026, 12, 25)):
        with pytest.raises(Invalid):
            holidays.add(None, day, "Again")


def test_past_the_end_of_the_table_the_answer_says_so(world):
    assert holidays.past_the_table(dt.date(2030, 12, 25)) == ""
    assert "not for 2031" in holidays.past_the_table(dt.date(2031, 5, 1))


def test_the_worker_counts_reckons_and_climbs(app, only_rhi, clock):
    holidays.add(None, dt.date(2026, 7, 6), "A day of mourning")
    clock.move_to(WEDNESDAY + dt.timedelta(hours=72, minutes=1))
    worker.reckon_clocks(app.config["SETTINGS"])

    with reading():
        assert rows(only_rhi, "RHI")[0].state == "missed"
    assert told() == [("clock_recounted", "Nair"), ("clock_missed", "Nair")]
    assert holidays.recount() == 0
