"""The door itself: whom it is shut to at once, for what it locks, and by which way it says."""

import datetime as dt

import pytest
from sqlalchemy import delete, select, update

from referrals import access
from referrals.access import Verb, door
from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.errors import NotFound
from referrals.models import Assignment, Case, Event, Organisation, Share, User
from tests import factories

ALL = {"identity": "share", "contact": "share", "support": "share"}
ACTS = {Verb.QUEUE, Verb.TASKING, Verb.MOVE, Verb.SHARE, Verb.ANSWER_SHARE, Verb.WRITE}
"""The verbs of whoever changes something: two of them wait for each other."""


@pytest.fixture
def story(world):
    """A child's case that each of these holds by another verb."""
    told = factories.claimed(world)
    factories.teller.sharing.offer(
        world.nair, told.reference, "birch", ALL,
        {"purpose": "support", "legal_basis": "child_welfare", "consent": "told",
         "action": "Meet her", "until": now().date() + dt.timedelta(days=90)},
    )  # fmt: skip
    factories.give(told, "asked_team", team_id=world.teams["ett"])
    factories.give(told, "grant", user_id=world.audit.user_id)
    factories.give(told, "emergency", user_id=world.larch.user_id)
    return told


THERE = {
    "nair": "leads it", "castellan": "her team may claim it", "ames": "it is offered to him",
    "sparrow": "her team is asked for tasking", "audit": "a grant", "larch": "an emergency",
}  # fmt: skip
ABSENT = ("grant", "osei", "holt", "pell", "cole")


def opened(actor, story):
    with reading():
        return access.opened(actor, story.reference)[1].code


def is_there(actor, story):
    with reading():
        return door.still_there(actor, story.reference)


def heard_of(actor, story):
    """As a list of notices asks it."""
    here = access.visible_to(actor, *access.HEARS), Case.reference == story.reference
    with reading():
        return db.session.scalar(select(Case.id).where(*here)) is not None


def known(auditor, story):
    with reading():
        found = access.known_to_auditors(auditor, story.reference)
        return found is not None and found.reference == story.reference


def close(model, number):
    with writing():
        db.session.execute(update(model).where(model.id == number).values(active=False))


def test_a_case_is_there_for_whoever_may_do_anything_with_it(world, story):
    for name in THERE:
        assert is_there(world.actors[name], story) is True, name
        assert heard_of(world.actors[name], story) == (name != "larch"), "no emergency is in a list"
    for name in ABSENT:
        assert is_there(world.actors[name], story) is False, name
        assert not heard_of(world.actors[name], story), name


@pytest.mark.parametrize("surname", ["nair", "larch", "audit"])
def test_nothing_is_there_for_whoever_has_left(world, story, surname):
    leaver = world.actors[surname]
    close(User, leaver.user_id)
    assert is_there(leaver, story) is False
    with pytest.raises(NotFound):
        opened(leaver, story)
    for other in set(THERE) - {surname}:
        assert is_there(world.actors[other], story), other


def test_nothing_is_there_for_an_organisation_that_is_suspended(world, story):
    close(Organisation, world.agencies["birch"])
    assert is_there(world.ames, story) is False
    assert is_there(world.nair, story)
    close(Organisation, world.agencies["police"])
    for name in ("nair", "castellan", "sparrow", "audit", "larch"):
        assert is_there(world.actors[name], story) is False, name


def test_an_auditor_knows_every_case_but_one_in_which_they_know_somebody(world, story):
    others = {kind: factories.log(world, kind) for kind in ("cse", "adult", "support_only")}
    factories.conflict(others["cse"], world.audit)
    with writing():
        factories.row(others["adult"]).disposed_at = now()
    assert known(world.audit, story)
    assert known(world.audit, others["support_only"])
    assert not known(world.audit, others["cse"])
    assert not known(world.audit, others["adult"])
    close(User, world.audit.user_id)
    assert not known(world.audit, story)


def test_the_way_in_is_told_with_the_case(world, story):
    ways = {"nair": "lead", "lowe": "team", "okafor": "logged", "larch": "emergency"}
    assert {name: opened(world.actors[name], story) for name in ways} == ways
    for name in ("castellan", "ames", "grant"):
        with pytest.raises(NotFound):
            opened(world.actors[name], story)
    factories.restrict(story, world.nair)
    assert opened(world.nair, story) == "lead"
    assert opened(world.larch, story) == "emergency"
    with pytest.raises(NotFound):
        opened(world.lowe, story)


def test_only_an_offer_is_answered_by_whoever_holds_nothing_of_the_case(world, story):
    """An authority to which nothing was sent."""
    factories.give(story, "authority", organisation_id=world.agencies["sca"])
    assert is_there(world.cole, story) is False


def test_an_offer_about_an_adult_who_has_not_agreed_yet_may_be_answered(world):
    story = factories.log(world, "adult")
    until = now() + dt.timedelta(days=9)
    offer = Share(
        organisation_id=world.agencies["birch"], state="offered", until=until,
        tiers=[], purpose="support", legal_basis="crime", consent="told", offered_at=now(),
        offered_by_id=world.okafor.user_id, review_on=now().date(),
    )  # fmt: skip
    with writing():
        offer.case_id = factories.row(story).id
        db.session.add(offer)
    with reading():
        access.fetch_quietly(world.ames, story.reference, Verb.ANSWER_SHARE)
        with pytest.raises(NotFound):
            access.fetch_quietly(world.ames, story.reference, Verb.READ)


def test_a_way_in_to_one_case_is_none_to_another(world, story):
    other = factories.safe(world)
    with reading():
        assert access.why(world.nair, factories.row(other)) is None


def test_an_emergency_is_a_way_to_read_and_to_nothing_else(world, story):
    with reading():
        case = factories.row(story)
        assert [verb for verb in Verb if access.why(world.larch, case, verb)] == [Verb.READ]


def test_what_changes_a_case_locks_it_first_and_what_looks_does_not(world, story, query_count):
    for verb in Verb:
        who = world.sparrow if verb is Verb.TASKING else world.nair
        with writing(), query_count() as sent:
            access.fetch(who, story.reference, verb)
        asked = [" ".join(statement.split()) for statement in sent]
        locks = [row for row in asked if row.startswith("SELECT cases.id FROM cases WHERE")]
        assert bool(locks) == (verb in ACTS), verb
        assert all("cases.reference =" in row and "assignments.case_id" in row for row in locks)


def test_a_page_that_only_asks_waits_for_nobody(world, story, query_count):
    with reading(), query_count() as sent:
        access.fetch_quietly(world.nair, story.reference, Verb.MOVE)
    assert not [row for row in sent if "FOR UPDATE" in row or row.startswith("SELECT cases.id \n")]


def test_the_case_is_as_it_stands_and_not_as_it_was_read_before(world, story):
    with writing():
        case = factories.row(story)
        moved = update(Case).where(Case.id == case.id).values(version=case.version + 1)
        db.session.execute(moved.execution_options(synchronize_session=False))
        before = case.version
        assert access.fetch(world.nair, story.reference, Verb.MOVE).version == before + 1


GIVERS = [
    ("police", "trafficked_child", None, True),
    ("la_coventry", "trafficked_child", "la_children", True),
    ("la_coventry", "trafficked_child", "la_adults", False),
    ("la_coventry", "adult", "la_adults", True),
    ("la_sandwell", "trafficked_child", None, False),
    ("harbour", "trafficked_child", None, False),
]
"""Who gave support, the case, by what they hold it now, and whether they do (section e)."""


@pytest.mark.parametrize(("agency", "kind", "standing", "holds"), GIVERS)
def test_whoever_gave_support_gives_it_while_they_hold_that_case(
    world, agency, kind, standing, holds
):
    story, other = (factories.log(world, kind) for _ in range(2))
    number = world.agencies[agency]
    with writing():
        case = access.fetch_quietly(world.okafor, story.reference, Verb.READ)
        door.track_of(case, "support").state = "active"
        elsewhere = factories.row(other)
        told = [(case, "support", "start", number)]
        told += [(elsewhere, "support", "start", world.agencies["police"])]  # all of them later
        told += [(case, "nrm", "start", world.agencies["police"])]
        told += [(case, "support", "decline", world.agencies["police"])]
        for minute, (of, track, move, by) in enumerate(told):
            db.session.add(Event(
                case_id=of.id, kind=move, track=track, move=move, organisation_id=by, at=now(),
                recorded_at=now() + dt.timedelta(minutes=minute), heading="Given", tier="support",
                rulebook=of.rulebook,
            ))  # fmt: skip
        holders = delete(Assignment).where(Assignment.organisation_id == number)
        db.session.execute(holders.where(Assignment.case_id == case.id))
    if standing:
        factories.give(story, standing, organisation_id=number)
    for code in ("la_children", "la_adults"):
        factories.give(other, code, organisation_id=world.agencies["la_sandwell"])
    with reading():
        case = access.fetch_quietly(world.okafor, story.reference, Verb.READ)
        judged = access.judged_mover(world.okafor, case, holds=True)
        mine = agency == "police"
        assert judged.gives_support is (mine if holds else None)
