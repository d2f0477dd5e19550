"""One lead investigator: claimed once, when it is safe, by whoever may; assigned, named, let go."""

import pytest
import time_machine
from flask import Flask

from referrals.db import db, writing
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.models import Assignment, Notice, Organisation, TrailChange, User
from referrals.services import claims, conflicts, progress, reading, worklists
from tests import factories
from tests.factories import TUESDAY, World
from tests.stored import rows


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


def unmet(refused):
    return {(row.gate, row.words) for row in refused.value.unmet}


def trail(act):
    return factories.count(TrailChange, act=act)


SAFETY = (
    "G2",
    "Confirm they are safe: a safe place, and for a child the local authority told and a plan",
)
PIP2 = ("G2", "Only an investigator with PIP2 training can claim this case")


def test_a_claim_waits_until_somebody_says_that_they_are_safe(world):
    story = factories.log(world)
    with pytest.raises(Unready) as refused:
        claims.claim(world.nair, story.reference)
    assert unmet(refused) == {SAFETY}
    assert factories.states(story)["investigation"] == "queued"

    factories.teller.make_safe(story, "Coventry", child=True)
    claims.claim(world.nair, story.reference)

    assert factories.find(story).lead_id == world.nair.user_id
    assert factories.states(story)["investigation"] == "claimed"
    assert factories.find(story).stage == "specialist_investigation"


def test_a_refusal_lists_everything_at_once(world):
    story = factories.log(world)
    with pytest.raises(Unready) as refused:
        claims.claim(world.probation, story.reference)
    assert unmet(refused) == {SAFETY, PIP2}


def test_training_is_a_gate_of_its_own(world):
    story = factories.safe(world)
    with pytest.raises(Unready) as refused:
        claims.claim(world.probation, story.reference)
    assert unmet(refused) == {PIP2}


@pytest.mark.parametrize("who", ["osei", "marlow", "bright", "adeyemi_elsewhere", "grant", "admin"])
def test_for_anybody_outside_the_lead_team_there_is_nothing_to_claim(world, who):
    """FCID never claims a case that PPD leads (R3, section e)."""
    story = factories.safe(world)
    claimant = world.actors.get(who, world.tandy)
    with pytest.raises(NotFound):
        claims.claim(claimant, story.reference)


def test_whoever_holds_it_by_another_role_is_told_that_it_is_not_theirs(world):
    story = factories.safe(world)
    for who in (world.okafor, world.adeyemi, world.quayle):
        with pytest.raises(Unready) as refused:
            claims.claim(who, story.reference)
        assert "role" in {gate for gate, _ in unmet(refused)}


def test_the_second_claim_names_the_first(world):
    story = factories.safe(world)
    claims.claim(world.nair, story.reference)
    with pytest.raises(Conflict, match="Nair claimed this case 0 seconds ago"):
        claims.claim(world.castellan, story.reference)

    assert trail("investigation.claim") == 1
    assert factories.count(Assignment, standing="lead") == 1


def test_a_repeated_claim_answers_as_the_first_did(world):
    story = factories.safe(world)
    first = claims.claim(world.nair, story.reference, "key")
    assert claims.claim(world.nair, story.reference, "key") == first
    assert trail("investigation.claim") == 1


def test_the_next_case_is_the_one_that_has_waited_longest_and_is_safe(world):
    unsafe = factories.log(world)
    first, second = factories.safe(world), factories.safe(world)
    factories.conflict(first, world.castellan)

    assert claims.take_next(world.castellan, "ppd_child_abuse")["reference"] == second.reference
    assert claims.take_next(world.nair, "ppd_child_abuse")["reference"] == first.reference
    with pytest.raises(Conflict, match="No case of your team is ready"):
        claims.take_next(world.nair, "ppd_child_abuse")
    with pytest.raises(NotFound):
        claims.take_next(world.nair, "ppd_cse")
    assert factories.find(unsafe).lead_id is None


def test_a_supervisor_assigns_and_the_trail_says_it_was_the_supervisor(world):
    story = factories.safe(world)
    claims.assign(world.lowe, story.reference, world.nair.user_id)

    assert factories.find(story).lead_id == world.nair.user_id
    assert factories.states(story)["investigation"] == "claimed"
    assert factories.count(TrailChange, act="investigation.claim", actor_id=world.lowe.user_id) == 1
    assert factories.count(Assignment, standing="lead") == 1


def test_assigning_again_takes_it_from_the_first(world):
    story = factories.claimed(world)
    claims.assign(world.lowe, story.reference, world.castellan.user_id)

    assert factories.find(story).lead_id == world.castellan.user_id
    with pytest.raises(NotFound):
        progress.ask_record(world.nair, story.reference, "wishes")


def test_what_cannot_be_claimed_yet_cannot_be_assigned(world):
    story = factories.log(world)
    with pytest.raises(Unready) as refused:
        claims.assign(world.lowe, story.reference, world.nair.user_id)
    assert unmet(refused) == {SAFETY}
    assert factories.find(story).lead_id is None


def test_only_an_active_accredited_colleague_without_a_conflict_is_assigned(world):
    story = factories.safe(world)
    factories.conflict(story, world.castellan)
    with writing():
        db.session.get_one(User, world.nair.user_id).active = False

    for who in ("probation", "osei", "lowe", "castellan", "nair"):
        for give in (claims.assign, claims.name):
            with pytest.raises(Invalid):
                give(world.lowe, story.reference, world.actors[who].user_id)
    with pytest.raises(Invalid):
        claims.assign(world.lowe, story.reference, 10_000)


def test_only_a_supervisor_of_the_lead_team_assigns(world):
    story = factories.claimed(world)
    for who in (world.quayle, world.nair, world.hallam, world.adeyemi):
        with pytest.raises(NotYours):
            claims.assign(who, story.reference, world.castellan.user_id)
    with pytest.raises(NotFound):
        claims.assign(world.larch, story.reference, world.osei.user_id)


def test_only_a_supervisor_names_and_only_out_of_their_own_team(world):
    story = factories.claimed(world)
    with pytest.raises(NotYours):
        claims.name(world.nair, story.reference, world.castellan.user_id)
    with pytest.raises(Invalid):
        claims.name(world.quayle, story.reference, world.castellan.user_id)


def test_a_case_that_is_over_has_no_lead_to_assign(world):
    story = factories.claimed(world)
    factories.move(world.lowe, story, "investigation", "finalise", outcome="evidential", reason="x")
    with pytest.raises(Conflict):
        claims.assign(world.lowe, story.reference, world.castellan.user_id)


def test_handing_back_puts_it_in_the_queue_for_anybody_of_the_team(world):
    story = factories.claimed(world)
    factories.move(world.nair, story, "investigation", "release", reason="Leave")

    assert factories.find(story).lead_id is None
    assert [row.reference for row in worklists.queue(world.castellan, "ppd_child_abuse").rows] == [
        story.reference
    ]
    claims.claim(world.castellan, story.reference)
    assert factories.find(story).lead_id == world.castellan.user_id


def test_rerouting_keeps_the_old_team_and_its_lead_reading_until_it_lets_go(world):
    """R8: what runs goes on, the new team's supervisor gives it a lead of its own (R10)."""
    story = factories.claimed(world)
    factories.move(world.lowe, story, "case", "reroute", team="fcid", reason="A gang runs it")

    case = factories.find(story)
    assert (case.lead_team_id, case.rule_lead) == (world.teams["fcid"], "ppd_child_abuse")
    assert (case.lead_id, factories.states(story)["investigation"]) == (None, "claimed")
    assert progress.ask_record(world.nair, story.reference, "wishes").reference == story.reference

    claims.assign(world.larch, story.reference, world.osei.user_id)
    assert factories.find(story).lead_id == world.osei.user_id
    with pytest.raises(NotYours):
        claims.release_team(world.larch, story.reference)
    with pytest.raises(NotYours):  # it supports, and never led
        claims.release_team(world.quayle, story.reference)

    claims.release_team(world.lowe, story.reference)
    with pytest.raises(NotFound):
        progress.ask_record(world.nair, story.reference, "wishes")


def test_a_team_that_supports_by_request_lets_go_and_whoever_leads_is_told(world):
    """S11, R8: ETT took it on and nobody else may release it; what the rule calls in stays."""
    story = factories.claimed(world)
    factories.record(world.nair, story, "ett_request", why="offender", reason="Find him")
    factories.record(world.sparrow, story, "ett_accept")
    for who in (world.lowe, world.quayle):
        with pytest.raises(NotYours):
            claims.release_team(who, story.reference)

    assert "release_team" in reading.read(world.sparrow, story.reference).may
    assert "release_team" not in reading.read(world.lowe, story.reference).may
    claims.release_team(world.sparrow, story.reference)
    with pytest.raises(NotFound):
        reading.read(world.sparrow, story.reference)
    (left,) = factories.events(story, "team_released")
    assert left.heading == "ett no longer works on this case"
    told = {row.team_id or row.user_id for row in rows(Notice, topic="team_released")}
    assert told == {world.teams["ppd_child_abuse"]}


def test_a_declared_conflict_ends_it_at_once_and_a_lead_goes_to_the_queue(world):
    story = factories.claimed(world)
    conflicts.declare(world.nair, story.reference)
    case = factories.find(story)
    assert (case.lead_id, factories.states(story)["investigation"]) == (None, "queued")
    assert factories.count(Notice, topic="conflict_found") == 0  # it waits for nobody

    conflicts.declare(world.castellan, story.reference)
    for who in (world.nair, world.castellan):
        with pytest.raises(NotFound):
            conflicts.may_declare(who, story.reference)


def test_the_team_hears_of_a_claim(world):
    factories.claimed(world)
    assert factories.count(Notice, topic="case_claimed") >= 1
    assert factories.count(Organisation) == len(factories.AGENCIES)


def test_whoever_confirms_safety_from_the_queue_is_told_whom_to_ask(world):
    """Section e: of a case nobody has claimed they read the queue row, so somebody must say it."""
    story = factories.log(world)
    asked = progress.ask(world.nair, story.reference, "safeguarding", "set_secured")

    assert asked.ask_first == (
        "Child trafficking or slavery. Child, Coventry. You read no more of it until you claim it. "
        "Before you put your name to this, ring response_coventry and ask for the officer who "
        f"logged {story.reference}: where they are, and who is with them."
    )
    own = progress.ask(world.okafor, story.reference, "safeguarding", "set_secured")
    assert own.ask_first == ""
