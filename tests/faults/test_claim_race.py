"""Of all who claim a case at the same moment, exactly one has it (R10, RE1)."""

import pytest
import time_machine
from sqlalchemy import func, select

from referrals.db import db, reading
from referrals.errors import Conflict
from referrals.models import Assignment, Case, TrailChange
from referrals.services import claims
from tests import factories
from tests.racing import together

RACERS = {"sqlite": 8, "postgresql": 32}


@pytest.fixture
def story(app):
    """A case in the queue of the Child Abuse Team, safe for now."""
    with time_machine.travel(factories.TUESDAY, tick=True):
        world = factories.world()
        yield world, factories.safe(world)


def race(app, world, reference, count):
    """`count` claims let go together, half of them by each of two accredited investigators."""

    def try_it(number):
        claimant = (world.nair, world.castellan)[number % 2]
        try:
            claims.claim(claimant, reference)
        except Conflict as lost:
            return "lost", lost.words
        return "won", claimant.user_id

    return together(app, count, try_it)


def test_one_of_many_racing_claimers_wins_and_the_trail_says_so_once(app, story):
    world, telling = story
    count = RACERS[db.engine.dialect.name]

    outcomes = race(app, world, telling.reference, count)

    won = [who for told, who in outcomes if told == "won"]
    assert len(outcomes) == count
    assert len(won) == 1
    with reading():
        case = db.session.scalars(select(Case)).one()
        assert case.lead_id == won[0]
        leads = select(func.count()).select_from(Assignment).where(Assignment.standing == "lead")
        assert db.session.scalar(leads) == 1
        rows = select(func.count()).select_from(TrailChange)
        assert db.session.scalar(rows.where(TrailChange.act == "investigation.claim")) == 1


def test_a_loser_is_told_who_was_first_and_nothing_else(app, story):
    world, telling = story

    outcomes = race(app, world, telling.reference, 4)

    lost = {words for told, words in outcomes if told == "lost"}
    assert all("claimed this case" in words or "moved this case on" in words for words in lost)
    assert all("Marsh" not in words for words in lost)
