"""A clock is paused by a supervisor for a coded reason, seen as paused, and taken up again."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db, reading
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.models import Case, CaseClock, TrailChange
from referrals.services import clocks, holidays, upkeep
from referrals.services import reading as opened
from tests import factories
from tests.factories import World

WEDNESDAY = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
WHY = "An interpreter of her language comes on Monday"


@pytest.fixture
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as travelling:
        yield travelling


@pytest.fixture
def world(app: Flask, clock) -> World:
    return factories.world()


@pytest.fixture
def story(world):
    """Logged on Monday 29 June: why not yet an NRM referral is due on Monday 6 July (R15)."""
    return factories.claimed(world)


def row(story, code="NRM_WHY_5D"):
    with reading():
        found = select(CaseClock).join(Case).where(Case.reference == story.reference)
        return db.session.scalars(found.where(CaseClock.code == code)).first()


def pause(who, story, code="NRM_WHY_5D", reason="interpreter", **more):
    return clocks.pause(who, story.reference, row(story, code).id, reason, WHY, **more)


def resume(who, story, code="NRM_WHY_5D"):
    return clocks.resume(who, story.reference, row(story, code).id)


def page(who, story, code="NRM_WHY_5D"):
    return clocks.show(who, story.reference, row(story, code).id)


def test_a_paused_clock_says_who_why_and_what_remains(world, story, clock):
    pause(world.lowe, story)
    clock.move_to(WEDNESDAY + dt.timedelta(days=20))
    upkeep.reckon()
    found = page(world.nair, story)

    assert (found.clock.state, found.clock.tone, found.clock.left) == ("paused",) * 2 + ("Paused",)
    assert found.clock.note == (
        "Lowe, 1 Jul: waiting for an interpreter. 3 working days left when it restarts"
    )
    assert [(p.by, p.reason, p.until, p.words) for p in found.pauses] == [
        ("Lowe", "Waiting for an interpreter", None, WHY)
    ]
    assert found.ladder == ()
    assert [c.note for c in opened.read(world.nair, story.reference).clocks if c.note]


def test_taking_it_up_adds_the_time_it_stood_still(world, story, clock):
    """Thursday, Friday and Monday are lost of 5 working days from Monday 29 June."""
    assert row(story).due_day == dt.date(2026, 7, 6)
    pause(world.lowe, story)
    clock.move_to(dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC))
    resume(world.lowe, story)

    found = row(story)
    assert (found.due_day, found.days, found.state) == (dt.date(2026, 7, 9), 8, "running")
    assert factories.find(story).next_due is not None
    assert [r.act for r in trail_of("clock.")] == ["clock.paused", "clock.resumed"]
    [done] = page(world.nair, story).pauses
    assert done.until == now()


def trail_of(prefix):
    with reading():
        rows = select(TrailChange).where(TrailChange.act.startswith(prefix))
        return list(db.session.scalars(rows.order_by(TrailChange.at)))


def test_a_clock_paused_and_taken_up_is_counted_again_over_a_late_holiday(world, story, clock):
    pause(world.lowe, story)
    clock.move_to(dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC))
    resume(world.lowe, story)
    holidays.add(None, dt.date(2026, 7, 8), "A day of mourning")
    holidays.recount()

    assert row(story).due_day == dt.date(2026, 7, 10)


def test_a_clock_that_was_missed_stays_missed(world, story, clock):
    clock.move_to(WEDNESDAY + dt.timedelta(days=7))
    upkeep.reckon()
    with pytest.raises(Conflict):
        pause(world.lowe, story)
    assert row(story).state == "missed", "R22"


def test_what_has_passed_but_was_not_reckoned_yet_is_not_paused_either(world, story, clock):
    clock.move_to(WEDNESDAY + dt.timedelta(days=7))
    with pytest.raises(Conflict):
        pause(world.lowe, story)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("SAFEGUARD_24H", "never paused"),
        ("REVIEW_7D", "never paused"),
        ("VSS_REFERRAL", "Victims’ Code"),
        ("LA_DECISION", "Statutory guidance"),
    ],
)
def test_what_the_law_does_not_let_wait_is_refused_in_words(world, story, code, words):
    factories.record(world.nair, story, "crime_reported", at=WEDNESDAY, crime_reference="20/1/26")
    factories.record(world.adeyemi, story, "la_referral_received", at=WEDNESDAY)
    with pytest.raises(Unready) as refused:
        pause(world.lowe, story, code)

    [unmet] = refused.value.unmet
    assert words in unmet.words
    assert words in page(world.lowe, story, code).never_paused
    assert "pause" not in page(world.lowe, story, code).may


def test_only_a_supervisor_who_holds_it_pauses_or_takes_up(world, story):
    with pytest.raises(NotYours):
        pause(world.nair, story)
    with pytest.raises(NotFound):
        pause(world.larch, story)
    pause(world.lowe, story)
    with pytest.raises(NotYours):
        resume(world.nair, story)
    assert page(world.nair, story).may == frozenset()
    assert page(world.lowe, story).may == {"resume"}


def test_a_reason_of_another_clock_is_none_of_this_one(world, story):
    with pytest.raises(Invalid):
        pause(world.lowe, story, reason="no_conflict")


def test_a_clock_is_paused_once_and_taken_up_once(world, story):
    assert pause(world.lowe, story, key="k") == pause(world.lowe, story, key="k")
    with pytest.raises(Conflict):
        pause(world.lowe, story)
    resume(world.lowe, story)
    with pytest.raises(Conflict):
        resume(world.lowe, story)


def test_the_page_says_the_rule_the_start_and_who_is_told_when(world, story):
    found = page(world.nair, story)

    assert (found.must, found.unit, found.start) == (
        False,
        "working days",
        "Logged and sent to Child Abuse Team",
    )
    assert found.rule == "5 working days; local target, not law"
    assert found.never_paused == ""
    assert [(rung.code, rung.reached) for rung in found.ladder] == [
        ("warning", False), ("due", False), ("supervisor", False), ("duty_manager", False),
    ]  # fmt: skip
    assert page(world.nair, story, "SAFEGUARD_24H").clock.state == "met"
    assert page(world.nair, story, "SAFEGUARD_24H").ladder == ()


def test_a_partner_sees_the_clocks_that_run_against_them_and_no_other(world, story):
    factories.record(world.adeyemi, story, "la_referral_received", at=WEDNESDAY)
    theirs = page(world.adeyemi, story, "LA_DECISION")

    assert theirs.must
    assert theirs.may == frozenset()
    for who, code in ((world.adeyemi, "NRM_WHY_5D"), (world.tandy, "LA_DECISION")):
        with pytest.raises(NotFound):
            page(who, story, code)
    with pytest.raises(NotFound):
        clocks.show(world.nair, story.reference, 2**40)


def test_another_cases_clock_is_not_there(world, story):
    other = factories.claimed(world)
    with pytest.raises(NotFound):
        clocks.show(world.nair, story.reference, row(other).id)
