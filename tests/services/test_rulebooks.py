"""A case lives by the rules it was opened under until a supervisor moves it, on the record."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals import trail
from referrals.db import db, reading, writing
from referrals.errors import Conflict, NotFound, NotYours, RulesUnknown
from referrals.models import Case, CaseClock, Event, TrailChange
from referrals.services import progress, rulebooks, upkeep
from referrals.services import reading as opened
from tests import factories
from tests.factories import World
from tests.oldbook import OLD, older
from workflows import VERSION, versions

WEDNESDAY = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
WHY = "The force has adopted the new rules for open cases"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as travelling:
        yield travelling


@pytest.fixture(autouse=True)
def _side_by_side(monkeypatch):
    monkeypatch.setitem(versions.BOOKS, OLD, older())


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


@pytest.fixture
def story(world):
    """Logged and claimed on Monday 29 June, as if by the old rules: no weekly review."""
    told = factories.claimed(world)
    pin(told, OLD)
    return told


def pin(story, version):
    with writing():
        case = factories.row(story)
        case.rulebook = version
        review = select(CaseClock).filter_by(case_id=case.id, code="REVIEW_7D")
        for clock in db.session.scalars(review):
            db.session.delete(clock)


def clocks(story):
    with reading():
        rows = select(CaseClock).join(Case).where(Case.reference == story.reference)
        return {row.code: (row.state, row.due) for row in db.session.scalars(rows)}


def moves(who, story):
    return {(m.track, m.code) for m in opened.read(who, story.reference).moves if m.ready}


def test_a_case_is_read_and_moved_by_its_own_rules(world, story):
    assert ("investigation", "release") not in moves(world.nair, story)
    with pytest.raises(NotFound):
        progress.questions(world.nair, story.reference, "investigation", "release")
    with pytest.raises(NotFound):
        factories.move(world.nair, story, "investigation", "release", reason="No time")
    factories.record(world.nair, story, "wishes", wishes="To go home")

    assert "REVIEW_7D" not in clocks(story)
    assert factories.events(story, "wishes")[0].rulebook == OLD
    assert {row.rulebook for row in trail_rows("record.wishes")} == {OLD}
    assert factories.find(story).rulebook == OLD


def trail_rows(act):
    with reading():
        return list(db.session.scalars(select(TrailChange).where(TrailChange.act == act)))


def test_somebody_elses_case_asks_as_an_absent_one_does(world, story):
    assert progress.questions(world.larch, story.reference, "investigation", "release") == (
        progress.questions(world.larch, "RP-0000-AA", "investigation", "release")
    )


def test_a_supervisor_reads_what_would_change_and_moves_it_with_a_reason(world, story):
    told = rulebooks.ask(world.lowe, story.reference)
    assert (told.pinned, told.present, told.forbidden) == (OLD, VERSION, ())
    assert "“Hand back to the team” becomes possible from here" in [c.words for c in told.changes]
    assert "A clock starts: A supervisor reviews the case (due 6 July 2026)" in [
        c.words for c in told.changes
    ]
    rulebooks.move(world.lowe, story.reference, WHY, version=told.version)

    assert factories.find(story).rulebook == VERSION
    assert ("investigation", "release") in moves(world.nair, story)
    assert clocks(story)["REVIEW_7D"][0] == "running"
    [row] = trail_rows("case.rules_moved")
    with reading():
        kept = trail.words(row.digest)
    assert (kept["before"], kept["after"]["rulebook"], kept["reason"]) == (
        {"rulebook": OLD},
        VERSION,
        WHY,
    )
    [event] = factories.events(story, "rules_moved")
    assert (event.words, event.detail) == (WHY, {"from": OLD, "to": VERSION})
    assert rulebooks.ask(world.lowe, story.reference).changes == ()


def test_what_was_met_or_missed_stays_and_what_runs_keeps_its_time(world, story, clock):
    before = clocks(story)
    rulebooks.move(world.lowe, story.reference, WHY)
    after = clocks(story)

    assert before.items() <= after.items()
    assert set(after) - set(before) == {"REVIEW_7D"}
    assert before["CLAIM_4H"][0] == "met"
    clock.move_to(WEDNESDAY + dt.timedelta(days=12))
    upkeep.reckon()
    assert clocks(story)["REVIEW_7D"][0] == "missed"


def test_the_team_a_person_chose_is_not_moved_by_other_rules(world, story):
    """R8: the old rule led to CSE; a person's decision stands beside what either rule says."""
    factories.move(world.lowe, story, "case", "reroute", team="fcid", reason="They know him")
    rulebooks.move(world.larch, story.reference, WHY)
    with reading():
        assert factories.row(story).lead_team_id == world.teams["fcid"]


def test_it_is_a_supervisors_of_the_lead_team_and_once(world, story):
    for who in (world.nair, world.hallam):
        with pytest.raises(NotYours):
            rulebooks.ask(who, story.reference)
    with pytest.raises(NotFound):
        rulebooks.move(world.larch, story.reference, WHY)
    with pytest.raises(Conflict):
        rulebooks.move(world.lowe, story.reference, WHY, version=1)
    done = rulebooks.move(world.lowe, story.reference, WHY, key="k")
    assert rulebooks.move(world.lowe, story.reference, WHY, key="k") == done
    with pytest.raises(Conflict):
        rulebooks.move(world.lowe, story.reference, WHY)


def test_a_case_whose_rules_are_not_here_is_judged_by_no_others(world, story):
    pin(story, "1999.1")
    for act in (
        lambda: opened.read(world.nair, story.reference),
        lambda: rulebooks.ask(world.lowe, story.reference),
        lambda: progress.questions(world.nair, story.reference, "investigation", "start"),
        lambda: factories.move(world.nair, story, "investigation", "start"),
        lambda: factories.record(world.nair, story, "wishes", wishes="To go home"),
    ):
        with pytest.raises(RulesUnknown, match=r"version 1999\.1"):
            act()
    assert factories.count(Event, kind="wishes") == 0
