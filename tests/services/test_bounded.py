"""A list sends a few statements however many rows it shows (performance goals, 5)."""

import pytest

from bench import bulk, world
from bench.world import Somebody
from referrals.actor import Actor
from referrals.services import worklists
from referrals.services.worklists import Filters
from tests.remembering import remembered

MANY = 400


@remembered
def load():
    made = world.build()
    bulk.load(made, MANY, 1)
    return made


@pytest.fixture
def places(app):
    return load()


def actor(places, person: Somebody) -> Actor:
    return Actor(
        user_id=person.id,
        name="",
        role=person.role,
        organisation_id=person.organisation,
        organisation_kind="police",
        team_id=places.teams[bulk.TEAM],
        team=bulk.TEAM,
        pip2=True,
    )


def own(sent):
    """Statements but for the trail's, which are as many for every page."""
    return [each for each in sent if "trail_" not in each and each.strip("; ")[:5] != "BEGIN"]


def test_a_queue_is_read_in_two_statements(places, query_count):
    officer = actor(places, places.people["ppd_investigator", bulk.TEAM][0])
    with query_count() as sent:
        page = worklists.queue(officer, bulk.TEAM)

    assert len(page.rows) > 1
    assert len(own(sent)) == 2


def test_a_team_s_cases_are_read_in_three_statements(places, query_count):
    supervisor = actor(places, places.people["ppd_supervisor", bulk.TEAM][0])
    with query_count() as sent:
        page = worklists.team_cases(supervisor, bulk.TEAM, Filters())

    assert len(page.rows) > 10
    assert len(own(sent)) == 3
