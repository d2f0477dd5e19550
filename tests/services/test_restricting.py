"""R27: a restricted case is held by the named alone, of those whom section e lets in anyway."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals import access, outbox
from referrals.access import Verb
from referrals.clock import now
from referrals.db import db, reading
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Case, Notice, User
from referrals.services import claims, emergency, grants, restricting, worklists
from referrals.services import reading as opening
from referrals.services.worklists import Filters
from tests import factories
from tests.factories import TUESDAY, World

GRANT = {
    "tiers": ["identity"],
    "days": 2,
    "reason": "complaint",
    "words": "They complain of how they were met",
}
WHY = "Somebody inside an agency is involved"


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


@pytest.fixture
def story(world):
    return factories.claimed(world)


def opens(actor, story):
    with reading():
        try:
            access.fetch_quietly(actor, story.reference, Verb.READ)
        except NotFound:
            return False
        return True


def seers(world, story):
    return {name for name, actor in world.actors.items() if opens(actor, story)}


def restrict(world, story, *names, by="lowe"):
    numbers = [world.actors[name].user_id for name in names]
    return restricting.restrict(world.actors[by], story.reference, WHY, numbers)


def test_the_supervisor_is_told_who_could_be_named_and_why(world, story):
    found = restricting.restriction(world.lowe, story.reference)

    names = {row.name.lower(): row for row in found.others}
    assert set(names) == {
        "okafor", "hallam", "abara", "nair", "lowe", "dray", "quayle", "reid", "adeyemi",
    }  # fmt: skip
    assert names["nair"].why == "They lead it"
    assert {name for name, row in names.items() if row.works} == {"nair", "adeyemi"}
    assert (found.restricted, found.named, found.may_decide) == (False, (), True)


def test_from_then_on_it_is_there_for_the_named_alone_and_in_no_count(world, story):
    assert story.reference in listed(world.dray)

    restrict(world, story, "nair", "lowe")

    assert seers(world, story) == {"nair", "lowe"}
    assert listed(world.dray) == set()
    assert listed(world.lowe) == {story.reference}
    assert opening.read(world.nair, story.reference).restricted is True


def listed(actor):
    rows = worklists.team_cases(actor, actor.team, Filters()).rows
    return {row.reference for row in rows}


def test_nothing_of_before_names_it_to_whom_it_is_absent(world, story):
    """Neither a grant of an auditor, nor an emergency of the past whose review asks for more."""
    grants.give(world.lowe, story.reference, world.audit.user_id, GRANT)
    told = "Reported missing at two this morning"
    emergency.open_case(world.larch, story.reference, "missing", told, confirmed_at=now())
    factories.restrict(story, world.nair, world.lowe)

    assert grants.granted(world.audit) == ()
    assert [row.reference for row in emergency.own(world.larch)] == [story.reference]
    with time_machine.travel(now() + dt.timedelta(hours=1, seconds=1)):
        assert [row.reference for row in emergency.own(world.larch)] == ["A restricted case"]


def test_a_supervisor_is_always_among_them_and_whoever_leads_it(world, story):
    for names in (("nair",), ("nair", "hallam"), ()):
        with pytest.raises(Invalid) as refused:
            restrict(world, story, *names)
        assert refused.value.errors == {"named": [restricting.SUPERVISOR_NEEDED]}
    with pytest.raises(Invalid) as refused:
        restrict(world, story, "lowe", "dray")
    assert refused.value.errors == {"named": [restricting.LEAD_NEEDED]}
    assert not factories.find(story).restricted


def test_whoever_loses_it_hears_so_and_not_of_which_case(world, story):
    restrict(world, story, "nair", "lowe", "adeyemi")
    lost = {"okafor", "hallam", "abara", "dray", "quayle", "reid"}
    assert told_of_no_case() == {(name, None) for name in lost}

    restricting.unname_reader(world.lowe, story.reference, world.adeyemi.user_id)
    assert told_of_no_case() == {(name, None) for name in lost | {"adeyemi"}}


def told_of_no_case():
    lost = select(User.name, Notice.case_id).join(User, User.id == Notice.user_id)
    with reading():
        rows = db.session.execute(lost.where(Notice.topic == "case_withdrawn")).all()
    return {(name.lower(), case_id) for name, case_id in rows}


def test_nobody_is_named_whom_section_e_would_not_let_in(world, story):
    factories.conflict(story, world.dray)
    for name in ("castellan", "larch", "grant", "admin", "audit", "dray"):
        with pytest.raises(Invalid) as refused:
            restrict(world, story, "lowe", "nair", name)
        assert refused.value.errors == {"named": [restricting.NOT_HELD]}


def test_whoever_may_answer_an_offer_may_be_named_before_they_do(world, story):
    factories.teller.sharing.offer(
        world.nair, story.reference, "birch", {"identity": "share", "support": "share"},
        {"purpose": "support", "legal_basis": "child_welfare", "consent": "told",
         "action": "Meet her", "until": now().date() + dt.timedelta(days=90)},
    )  # fmt: skip

    could = {
        row.name: row.why for row in restricting.restriction(world.lowe, story.reference).others
    }

    assert could["Ames"] == "It is offered to their organisation"
    assert "Grant" not in could


def test_only_a_supervisor_of_the_lead_team_restricts(world, story):
    for name in ("nair", "hallam", "quayle"):
        with pytest.raises(NotYours):
            restrict(world, story, "lowe", by=name)


def test_names_are_added_and_taken_off_at_once_and_the_last_supervisor_stays(world, story):
    restrict(world, story, "nair", "lowe")

    restricting.name_reader(world.lowe, story.reference, world.adeyemi.user_id)
    assert seers(world, story) == {"nair", "lowe", "adeyemi"}

    restricting.unname_reader(world.lowe, story.reference, world.adeyemi.user_id)
    assert seers(world, story) == {"nair", "lowe"}

    for stays in (world.lowe, world.nair):
        with pytest.raises(Invalid):
            restricting.unname_reader(world.lowe, story.reference, stays.user_id)
    restricting.name_reader(world.lowe, story.reference, world.dray.user_id)
    restricting.unname_reader(world.lowe, story.reference, world.lowe.user_id)
    assert seers(world, story) == {"nair", "dray"}


def test_whoever_is_assigned_to_it_is_named_by_that(world, story):
    restrict(world, story, "nair", "lowe")
    claims.assign(world.lowe, story.reference, world.castellan.user_id)
    assert seers(world, story) == {"lowe", "castellan"}  # Nair no longer leads it


def test_it_is_lifted_with_a_reason_and_old_names_do_not_come_back(world, story):
    before = seers(world, story)
    restrict(world, story, "nair", "lowe")
    restricting.lift(world.lowe, story.reference, "The officer has left")
    assert seers(world, story) == before

    restrict(world, story, "dray", "nair", by="dray")
    assert seers(world, story) == {"dray", "nair"}
    with pytest.raises(Conflict):
        restrict(world, story, "dray", "nair", by="dray")


def test_a_former_lead_team_is_not_released_while_nobody_else_answers_for_it(world, story):
    factories.move(world.lowe, story, "case", "reroute", team="ppd_cse", reason="Sexual")
    restrict(world, story, "quayle", "lowe", by="quayle")
    restricting.unname_reader(world.quayle, story.reference, world.quayle.user_id)

    with pytest.raises(NotYours):
        claims.release_team(world.lowe, story.reference)
    restricting.name_reader(world.lowe, story.reference, world.quayle.user_id)
    claims.release_team(world.lowe, story.reference)
    assert seers(world, story) == {"quayle"}


def test_a_notice_of_it_reaches_nobody_for_whom_it_does_not_exist(world, story):
    restrict(world, story, "nair", "lowe")
    with reading():
        number = db.session.scalar(select(Case.id))
    assert addresses(case_id=number, team_id=world.nair.team_id) == {
        "nair@police.example", "lowe@police.example",
    }  # fmt: skip
    assert addresses(case_id=number, user_id=world.dray.user_id) == set()


def addresses(**to):
    return set(outbox.addresses(Notice(topic="new_risk", **to)))
