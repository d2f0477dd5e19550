"""Who may give whom which role: one's own agency's people alone, or two administrators."""

import dataclasses

import pytest
import time_machine

from referrals import access, outbox
from referrals.access import Verb
from referrals.db import db, reading, writing
from referrals.errors import Conflict, Invalid, NotFound, NotYours
from referrals.models import (
    ConflictOfInterest,
    Organisation,
    Session,
    Share,
    Task,
    TrailChange,
    User,
)
from referrals.services import accounts, administration, leaving, people, places
from referrals.services import reading as cases
from referrals.services import writing as updates
from referrals.services.people import Narrowed
from referrals.sessions import WEB, open_session
from tests import factories
from tests.stored import rows

OFFICER = {"role": "response_officer", "team": "response_coventry"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def second(world):
    """Another administrator."""
    with writing():
        row = User(
            email="second@police.example", name="Second", role="system_admin",
            organisation_id=world.admin.organisation_id, created_at=factories.now(),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
    return dataclasses.replace(world.admin, user_id=row.id, name="Second")


@pytest.fixture
def manager(world):
    with writing():
        db.session.get_one(User, world.grant.user_id).manages_organisation = True
    return dataclasses.replace(world.grant, manages_organisation=True)


def newcomer(**about):
    return {"name": "I. Vale", "email": "Vale@police.example", "organisation": "police"} | about


def user(user_id) -> User:
    with reading():
        return db.session.get_one(User, user_id)


def sent() -> list[outbox.Message]:
    found: list[outbox.Message] = []
    outbox.drain(found.append, "https://localhost")
    return found


def test_a_person_of_ones_own_agency_is_sent_a_link_at_once(world):
    done = administration.add(world.admin, newcomer(**OFFICER))
    assert not done["waits"]
    row = user(done["user"])
    assert (row.email, row.active, row.password_hash) == ("vale@police.example", True, "")
    assert "/first-use/" in next(each.link for each in sent() if each.to == row.email)


@pytest.mark.parametrize(("grant", "why"), [
    ({"organisation": "harbour", "role": "ngo_support_worker"}, "another agency"),
    ({"organisation": "police", "role": "auditor"}, "decides or checks"),
    ({"organisation": "police", "role": "system_admin"}, "decides or checks"),
    ({"organisation": "police", "role": "ppd_supervisor", "team": "ppd_child_abuse"}, "decides"),
    ({"organisation": "police", "role": "fcid_supervisor", "team": "fcid"}, "decides or checks"),
    ({"organisation": "police", "role": "response_supervisor", "team": "response_coventry"},
     "decides or checks"),
])  # fmt: skip
def test_power_and_other_agencies_need_a_second_administrator(world, second, grant, why):
    asked = newcomer(**{"team": None} | grant)
    done = administration.add(world.admin, asked)
    assert done["waits"]
    assert why in done["why"]
    assert not user(done["user"]).active
    assert sent() == []
    (row,) = people.waiting(second)
    with pytest.raises(NotYours):
        administration.decide(world.admin, row.id, agreed=True)
    administration.decide(second, row.id, agreed=True)
    assert (user(done["user"]).active, user(done["user"]).role) == (True, grant["role"])
    with pytest.raises(Conflict):
        administration.decide(second, row.id, agreed=True)


def test_nobody_is_made_or_made_again_a_supervisor_by_one_administrator(world, second):
    """Else one administrator is both of the two people who dispose, close, review or confirm."""
    made = {"role": "ppd_supervisor", "team": "ppd_child_abuse"}
    assert administration.change(world.admin, world.nair.user_id, made)["waits"]
    assert user(world.nair.user_id).role == "ppd_investigator"
    leaving.suspend_now(world.admin, world.lowe.user_id, "risk")
    assert administration.restore(world.admin, world.lowe.user_id)["waits"]
    assert not user(world.lowe.user_id).active


def test_a_refused_grant_gives_nothing(world, second):
    done = administration.add(world.admin, newcomer(role="auditor"))
    (row,) = people.waiting(second)
    administration.decide(second, row.id, agreed=False)
    assert not user(done["user"]).active
    assert people.waiting(second) == ()


def test_nobody_agrees_to_their_own_role(world, second):
    administration.change(second, world.nair.user_id, {"role": "system_admin"})
    promoted = dataclasses.replace(world.admin, user_id=world.nair.user_id)
    (row,) = people.waiting(world.admin)
    with pytest.raises(NotYours):
        administration.decide(promoted, row.id, agreed=True)


def test_nobody_changes_their_own_account(world, manager):
    for who in (world.admin, manager):
        with pytest.raises(NotYours):
            administration.change(who, who.user_id, OFFICER)


def test_a_change_of_role_ends_sessions_and_what_they_led(world):
    story = factories.claimed(world)
    with writing():
        open_session(world.nair.user_id, world.nair.role, WEB)
    administration.change(world.admin, world.nair.user_id, OFFICER)
    with reading():
        assert all(row.revoked_at for row in db.session.query(Session))
    assert user(world.nair.user_id).role == "response_officer"
    assert factories.find(story).lead_id is None
    assert factories.states(story)["investigation"] == "queued"


def test_accreditation_alone_leaves_the_work_where_it_is(world):
    story = factories.claimed(world)
    same = {"role": "ppd_investigator", "team": "ppd_child_abuse", "pip2": True}
    administration.change(world.admin, world.nair.user_id, same)
    assert factories.find(story).lead_id == world.nair.user_id


@pytest.mark.parametrize(("answers", "field"), [
    ({"role": "ngo_support_worker"}, "role"),
    ({"role": "response_officer"}, "team"),
    ({"role": "response_officer", "team": "no_such_team"}, "team"),
    ({"organisation": "nowhere", "role": "auditor"}, "organisation"),
    ({"email": "NAIR@police.example", "role": "auditor"}, "email"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_by_name(world, answers, field):
    with pytest.raises(Invalid) as wrong:
        administration.add(world.admin, newcomer(**answers))
    assert list(wrong.value.errors) == [field]


def test_a_manager_adds_and_sees_their_own_agencys_people_alone(world, manager):
    sent_elsewhere = newcomer(email="new@harbour.example", role="ngo_support_worker")
    done = administration.add(manager, sent_elsewhere)
    assert user(done["user"]).organisation_id == manager.organisation_id
    assert {row.organisation_code for row in people.people(manager, Narrowed()).rows} == {"harbour"}
    for other in (world.ames, world.nair):
        with pytest.raises(NotFound):
            people.person(manager, other.user_id)
        with pytest.raises(NotFound):
            administration.invite(manager, other.user_id)


def test_a_manager_makes_no_managers_and_gives_no_police_role(world, manager):
    new = newcomer(email="new@harbour.example", role="ngo_support_worker", manages=True)
    assert not user(administration.add(manager, new)["user"]).manages_organisation
    with pytest.raises(Invalid):
        administration.add(manager, newcomer(email="x@harbour.example", role="auditor"))


@pytest.mark.parametrize("name", ["nair", "lowe", "grant", "audit", "cole"])
def test_nobody_else_learns_of_any_account(world, name):
    who = world.actors[name]
    for ask in (
        lambda: people.people(who, Narrowed()),
        lambda: people.person(who, world.okafor.user_id),
        lambda: administration.add(who, newcomer(**OFFICER)),
        lambda: places.directory(who),
        lambda: places.suspend_agency(who, "harbour", "Closed"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_people_are_found_by_part_of_a_name_and_paged(world):
    found = people.people(world.admin, Narrowed(name="nAi")).rows
    assert [row.name for row in found] == ["Nair"]
    assert people.people(world.admin, Narrowed(name="%")).rows == ()
    first = people.people(world.admin, Narrowed())
    then = people.people(world.admin, Narrowed(), first.next)
    assert len(first.rows) == 25
    assert people.people(world.admin, Narrowed(), "²").rows == first.rows
    assert not {row.id for row in first.rows} & {row.id for row in then.rows}


def test_a_restored_account_begins_anew_and_holds_nothing(world):
    story = factories.claimed(world)
    leaving.finish(world.admin, world.nair.user_id, "left")
    sent()
    administration.restore(world.admin, world.nair.user_id)
    assert user(world.nair.user_id).password_hash == ""
    assert any("/first-use/" in each.link for each in sent())
    with pytest.raises(NotFound):
        cases.read(world.nair, story.reference)


def offered(world, story) -> None:
    """An offer that Harbour Light has not answered."""
    factories.shared(world, story, {"identity": "share"})
    with writing():
        row = db.session.query(Share).one()
        row.state, row.answered_at = "offered", None


def test_a_suspended_agency_is_kept_out_and_its_unanswered_offer_is_taken_back(world):
    story = factories.claimed(world)
    offered(world, story)
    with writing():
        open_session(world.grant.user_id, world.grant.role, WEB)
        db.session.add(
            Task(
                case_id=factories.row(story).id,
                title="Offer a first meeting",
                organisation_id=world.grant.organisation_id,
                asked_at=story.at,
            )
        )
    places.suspend_agency(world.admin, "harbour", "It has closed")
    with reading():
        assert not db.session.query(Organisation).filter_by(code="harbour").one().active
        assert all(row.revoked_at for row in db.session.query(Session))
        assert db.session.query(Share).one().state == "withdrawn"
        (task,) = [row for row in db.session.query(Task) if row.title == "Offer a first meeting"]
        assert (task.organisation_id, task.team_id) == (None, world.lowe.team_id)


def test_nobody_suspends_their_own_agency(world):
    with pytest.raises(NotYours):
        places.suspend_agency(world.admin, "police", "Closed")


def test_an_agency_and_a_team_are_added_by_a_code_of_their_own(world):
    new = {"code": "second_step", "name": "Second Step", "kind": "ngo"}
    places.add_agency(world.admin, new | {"first_responder": False, "notifies": False})
    team = {"code": "outreach", "name": "Outreach", "organisation": "second_step"}
    places.add_team(world.admin, team)
    assert "outreach" in {row.code for row in places.directory(world.admin).teams}
    for code in ("outreach", "Out reach"):
        with pytest.raises(Invalid):
            places.add_team(world.admin, team | {"code": code})


def test_every_act_is_on_the_trail(world):
    administration.add(world.admin, newcomer(**OFFICER))
    with reading():
        rows = db.session.query(TrailChange).filter_by(actor_id=world.admin.user_id)
        assert [row.act for row in rows.order_by(TrailChange.seq)] == ["user_added", "user_changed"]


def test_an_administrator_sees_no_case(world):
    story = factories.claimed(world)
    with pytest.raises(NotFound), reading():
        access.fetch_quietly(world.admin, story.reference, Verb.READ)


def test_a_restored_account_does_not_get_back_what_nobody_has_given_away_yet(world):
    story = factories.claimed(world)
    leaving.suspend_now(world.admin, world.nair.user_id, "risk")
    administration.restore(world.admin, world.nair.user_id)
    with pytest.raises(NotFound):
        cases.read(world.nair, story.reference)
    assert factories.states(story)["investigation"] == "queued"
    assert leaving.leavers(world.lowe, "ppd_child_abuse") == ()


def test_a_grant_asked_for_before_an_account_was_closed_does_not_open_it(world, second, clock):
    administration.change(second, world.nair.user_id, {"role": "auditor"})
    clock.shift(60)
    leaving.suspend_now(second, world.nair.user_id, "risk")
    (row,) = people.waiting(world.admin)
    with pytest.raises(Conflict):
        administration.decide(world.admin, row.id, agreed=True)
    assert not user(world.nair.user_id).active
    administration.decide(world.admin, row.id, agreed=False)
    assert people.waiting(world.admin) == ()


def board_member(world, area=None):
    return {"name": "I. Vale", "email": "vale@lscb.example", "role": "lscb_member", "area": area}


def test_a_manager_gives_nobody_another_area_to_read_of(world):
    """A board reads the figures of its own area (R23): another is an administrator's to give."""
    with writing():
        db.session.get_one(User, world.marsh.user_id).manages_organisation = True
    manager = dataclasses.replace(world.marsh, manages_organisation=True)
    new = administration.add(manager, board_member(world, "sandwell"))["user"]
    assert user(new).area_code is None
    administration.change(manager, new, {"role": "lscb_member", "area": "sandwell"})
    assert user(new).area_code is None
    assert people.places(manager).areas == ()
    given = {"role": "cse_coordinator", "area": "coventry"}
    administration.change(world.admin, world.kerr.user_id, given)
    assert user(world.kerr.user_id).area_code == "coventry"


def test_an_area_that_there_is_not_is_refused_by_name(world):
    with pytest.raises(Invalid) as refused:
        administration.add(world.admin, newcomer(role="cse_coordinator", area="nowhere"))
    assert set(refused.value.errors) == {"area"}


@pytest.mark.parametrize("back", ["administrator", "terminal"])
def test_whoever_comes_back_is_kept_from_a_case_that_names_them_since(world, back):
    """While the account was closed, nobody was looked for under that name (section e, rule 5)."""
    new = administration.add(world.admin, newcomer(name="Ivor Vale", role="auditor") | OFFICER)
    leaving.suspend_now(world.admin, new["user"], "long_leave")
    story = factories.claimed(world)
    updates.add_person(world.nair, story.reference, "suspect", "Ivor Vale", about="")
    if back == "terminal":
        accounts.restore("vale@police.example")
    else:
        administration.restore(world.admin, new["user"])
    (found,) = rows(ConflictOfInterest, user_id=new["user"])
    assert (found.case_id, found.source, found.lifted_at) == (
        factories.find(story).id, "detected", None,
    )  # fmt: skip
