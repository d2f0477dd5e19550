"""Of two supervisors who answer for one look at the same moment, one is recorded (AU6)."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from referrals.db import db, reading
from referrals.errors import Conflict
from referrals.models import TrailChange
from referrals.services import reading as opening
from referrals.services import sampling
from tests import factories
from tests.racing import together

RACERS = {"sqlite": 4, "postgresql": 12}
MONDAY = dt.datetime(2026, 3, 16, 6, tzinfo=dt.UTC)


@pytest.fixture
def drawn(app):
    """A world, and the look at one of its cases that was drawn for an answer."""
    with time_machine.travel(factories.TUESDAY, tick=True) as clock:
        world = factories.world()
        opening.read(world.nair, factories.claimed(world).reference)
        clock.move_to(MONDAY)
        sampling.draw_weekly()
        yield world, sampling.samples(world.lowe)[0].id


def test_one_look_has_one_answer(app, drawn):
    world, sample = drawn
    count = RACERS[db.engine.dialect.name]

    def answer(number):
        try:
            sampling.answer(
                (world.lowe, world.dray)[number % 2], sample, "justified", "She leads it"
            )
        except Conflict:
            return "late"
        return "answered"

    outcomes = together(app, count, answer)

    assert sorted(outcomes) == ["answered", *["late"] * (count - 1)]
    with reading():
        said = select(func.count()).where(TrailChange.act == "sample.answered")
        assert db.session.scalar(said) == 1
