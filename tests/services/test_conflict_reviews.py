"""Nobody hides a case from everybody who answers for it: somebody else is told, and decides."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import select, update

from referrals import access
from referrals.access import Verb
from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Notice, User
from referrals.services import conflict_reviews, conflicts, emergency, emergency_reviews, nrm
from referrals.services import writing as written
from tests import factories
from tests.factories import TUESDAY
from tests.seats import Seats

NAMES = {"nair": "Priya Nair", "lowe": "Ann Lowe", "dray": "Tom Dray"}
TOLD = {"audit", "hallam", "abara", "fenwick", "quayle", "larch", "sorley", "sparrow"}
"""The auditor, and every police supervisor who is not of the Child Abuse Team."""


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def world(app):
    found = factories.world()
    with writing():
        for surname, name in NAMES.items():
            number = found.actors[surname].user_id
            db.session.execute(update(User).where(User.id == number).values(name=name))
    return found


@pytest.fixture
def story(world):
    """A child's case, on which Castellan is named: she may add a person to it."""
    found = factories.claimed(world)
    factories.give(found, "named", user_id=world.castellan.user_id)
    return found


def hide(world, story, *surnames):
    """Castellan writes the names of colleagues down as associates."""
    for surname in surnames:
        written.add_person(world.castellan, story.reference, "associate", NAMES[surname], about="")


def sees(actor, story):
    with reading():
        try:
            access.fetch_quietly(actor, story.reference, Verb.READ)
        except NotFound:
            return False
    return True


def told(world, topic="conflict_found"):
    with reading():
        rows = db.session.scalars(select(Notice).where(Notice.topic == topic)).all()
        assert all(row.case_id is None for row in rows)
    by_number = {actor.user_id: name for name, actor in world.actors.items()}
    return [by_number[row.user_id] for row in rows]


def waiting(actor):
    return [(row.who, row.leads) for row in conflict_reviews.waiting(actor)]


def test_whoever_is_kept_out_others_are_told_at_once(world, story):
    hide(world, story, "dray")
    assert set(told(world)) == TOLD
    assert sees(world.lowe, story)
    assert conflict_reviews.waiting(world.quayle) == ()  # Lowe answers for it still


def test_who_is_named_in_the_nrm_form_as_an_exploiter_is_kept_out(world, story):
    """Section e, rule 5: a name alone is somebody's; within a sentence it may be who heard it."""
    factories.move(world.nair, story, "nrm", "draft")
    said = {"exploiters": "A man called Abe, Mr Tom Dray\nAnn Lowe was told so by her mother"}
    nrm.save(world.nair, story.reference, "exploiters", said)

    assert set(told(world)) == TOLD
    assert not sees(world.dray, story)
    assert sees(world.lowe, story)
    conflicts.lift(world.lowe, story.reference, world.dray.user_id, "Another of that name")
    nrm.save(world.nair, story.reference, "exploiters", said | {"exploiters_known_place": "no"})
    assert sees(world.dray, story)


def test_a_case_hidden_from_all_who_answer_for_it_is_seen_by_another_supervisor(world, story):
    hide(world, story, *NAMES)
    assert not any(sees(world.actors[name], story) for name in NAMES)
    assert len(told(world)) == 3 * len(TOLD)
    for name in ("quayle", "larch", "hallam", "audit"):
        assert waiting(world.actors[name]) == [
            ("Priya Nair", True), ("Ann Lowe", False), ("Tom Dray", False)
        ]  # fmt: skip
    for name in ("lowe", "dray"):
        assert conflict_reviews.waiting(world.actors[name]) == ()
    for name in ("nair", "castellan", "admin", "grant"):
        with pytest.raises(NotFound):
            conflict_reviews.waiting(world.actors[name])
    assert not sees(world.larch, story)  # the reference, and nothing of the case


def test_what_is_no_conflict_is_lifted_and_the_case_is_theirs_again(world, story):
    hide(world, story, *NAMES)
    for row in conflict_reviews.waiting(world.hallam):
        if row.who != "Tom Dray":
            conflict_reviews.decide(world.hallam, row.id, "lift", "Another of that name")
    assert sees(world.nair, story)
    assert sees(world.lowe, story)
    assert conflict_reviews.waiting(world.quayle) == ()
    conflicts.lift(world.lowe, story.reference, world.dray.user_id, "Another of that name")
    assert sees(world.dray, story)


def test_what_is_one_is_confirmed_and_somebody_else_answers(world, story):
    hide(world, story, *NAMES)
    lead, lowe, dray = conflict_reviews.waiting(world.larch)
    with pytest.raises(NotYours):
        conflict_reviews.decide(world.hallam, lowe.id, "confirm", "She is the aunt")
    for row in (lead, lowe, dray):
        conflict_reviews.decide(world.larch, row.id, "confirm", "They are one family")
    assert factories.find(story).lead_id is None
    assert factories.states(story)["investigation"] == "queued"
    assert sees(world.larch, story)
    assert sees(world.sorley, story)  # their team supports it from now on
    assert not any(sees(world.actors[name], story) for name in NAMES)
    assert conflict_reviews.waiting(world.larch) == ()
    with pytest.raises(NotFound):
        conflict_reviews.decide(world.larch, dray.id, "lift", "It is over")


def test_a_restricted_case_is_answered_for_by_whoever_is_named(world, story, clock):
    factories.restrict(story, world.nair, world.lowe, world.castellan)
    hide(world, story, "lowe")  # Dray is not named: nobody is left
    assert told(world) == ["audit"]
    for other in (world.larch, world.quayle, world.hallam):  # R27: for them it is absent
        assert conflict_reviews.waiting(other) == ()
    (row,) = conflict_reviews.waiting(world.audit)
    confirm = ("confirm", "She is the aunt")
    with pytest.raises(NotFound):
        conflict_reviews.decide(world.larch, row.id, *confirm)

    opened = emergency.open_case(
        world.larch, story.reference, "other", "The auditor asked me to judge", confirmed_at=now()
    )
    assert conflict_reviews.waiting(world.larch) == (
        replace(row, may_decide=True, may_ask=False, deciders=()),
    )
    with pytest.raises(NotYours):
        conflict_reviews.decide(world.larch, row.id, *confirm)
    emergency_reviews.answer(world.audit, str(opened["id"]), "justified", "It was I who asked")
    clock.shift(dt.timedelta(hours=1))
    conflict_reviews.decide(world.larch, row.id, *confirm)
    assert sees(world.larch, story)
    assert not sees(world.sorley, story)


@pytest.fixture
def locked(world, story):
    """Restricted to people from all of whom, but for whoever wrote their names, it is hidden."""
    factories.restrict(story, world.nair, world.lowe, world.castellan)
    hide(world, story, "nair", "lowe")
    return conflict_reviews.waiting(world.audit)


def test_an_auditor_asks_one_supervisor_who_alone_sees_it_and_decides(world, story, locked):
    lead, lowe = locked
    assert {row.name for row in lead.deciders} == {
        "Tom Dray", "Larch", "Quayle", "Sorley", "Sparrow"
    }  # fmt: skip
    for other in (world.larch, world.hallam):  # for them it is absent still
        with pytest.raises(NotFound):
            conflict_reviews.ask(other, lead.id, world.larch.user_id)
    for nobody in (world.lowe, world.castellan, world.hallam, world.audit):
        with pytest.raises(Invalid):
            conflict_reviews.ask(world.audit, lead.id, nobody.user_id)

    conflict_reviews.ask(world.audit, lead.id, world.larch.user_id)

    assert told(world, "conflict_asked") == ["larch"]
    assert waiting(world.larch) == [("Priya Nair", True), ("Ann Lowe", False)]
    assert [row.asked for row in conflict_reviews.waiting(world.audit)] == ["Larch", "Larch"]
    assert conflict_reviews.waiting(world.quayle) == ()
    assert not sees(world.larch, story)
    with pytest.raises(NotYours):
        conflict_reviews.ask(world.larch, lead.id, world.quayle.user_id)
    conflict_reviews.decide(world.larch, lead.id, "lift", "Another of that name")
    conflict_reviews.decide(world.larch, lowe.id, "confirm", "She is the aunt")
    assert sees(world.nair, story)
    assert sees(world.larch, story)
    assert not sees(world.sorley, story)
    assert conflict_reviews.waiting(world.audit) == ()


def test_whom_an_auditor_asked_before_sees_it_no_more(world, story, locked):
    for who in (world.larch, world.dray):
        conflict_reviews.ask(world.audit, locked[0].id, who.user_id)
    assert conflict_reviews.waiting(world.larch) == ()
    conflict_reviews.decide(world.dray, locked[1].id, "confirm", "She is the aunt")
    assert sees(world.dray, story)
    assert not sees(world.larch, story)


def test_nobody_is_asked_where_somebody_who_is_named_may_decide(world, story):
    factories.restrict(story, world.nair, world.lowe, world.dray, world.castellan)
    hide(world, story, "nair")
    (row,) = conflict_reviews.waiting(world.audit)
    assert not row.may_ask
    with pytest.raises(Conflict):
        conflict_reviews.ask(world.audit, row.id, world.larch.user_id)
    assert waiting(world.dray) == [("Priya Nair", True)]


def test_an_auditor_asks_by_page_and_api(app, world, locked):
    seats = Seats(app, world)
    page, at = seats.page("audit"), f"/conflicts/{locked[0].id}"
    assert "Ask a supervisor" in page.get("/conflicts").text
    assert page.fill(at, {}, to="/ask").status_code == 422
    assert page.fill(at, {"user": str(world.lowe.user_id)}, to="/ask").status_code == 422
    done = page.fill(at, {"user": str(world.larch.user_id)}, to="/ask")
    assert done.location == "/conflicts"
    assert "Larch was asked" in page.get("/conflicts").text
    assert locked[0].reference in seats.page("larch").get("/conflicts").text
    seats.program("audit").done(f"/api{at}/ask", {"user": world.quayle.user_id})
    assert seats.page("larch").get(at).status_code == 404
    assert seats.page("quayle").get(at).status_code == 200


def test_neither_who_wrote_the_name_nor_an_auditor_decides(world, story):
    factories.give(story, "supporting_team", team_id=world.teams["ppd_cse"])
    written.add_person(world.quayle, story.reference, "associate", NAMES["nair"], about="")
    (row,) = conflict_reviews.waiting(world.quayle)
    assert not row.may_decide
    for name in ("quayle", "audit"):
        with pytest.raises(NotYours):
            conflict_reviews.decide(world.actors[name], row.id, "confirm", "It is him")
    conflict_reviews.decide(world.lowe, row.id, "lift", "Another of that name")
    assert sees(world.nair, story)


def test_the_last_supervisor_who_declares_one_leaves_it_to_another_too(world, story):
    conflicts.declare(world.lowe, story.reference)
    assert told(world) == []
    conflicts.declare(world.dray, story.reference)
    assert set(told(world)) == TOLD
    assert ("Tom Dray", False) in waiting(world.quayle)


def test_what_nobody_decides_in_four_hours_is_told_again_each_day(world, story, clock):
    hide(world, story, "nair")
    clock.shift(dt.timedelta(hours=4))
    assert conflict_reviews.remind_overdue() == 0
    clock.shift(dt.timedelta(seconds=1))
    assert (conflict_reviews.remind_overdue(), conflict_reviews.remind_overdue()) == (1, 0)
    assert set(told(world, "conflict_waits")) == TOLD
    assert conflict_reviews.waiting(world.larch)[0].overdue
    clock.shift(dt.timedelta(days=1, seconds=1))
    assert conflict_reviews.remind_overdue() == 1


def test_of_a_restricted_case_a_notice_goes_where_something_is_to_be_seen(world, story, clock):
    """R27: to the auditors, and of the supervisors of other teams to whoever is named on it."""
    factories.give(story, "supporting_team", team_id=world.teams["ppd_cse"])
    factories.restrict(story, world.nair, world.lowe, world.castellan, world.quayle)
    hide(world, story, "nair")
    clock.shift(dt.timedelta(hours=4, seconds=1))
    conflict_reviews.remind_overdue()
    for topic in ("conflict_found", "conflict_waits"):
        assert set(told(world, topic)) == {"audit", "quayle"}
    assert waiting(world.quayle) == [("Priya Nair", True)]


def test_of_two_who_decide_one_is_late(world, story):
    hide(world, story, "nair")
    (row,) = conflict_reviews.waiting(world.larch)
    conflict_reviews.decide(world.larch, row.id, "lift", "Another of that name")
    with pytest.raises((Conflict, NotFound)):
        conflict_reviews.decide(world.quayle, row.id, "confirm", "It is him")
    assert sees(world.nair, story)


def test_the_decision_by_page_and_api(app, world, story):
    seats = Seats(app, world)
    hide(world, story, *NAMES)
    page = seats.page("hallam")
    assert story.reference in page.get("/conflicts").text
    rows = seats.program("larch").seen("/api/conflicts")["items"]
    at = f"/conflicts/{rows[0]['id']}"
    assert page.fill(at, {}).status_code == 422
    assert page.fill(at, {"answer": "confirm", "words": "It is him"}).status_code == 403
    done = page.fill(at, {"answer": "lift", "words": "Another of that name"})
    assert done.location == "/conflicts"
    assert sees(world.nair, story)
    given = {"answer": "confirm", "words": "She is the aunt"}
    seats.program("larch").done(f"/api/conflicts/{rows[1]['id']}", given)
    assert sees(world.larch, story)
    assert seats.page("lowe").get(f"/conflicts/{rows[1]['id']}").status_code == 404
    assert "Kayla" not in page.get("/conflicts").text
