"""Whoever leaves gets in nowhere, and nothing they held is orphaned."""

import pytest
import time_machine

from referrals import access
from referrals.access import Verb
from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import Assignment, Draft, Leaving, Notice, Session, Task, TrailChange, User
from referrals.services import claims, dormancy, intake, leaving, worklists
from referrals.sessions import WEB, open_session
from tests import factories


@pytest.fixture
def clock():
    with time_machine.travel(factories.TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def world(app, clock):
    return factories.world()


def find(model, **having):
    with reading():
        return list(db.session.query(model).filter_by(**having))


def signed_in(person) -> None:
    with writing():
        open_session(person.user_id, person.role, WEB)


def alive(person) -> bool:
    return any(row.revoked_at is None for row in find(Session, user_id=person.user_id))


def standing(story, kind: str) -> list[bool]:
    """Of each standing of a kind on the case, whether it is still in force."""
    rows = find(Assignment, case_id=factories.find(story).id, standing=kind)
    return [row.until is None for row in rows]


def test_what_somebody_holds_is_told_in_numbers(world):
    story = factories.claimed(world)
    held = leaving.held(world.admin, world.nair.user_id)
    assert (held.leads, held.named, held.owns, held.cases) == (1, 0, 0, (factories.find(story).id,))


def test_closing_gives_the_lead_to_the_queue_and_closes_the_account(world):
    story = factories.claimed(world)
    signed_in(world.nair)
    leaving.finish(world.admin, world.nair.user_id, "left")
    case = factories.find(story)
    assert case.lead_id is None
    assert factories.states(story)["investigation"] == "queued"
    assert standing(story, "lead") == [False]
    assert not alive(world.nair)
    assert find(User, id=world.nair.user_id)[0].active is False
    assert [row.reference for row in worklists.queue(world.castellan, "ppd_child_abuse").rows] == [
        story.reference
    ]


def test_the_case_can_be_claimed_again_by_a_colleague(world):
    story = factories.claimed(world)
    leaving.finish(world.admin, world.nair.user_id, "left")
    claims.claim(world.castellan, story.reference)
    assert factories.find(story).lead_id == world.castellan.user_id


def test_a_case_with_the_prosecutors_keeps_its_place_and_asks_for_a_lead(world):
    story = factories.claimed(world)
    factories.move(world.nair, story, "investigation", "start")
    factories.move(world.nair, story, "investigation", "send_to_cps", on="2026-03-09")
    leaving.finish(world.admin, world.nair.user_id, "left")
    assert factories.states(story)["investigation"] == "with_cps"
    assert factories.find(story).lead_id is None
    (task,) = find(Task, code="lead_investigator")
    assert (task.state, task.team_id) == ("asked", world.lowe.team_id)


def test_an_emergency_closes_at_once_and_leaves_an_urgent_list(world):
    story = factories.claimed(world)
    signed_in(world.nair)
    leaving.suspend_now(world.admin, world.nair.user_id, "risk")
    assert not alive(world.nair)
    (task,) = find(Task, code="rehome")
    assert (task.case_id, task.team_id) == (factories.find(story).id, world.lowe.team_id)
    assert find(Notice, topic="leaver_urgent")[0].team_id == world.lowe.team_id
    (leaver,) = leaving.leavers(world.lowe, "ppd_child_abuse")
    assert [part.reference for part in leaver.parts] == [story.reference]
    assert leaver.closed


def test_a_supervisor_gives_a_case_to_a_colleague(world):
    story = factories.claimed(world)
    leaving.suspend_now(world.admin, world.nair.user_id, "risk")
    (leaver,) = leaving.leavers(world.lowe, "ppd_child_abuse")
    leaving.give(world.lowe, leaver.id, story.reference, world.castellan.user_id)
    assert factories.find(story).lead_id == world.castellan.user_id
    assert factories.states(story)["investigation"] == "claimed"
    assert standing(story, "lead") == [False, True]
    assert leaving.leavers(world.lowe, "ppd_child_abuse") == ()
    assert [row.state for row in find(Task, code="rehome")] == ["done"]


@pytest.mark.parametrize("name", ["probation", "marlow", "nair", "lowe"])
def test_only_an_accredited_colleague_of_the_team_can_be_given_it(world, name):
    story = factories.claimed(world)
    leaving.suspend_now(world.admin, world.nair.user_id, "risk")
    (leaver,) = leaving.leavers(world.lowe, "ppd_child_abuse")
    with pytest.raises(Invalid):
        leaving.give(world.lowe, leaver.id, story.reference, world.actors[name].user_id)


def test_nobody_with_a_conflict_can_be_given_it(world):
    story = factories.claimed(world)
    factories.conflict(story, world.castellan)
    leaving.suspend_now(world.admin, world.nair.user_id, "risk")
    (leaver,) = leaving.leavers(world.lowe, "ppd_child_abuse")
    with pytest.raises(Invalid):
        leaving.give(world.lowe, leaver.id, story.reference, world.castellan.user_id)


def test_another_teams_supervisor_sees_no_list(world):
    factories.claimed(world)
    leaving.suspend_now(world.admin, world.nair.user_id, "risk")
    with pytest.raises(NotFound):
        leaving.leavers(world.quayle, "ppd_child_abuse")
    assert leaving.leavers(world.quayle, "ppd_cse") == ()


def test_what_no_supervisor_gave_away_in_a_day_goes_to_the_queue(world, clock):
    story = factories.claimed(world)
    leaving.suspend_now(world.admin, world.nair.user_id, "risk")
    clock.shift(23 * 3600)
    assert dormancy.settle_urgent() == 0
    clock.shift(2 * 3600)
    assert dormancy.settle_urgent() == 1
    assert factories.find(story).lead_id is None
    assert leaving.leavers(world.lowe, "ppd_child_abuse") == ()


def test_asking_first_leaves_the_account_open_and_asks_once(world):
    story = factories.claimed(world)
    leaving.ask(world.admin, world.nair.user_id, "moved")
    with pytest.raises(Conflict):
        leaving.ask(world.admin, world.nair.user_id, "moved")
    (leaver,) = leaving.leavers(world.lowe, "ppd_child_abuse")
    leaving.give(world.lowe, leaver.id, story.reference, None)
    assert find(User, id=world.nair.user_id)[0].active
    leaving.finish(world.admin, world.nair.user_id, "moved")
    assert find(Leaving)[0].done_at is not None


def test_a_restricted_case_keeps_a_supervisor_among_its_names(world):
    story = factories.claimed(world)
    factories.restrict(story, world.nair, world.lowe)
    leaving.finish(world.admin, world.lowe.user_id, "left")
    with reading():
        assert access.fetch_quietly(world.dray, story.reference, Verb.READ)


def test_an_unsent_draft_is_taken_over_by_the_supervisor(world):
    token = intake.start_draft(world.okafor)
    leaving.finish(world.admin, world.okafor.user_id, "left")
    (row,) = find(Draft)
    assert row.user_id == world.hallam.user_id
    assert intake.draft(world.hallam, token)
    assert find(Notice, topic="draft_taken_over")[0].user_id == world.hallam.user_id


def test_an_owner_who_leaves_is_followed_by_another_supervisor_of_the_unit(world):
    story = factories.log(world, "support_only")
    owner = factories.find(story).owner_id
    leaving.finish(world.admin, owner, "left")
    assert factories.find(story).owner_id in {world.hallam.user_id, world.abara.user_id} - {owner}


def test_tasks_of_theirs_are_the_teams(world):
    story = factories.claimed(world)
    with writing():
        case = factories.row(story)
        db.session.add(
            Task(case_id=case.id, title="Ring back", user_id=world.nair.user_id, asked_at=story.at)
        )
    leaving.finish(world.admin, world.nair.user_id, "left")
    with reading():
        (task,) = [row for row in db.session.query(Task) if row.title == "Ring back"]
    assert (task.user_id, task.team_id) == (None, world.lowe.team_id)


def test_nobody_closes_their_own_account_nor_is_an_outsider_told_of_any(world):
    with pytest.raises(NotYours):
        leaving.suspend_now(world.admin, world.admin.user_id, "left")
    for who in (world.lowe, world.audit, world.grant):
        with pytest.raises(NotFound):
            leaving.held(who, world.nair.user_id)


def test_ninety_days_unused_closes_an_account_and_lists_its_work(world, clock):
    story = factories.claimed(world)
    clock.shift(90 * 24 * 3600 - 60)
    assert dormancy.suspend_dormant() == 0
    with writing():
        for keep in (world.castellan, world.lowe):
            db.session.get_one(User, keep.user_id).last_used_at = now()
    clock.shift(120)
    dormancy.suspend_dormant()
    rows = {row.name: row for row in find(User)}
    assert rows["Nair"].suspended_why == "dormant"
    assert rows["Castellan"].active
    assert [part.reference for part in leaving.leavers(world.lowe, "ppd_child_abuse")[0].parts] == [
        story.reference
    ]


def test_the_last_administrator_is_never_closed_for_want_of_use(world, clock):
    clock.shift(400 * 24 * 3600)
    dormancy.suspend_dormant()
    assert find(User, role="system_admin")[0].active


def test_the_trail_says_who_held_it_and_who_does_now(world):
    story = factories.claimed(world)
    leaving.finish(world.admin, world.nair.user_id, "left")
    acts = [row.act for row in find(TrailChange, chain=f"case:{factories.find(story).id}")]
    assert "case.rehomed" in acts
