"""AC10: one case, one hour, to read; known to the auditor, and reviewed by somebody else."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals import access, trail
from referrals.access import Verb
from referrals.clock import now
from referrals.db import db, reading
from referrals.effects.ledger import digest_of
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Case, Disclosure, Notice, Opening, TrailChange, TrailRead, User
from referrals.picture.told import told
from referrals.services import emergency, emergency_reviews, nrm, worklists
from referrals.services import reading as opening
from referrals.services.worklists import Filters
from tests import factories
from tests.factories import TUESDAY, World

WHY = "Reported missing at two this morning"


@pytest.fixture
def clock():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def world(clock, app: Flask) -> World:
    return factories.world()


@pytest.fixture
def story(world):
    return factories.claimed(world)


def break_glass(actor, story, words=WHY, ago=0, reason="missing", **more):
    confirmed = now() - dt.timedelta(minutes=ago)
    return emergency.open_case(
        actor, story.reference, reason, words, confirmed_at=confirmed, **more
    )


def opens(actor, story, verb=Verb.READ):
    with reading():
        try:
            access.fetch_quietly(actor, story.reference, verb)
        except NotFound:
            return False
        return True


def topics(topic):
    with reading():
        rows = db.session.execute(
            select(User.name, Notice.case_id)
            .join(User, User.id == Notice.user_id)
            .where(Notice.topic == topic)
        )
        return [tuple(row) for row in rows]


def test_a_supervisor_reads_for_sixty_minutes_and_it_ends_by_itself(world, story, clock):
    assert not opens(world.larch, story)

    break_glass(world.larch, story)

    seen = opening.read(world.larch, story.reference)
    assert seen.why_you == "You opened it in an emergency, for one hour"
    opening.read(world.larch, story.reference)
    with reading():
        [row] = db.session.scalars(select(Disclosure).where(Disclosure.kind == "emergency")).all()
    assert (row.reader_id, row.digest) == (world.larch.user_id, digest_of(told(seen)))
    assert (row.legal_basis, row.purpose) == ("vital_interests", "missing")
    assert emergency.ends_at(world.larch, story.reference) == now() + dt.timedelta(minutes=60)
    clock.shift(dt.timedelta(minutes=59, seconds=55))
    assert opens(world.larch, story)
    clock.shift(dt.timedelta(seconds=10))
    assert not opens(world.larch, story)
    assert emergency.ends_at(world.larch, story.reference) is None


def test_it_is_to_read_and_nothing_more_and_in_no_list(world, story):
    break_glass(world.larch, story)

    seen = opening.read(world.larch, story.reference, named=True)
    assert seen.name == "Kayla Marsh"
    assert (seen.moves, seen.records, seen.next_step) == ((), (), None)
    assert seen.may == {"name", "documents", "links", "hear_all"}  # all of them only show
    assert not any(clock.by_hand for clock in seen.clocks)
    assert [verb for verb in Verb if opens(world.larch, story, verb)] == [Verb.READ]
    assert nrm.overview(world.larch, story.reference)
    with reading():
        listed = select(Case.reference).where(access.visible_to(world.larch))
        assert db.session.scalars(listed).all() == []
    assert worklists.team_cases(world.larch, "fcid", Filters()).rows == ()


def test_nobody_but_a_police_supervisor(world, story):
    for actor in world.actors.values():
        if not actor.role.endswith("_supervisor"):
            with pytest.raises(NotYours):
                break_glass(actor, story)
    assert factories.count(Opening) == 0


def test_a_reason_in_twenty_characters_and_a_password_of_the_last_five_minutes(world, story):
    for words, ago in (("x" * 19, 0), (" " * 30, 0), ("x" * 19 + "   ", 0), (WHY, 5.1)):
        with pytest.raises(Invalid):
            break_glass(world.larch, story, words, ago)
    with pytest.raises(Invalid):
        emergency.open_case(world.larch, story.reference, "missing", WHY, confirmed_at=None)
    assert factories.count(Opening) == 0
    break_glass(world.larch, story, "x" * 20, 5)


def test_never_where_they_know_somebody_and_the_answer_is_that_of_no_case(world, story):
    factories.conflict(story, world.larch)
    said = []
    for reference in (story.reference, "RP-9999-ZZ"):
        with pytest.raises(Invalid) as refused:
            emergency.open_case(world.larch, reference, "missing", WHY, confirmed_at=now())
        said.append(refused.value.errors)
    assert said[0] == said[1] == emergency.ABSENT
    with reading():
        rows = db.session.execute(
            select(TrailRead.reason_code, TrailRead.cases).where(TrailRead.act == "emergency")
        ).all()
    assert sorted(tuple(row) for row in rows) == sorted(
        [("not_found", story.reference), ("not_found", "RP-9999-ZZ")]
    )
    break_glass(world.sorley, story)
    factories.conflict(story, world.sorley)
    assert not opens(world.sorley, story)  # it ends at once


def test_who_holds_it_already_is_sent_to_the_case(world, story):
    with pytest.raises(Invalid) as refused:
        break_glass(world.lowe, story)
    assert refused.value.errors == emergency.HELD


def test_the_auditor_is_told_of_no_case_and_those_who_answer_for_it_of_theirs(world, story):
    break_glass(world.larch, story)

    assert topics("emergency_access") == [("Audit", None)]
    assert {name for name, _ in topics("emergency_opened")} == {"Nair", "Lowe", "Dray"}
    with reading():
        row = db.session.scalars(
            select(TrailChange).where(TrailChange.act == "emergency.opened")
        ).one()
        assert (row.operation, row.basis, row.reason_code) == (
            "disclosure", "emergency", "missing",
        )  # fmt: skip
        assert "identity" in row.tiers
        assert trail.words(row.digest)["reason"] == WHY


def test_a_restricted_case_is_opened_too_and_its_named_are_told(world, story):
    factories.restrict(story, world.nair, world.lowe)
    assert not opens(world.dray, story)

    break_glass(world.dray, story)  # of the lead team, and not named

    seen = opening.read(world.dray, story.reference)
    assert (seen.restricted, seen.moves, "assign" in seen.may) == (True, (), False)
    assert {name for name, _ in topics("emergency_opened")} == {"Lowe", "Nair"}


def test_a_repeated_request_opens_it_once(world, story, clock):
    first = break_glass(world.larch, story, key="k")
    clock.shift(dt.timedelta(minutes=1))
    assert break_glass(world.larch, story, key="k") == first
    assert factories.count(Opening) == 1


def test_somebody_else_reviews_it_and_may_ask_for_more(world, story):
    opened = str(break_glass(world.larch, story)["id"])
    assert [row.may_answer for row in emergency_reviews.reviews(world.audit)] == [True]
    assert [row.words for row in emergency_reviews.reviews(world.lowe)] == [WHY]
    assert emergency_reviews.reviews(world.quayle) == ()  # supports it, and does not lead it
    for other in (world.quayle, world.larch):
        with pytest.raises(NotFound):
            emergency_reviews.answer(other, opened, "justified", "Right")

    emergency_reviews.answer(world.lowe, opened, "needs_more", "Why not call us?")
    (mine,) = emergency.own(world.larch)
    assert mine.asked == "Why not call us?"
    emergency.add_more(world.larch, opened, "Nobody answered at two")
    assert emergency_reviews.review(world.lowe, opened).more == "Nobody answered at two"
    emergency_reviews.answer(world.audit, opened, "justified", "They tried")
    with pytest.raises(Conflict):
        emergency_reviews.answer(world.lowe, opened, "not_justified", "No")


def test_no_more_is_said_of_a_case_in_which_they_know_somebody_since(world, story):
    opened = str(break_glass(world.larch, story)["id"])
    emergency_reviews.answer(world.audit, opened, "needs_more", "Why not call us?")
    factories.conflict(story, world.larch)
    with pytest.raises(NotFound):
        emergency.add_more(world.larch, opened, "Nobody answered at two")


def test_nobody_reviews_their_own(world, story):
    factories.restrict(story, world.nair, world.lowe)
    opened = str(break_glass(world.dray, story)["id"])
    factories.restrict(story, world.dray)  # named since, and of the lead team
    assert [row.may_answer for row in emergency_reviews.reviews(world.dray)] == [False]
    with pytest.raises(NotYours):
        emergency_reviews.answer(world.dray, opened, "justified", "Right")


def test_the_review_is_overdue_after_three_working_days_and_escalates_once(world, story, clock):
    break_glass(world.larch, story)  # Tuesday 10 March: due at the end of Friday the 13th
    clock.move_to(dt.datetime(2026, 3, 13, 23, 59, tzinfo=dt.UTC))
    assert emergency_reviews.remind_overdue() == 0
    assert [row.overdue for row in emergency_reviews.reviews(world.audit)] == [False]
    clock.shift(dt.timedelta(minutes=2))
    assert [row.overdue for row in emergency_reviews.reviews(world.audit)] == [True]
    assert (emergency_reviews.remind_overdue(), emergency_reviews.remind_overdue()) == (1, 0)
    assert topics("review_overdue") == [("Audit", None)]
