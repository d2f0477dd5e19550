"""Cover: whoever covers holds what the other leads, for so long, and only if they could lead it."""

import datetime as dt

import pytest
import time_machine

from referrals import access
from referrals.access import Verb
from referrals.db import db, reading, writing
from referrals.errors import Invalid, NotFound
from referrals.models import Cover, TrailChange, User
from referrals.services import covering, leaving, worklists
from referrals.services import reading as cases
from referrals.services.covering import Wanted
from referrals.services.worklists import Filters
from tests import factories

TEAM = "ppd_child_abuse"
FIRST, LAST = dt.date(2026, 3, 11), dt.date(2026, 3, 13)


@pytest.fixture
def clock():
    with time_machine.travel(factories.TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def world(app, clock):
    return factories.world()


def covered(world, by="castellan", who="lowe", first=FIRST, last=LAST):
    wanted = Wanted(world.nair.user_id, world.actors[by].user_id, first, last)
    return str(covering.cover(world.actors[who], TEAM, wanted)["cover"])


def sees(person, story) -> bool:
    with reading():
        try:
            access.fetch_quietly(person, story.reference, Verb.READ)
        except NotFound:
            return False
        return True


@pytest.mark.parametrize(("at", "held"), [
    ("2026-03-10T23:59:59Z", False),  # London keeps UTC until 29 March
    ("2026-03-11T00:00:00Z", True),
    ("2026-03-13T23:59:59Z", True),
    ("2026-03-14T00:00:00Z", False),
])  # fmt: skip
def test_it_begins_and_ends_by_itself(world, clock, at, held):
    story = factories.claimed(world)
    covered(world)
    clock.move_to(at)
    assert sees(world.castellan, story) is held


def test_its_midnights_are_londons(world, clock):
    story = factories.claimed(world)
    covered(world, first=dt.date(2026, 3, 30), last=dt.date(2026, 3, 30))
    found = []
    for at in ("2026-03-29T22:59:59Z", "2026-03-29T23:00:00Z", "2026-03-30T23:00:00Z"):
        clock.move_to(at)
        found.append(sees(world.castellan, story))
    assert found == [False, True, False]


def test_whoever_covers_works_the_case_and_is_told_why(world, clock):
    story = factories.claimed(world)
    covered(world)
    clock.move_to("2026-03-11T09:00:00Z")
    factories.move(world.castellan, story, "investigation", "start")
    assert factories.find(story).lead_id == world.nair.user_id
    assert cases.read(world.castellan, story.reference).why_you == access.COVERS.words
    rows = worklists.my_work(world.castellan, Filters()).rows
    assert [row.reference for row in rows] == [story.reference]
    assert [line.covered for line in covering.covering_now(world.castellan)] == ["Nair"]


def test_a_conflict_and_a_restriction_hold_against_cover(world, clock):
    theirs, restricted = factories.claimed(world), factories.claimed(world, by="bright")
    factories.conflict(theirs, world.castellan)
    factories.restrict(restricted, world.nair, world.lowe)
    covered(world)
    clock.move_to("2026-03-11T09:00:00Z")
    assert not sees(world.castellan, theirs)
    assert not sees(world.castellan, restricted)


@pytest.mark.parametrize("by", ["probation", "marlow", "lowe", "nair", "okafor"])
def test_only_an_accredited_colleague_of_the_team_can_cover(world, by):
    with pytest.raises(Invalid):
        covered(world, by=by)


def test_whoever_moves_to_another_team_covers_no_more(world, clock):
    story = factories.claimed(world)
    covered(world)
    clock.move_to("2026-03-11T09:00:00Z")
    with writing():
        db.session.get_one(User, world.nair.user_id).team_id = world.marlow.team_id
    assert not sees(world.castellan, story)


def test_a_person_may_ask_for_cover_for_themselves_and_for_nobody_else(world):
    covered(world, who="nair")
    with pytest.raises(Invalid):
        covered(world, who="castellan", by="castellan")


@pytest.mark.parametrize(("first", "last", "field"), [
    (dt.date(2026, 3, 9), LAST, "first"),
    (LAST, FIRST, "last"),
    (FIRST, dt.date(2026, 6, 30), "last"),
])  # fmt: skip
def test_its_days_are_to_come_in_order_and_few(world, first, last, field):
    with pytest.raises(Invalid) as wrong:
        covered(world, first=first, last=last)
    assert list(wrong.value.errors) == [field]


def test_it_is_ended_at_once_by_whoever_may_set_it(world, clock):
    story = factories.claimed(world)
    number = covered(world)
    clock.move_to("2026-03-11T09:00:00Z")
    for who in ("castellan", "quayle"):
        with pytest.raises(NotFound):
            covering.end(world.actors[who], TEAM, number)
    covering.end(world.lowe, TEAM, number)
    assert not sees(world.castellan, story)
    with reading():
        assert db.session.query(Cover).count() == 1
        acts = {row.act for row in db.session.query(TrailChange)}
    assert {"cover.set", "cover.ended"} <= acts


def test_a_leaver_covers_for_nobody(world, clock):
    story = factories.claimed(world)
    covered(world)
    clock.move_to("2026-03-11T09:00:00Z")
    leaving.suspend_now(world.admin, world.castellan.user_id, "risk")
    assert not sees(world.castellan, story)
