"""Cases loaded in bulk for measuring are cases that the services could have made."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

from bench import bulk, world
from referrals import trail
from referrals.clock import now
from referrals.db import db, reading
from referrals.facts import facts_of
from referrals.indexing import person_keys
from referrals.models import Case, CaseClock, Person, Share, Task
from tests.remembering import remembered
from workflows.clocks import clocks
from workflows.routing import route
from workflows.stage import stage
from workflows.tasks import wanted

MANY = 40


@remembered
def load():
    """Some forty cases, by the road each database has."""
    at = now()
    bulk.load(world.build(), MANY, 1)
    return at


@pytest.fixture
def loaded(app):
    return load()


def cases():
    return db.session.scalars(select(Case).options(selectinload(Case.tracks))).all()


def test_what_is_kept_is_what_the_rules_say(loaded):
    with reading():
        assert len(cases()) == MANY
        for case in cases():
            facts = facts_of(case, at=loaded)
            found = route(facts)
            assert (case.stage, case.pathway) == (stage(facts), found.pathway)
            assert (case.rule, case.rule_lead) == (found.rule, facts.lead)
            kept = db.session.scalars(select(CaseClock).where(CaseClock.case_id == case.id))
            assert {row.key: row.state for row in kept} == {
                clock.key: clock.state for clock in clocks(facts)
            }
            asked = db.session.scalars(select(Task.code).where(Task.case_id == case.id))
            assert set(asked) == (set() if facts.closed else set(wanted(facts)))


def test_people_are_sealed_and_found_again(loaded):
    with reading():
        person = db.session.scalars(select(Person)).first()
        known = person_keys(
            person.name, person.born_on, phone=person.phone, address=person.whereabouts
        )
        kept = db.session.execute(
            text("SELECT kind, key FROM person_keys WHERE person_id = :it"), {"it": person.id}
        ).all()
    assert len(known) > 10
    assert {(kind, bytes(key)) for kind, key in kept} == set(known)


def test_the_trail_is_whole(loaded, tmp_path):
    report = trail.verify(tmp_path)
    assert report.broken is None
    assert report.rows > MANY * 5


def test_every_share_is_in_force(loaded):
    with reading():
        shares = db.session.scalars(select(Share)).all()
    assert shares
    assert all(share.state == "accepted" and share.until > loaded for share in shares)
