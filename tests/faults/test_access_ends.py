"""AC9: who was let in and lost it before they acted has done nothing, on either database."""

from contextlib import contextmanager

import pytest
import time_machine
from sqlalchemy import select

from referrals.db import db, reading, writing
from referrals.models import Organisation, Share, User
from referrals.services import accounts, claims, sharing
from tests import factories
from tests.access.walk import Seat
from tests.prints import prints
from tests.racing import waiting, where_rows_are_waited_for

ITEMS = dict.fromkeys(("identity", "contact", "allegation", "support", "tasks"), "share")


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(factories.TUESDAY):
        yield


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def story(world):
    story = factories.claimed(world)
    factories.shared(world, story, ITEMS)
    return story


@contextmanager
def between(app, do):
    """`do` happens once, after a request was let in and before it is answered."""
    asked = app.before_request_funcs.setdefault(None, [])

    def then():
        asked.remove(then)
        do()

    asked.append(then)
    yield
    assert then not in asked, "the request was not let in"


def suspended(world, story, who):
    accounts.suspend(who_is(who).email)


def agency_suspended(world, story, who):
    with writing():
        db.session.get_one(Organisation, who.organisation_id).active = False


def share_ended(world, story, who):
    with reading():
        share = db.session.scalars(select(Share).where(Share.state == "accepted")).one()
        number, version = share.id, share.version
    sharing.end(world.nair, story.reference, number, "work_done", version=version)


def given_to_another(world, story, who):
    claims.assign(world.lowe, story.reference, world.castellan.user_id)


def who_is(actor):
    with reading():
        return db.session.get_one(User, actor.user_id)


ENDINGS = [
    ("nair", "update", suspended),
    ("nair", "update", agency_suspended),
    ("nair", "update", given_to_another),
    ("grant", "support", suspended),
    ("grant", "support", agency_suspended),
    ("grant", "support", share_ended),
]


@pytest.fixture(params=ENDINGS, ids=[f"{who}, {ends.__name__}" for who, _, ends in ENDINGS])
def ending(request, app, world, story):
    """Who asks, what they would write, and what happens to them meanwhile."""
    who, kind, ends = request.param
    actor = world.actors[who]
    seat = Seat(app, actor.user_id, actor.role)
    assert seat.mark
    return seat, kind, lambda: ends(world, story, actor)


@pytest.mark.parametrize("address", ["/cases/{}/update", "/api/cases/{}/update"])
def test_nothing_is_stored_by_whoever_lost_it_since(app, story, ending, address):
    seat, kind, ends = ending
    left = {}

    def end():
        ends()
        left.update(prints())

    with between(app, end):
        body = {"kind": kind, "text": "Written too late"}
        answer = seat.ask("POST", address.format(story.reference), body)

    assert answer.status_code == 404
    assert prints() == left


def test_nothing_is_read_by_whoever_lost_it_since(app, story, ending):
    seat, _, ends = ending
    with between(app, ends):
        answer = seat.ask("GET", f"/api/cases/{story.reference}")
    assert answer.status_code == 404
    assert "Coventry" not in answer.text


A_CASE = "SELECT id FROM cases FOR UPDATE"
A_PERSON = "SELECT id FROM users WHERE name = 'Ames' FOR UPDATE"
WRITES = [
    ("grant", "/api/cases/{case}/update", {"kind": "support", "text": "Too late"}, A_CASE),
    ("grant", "/cases/{case}/update", {"kind": "support", "text": "Too late"}, A_CASE),
    ("admin", "/api/people/{ames}/invite", {}, A_PERSON),
]


@where_rows_are_waited_for
@pytest.mark.parametrize("ends", [suspended, agency_suspended])
@pytest.mark.parametrize("write", WRITES, ids=[f"{who} {path}" for who, path, *_ in WRITES])
def test_nothing_is_stored_by_whoever_lost_it_while_they_waited(app, world, story, ends, write):
    who, path, body, lock = write
    actor = world.actors[who]
    seat = Seat(app, actor.user_id, actor.role)
    assert seat.mark
    address = path.format(case=story.reference, ames=world.ames.user_id)
    answers = []
    with waiting(app, lock, lambda: answers.append(seat.ask("POST", address, body))):
        ends(world, story, actor)
        left = prints()

    assert answers[0].status_code in {401, 404}
    assert prints() == left
