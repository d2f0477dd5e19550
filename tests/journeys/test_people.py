"""People, agencies, cover and leavers on the pages and through the API, as each role meets them."""

import dataclasses
import itertools

import pytest
import time_machine

from referrals import sessions
from referrals.db import db, reading, writing
from referrals.models import TrailRead, User
from tests import factories


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def world(app):
    return factories.world()


@pytest.fixture
def manager(world):
    with writing():
        db.session.get_one(User, world.grant.user_id).manages_organisation = True
    return dataclasses.replace(world.grant, manages_organisation=True)


NEW = {"name": "I. Vale", "email": "vale@police.example", "organisation": "police"}
OFFICER = {"role": "response_officer", "team": "response_coventry", "area": "coventry"}


def test_an_administrator_adds_changes_and_closes(world, as_person):
    browser = as_person(world.admin)
    assert browser.get("/").location == "/admin"
    added = browser.fill("/admin/people/new", {**NEW, **OFFICER}, to="/new")
    assert added.status_code == 303
    page = added.location.partition("?")[0]
    assert "A link to set up the account is on its way" in browser.get(added.location).text
    waits = browser.fill(f"{page}/change", {"role": "response_supervisor"}, to="/change")
    assert "so it is for supervisors" in browser.get(waits.location).text
    detective = {"role": "ppd_investigator", "team": "ppd_cse"}
    changed = browser.fill(f"{page}/change", detective, to="/change")
    assert changed.location.endswith("?done=changed")
    closed = browser.fill(f"{page}/leave", {"how": "close", "why": "left"}, to="/leave")
    assert closed.location.endswith("?done=close")
    assert "they have left" in browser.get(page).text
    assert browser.fill(page, to="/restore").location.endswith("?done=restored")
    assert browser.fill(page, to="/invite").location.endswith("?done=invited")


def test_what_was_typed_is_kept_with_what_is_wrong(world, as_person):
    answer = as_person(world.admin).fill(
        "/admin/people/new", {**NEW, "role": "auditor", "email": "x"}
    )
    assert answer.status_code == 422
    assert "I. Vale" in answer.text


def test_a_name_is_looked_for_without_standing_in_an_address(world, as_person):
    browser = as_person(world.admin)
    found = browser.fill("/admin", {"name": "nair"}, to="/find")
    assert found.status_code == 200
    assert "Nair" in found.text
    assert "Castellan" not in found.text.partition('id="main"')[2]
    with reading():
        rows = db.session.query(TrailRead).filter_by(actor_id=world.admin.user_id)
        assert "people.read" in {row.act for row in rows}


def test_an_administrator_is_shown_numbers_and_never_a_reference(world, as_person):
    story = factories.claimed(world)
    text = as_person(world.admin).get(f"/admin/people/{world.nair.user_id}").text
    assert "1 case led" in text
    assert story.reference not in text


def test_a_second_administrator_agrees(world, as_person):
    with writing():
        other = User(
            email="second@police.example", name="Second", role="system_admin",
            organisation_id=world.admin.organisation_id, created_at=factories.now(),
        )  # fmt: skip
        db.session.add(other)
    first, second = (
        as_person(world.admin),
        as_person(dataclasses.replace(world.admin, user_id=other.id)),
    )
    first.fill("/admin/people/new", {**NEW, "role": "auditor"}, to="/new")
    assert "Another administrator decides" in first.get("/admin/waiting").text
    assert second.fill("/admin/waiting", to="/agree").status_code == 303
    assert "Nothing waits" in second.get("/admin/waiting").text


def test_a_manager_sees_their_own_people_under_their_own_address(world, manager, as_person):
    browser = as_person(manager)
    text = browser.get("/partner/agency").text
    assert "Our people" in text
    assert "harbour.example" in text
    assert "birch.example" not in text
    added = browser.fill(
        "/partner/agency/people/new",
        {"name": "J. Moss", "email": "moss@harbour.example", "role": "ngo_support_worker"},
        to="/new",
    )
    assert added.location.startswith("/partner/agency/people/")
    hidden = browser.get(f"/partner/agency/people/{world.ames.user_id}")
    absent = browser.get("/partner/agency/people/99999")
    assert (hidden.status_code, hidden.data) == (404, absent.data)
    assert browser.get("/admin").status_code == 403


@pytest.mark.parametrize("name", ["nair", "grant", "audit"])
def test_nobody_else_has_these_pages(world, as_person, name):
    browser = as_person(world.actors[name])
    assert browser.get("/partner/agency").status_code == 404
    assert browser.get("/admin").status_code == 403


def test_agencies_and_teams(world, as_person):
    browser = as_person(world.admin)
    new = {"name": "Second Step", "code": "second_step", "kind": "ngo", "first_responder": "no",
           "notifies": "no"}  # fmt: skip
    assert browser.fill("/admin/agencies/new", new, to="/new").location == "/admin/agencies"
    team = {"name": "Outreach", "code": "outreach", "organisation": "second_step"}
    assert browser.fill("/admin/teams/new", team, to="/new").location == "/admin/teams"
    assert "Outreach" in browser.get("/admin/teams").text
    suspending = "/admin/agencies/second_step/suspend"
    assert "Suspend Second Step" in browser.get(suspending).text
    assert browser.fill(suspending, {"reason": ""}).status_code == 422
    assert browser.fill(suspending, {"reason": "It has closed"}).location == "/admin/agencies"
    assert browser.fill("/admin/agencies", to="second_step/restore").status_code == 303


def test_a_supervisor_gives_away_what_a_leaver_held(world, as_person):
    story = factories.claimed(world)
    as_person(world.admin).fill(
        f"/admin/people/{world.nair.user_id}/leave", {"how": "now", "why": "risk"}, to="/leave"
    )
    browser = as_person(world.lowe)
    page = "/teams/ppd_child_abuse/leavers"
    assert story.reference in browser.get(page).text
    browser.fill(page, {"to": str(world.castellan.user_id)}, to=story.reference)
    assert "Nobody is leaving" in browser.get(page).text
    assert as_person(world.castellan).get(f"/cases/{story.reference}").status_code == 200


def test_cover_is_set_and_ended_on_its_page(world, as_person, clock):
    story = factories.claimed(world)
    browser = as_person(world.lowe)
    page = "/teams/ppd_child_abuse/cover"
    days = {f"{key}-{part}": str(value) for key, day in (("first", 10), ("last", 12))
            for part, value in (("day", day), ("month", 3), ("year", 2026))}  # fmt: skip
    people = {"user": str(world.nair.user_id), "by": str(world.castellan.user_id)}
    assert browser.fill(page, {**people, **days}, to="/cover").location == page
    assert 'data-l="Last day">12 Mar<' in browser.get(page).text
    covering = as_person(world.castellan)
    assert "You are covering for Nair" in covering.get("/my-work").text
    assert "you are covering for the person" in covering.get(f"/cases/{story.reference}").text
    browser.fill(page, to="/end")
    assert covering.get(f"/cases/{story.reference}").status_code == 404


def token(actor) -> dict[str, str]:
    with writing():
        sid = sessions.open_session(actor.user_id, actor.role, sessions.API)
    return {"Authorization": f"Bearer {sid}"}


def test_the_api_does_the_same(app, world):
    client, admin = app.test_client(), token(world.admin)
    done = client.post("/api/people", json={**NEW, **OFFICER}, headers=admin)
    assert (done.status_code, done.json["waits"]) == (201, False)
    listed = client.get("/api/people?role=response_officer", headers=admin).json
    assert "I. Vale" in [row["name"] for row in listed["items"]]
    one = f"/api/people/{done.json['user']}"
    again = client.post(f"{one}/change", json={**OFFICER, "role": "sab_member"}, headers=admin)
    assert again.status_code == 422
    assert client.post(f"{one}/invite", headers=admin).status_code == 204
    gone = client.post(f"{one}/leave", json={"how": "close", "why": "left"}, headers=admin)
    assert gone.status_code == 204
    assert client.post(f"{one}/restore", headers=admin).json["waits"] is False
    assert client.get("/api/people/waiting", headers=admin).json["items"] == []
    nobody = client.get("/api/people", headers=token(world.nair))
    assert nobody.status_code == 404


def test_the_api_takes_no_character_that_nobody_types(app, world):
    client, admin = app.test_client(), token(world.admin)
    sent = {**NEW, **OFFICER}
    for field, odd in itertools.product(sent, ("\0", "\ud800")):
        done = client.post("/api/people", json={**sent, field: f"a{odd}"}, headers=admin)
        assert (done.status_code, list(done.json["errors"])) == (422, [field])


def test_the_api_covers_and_gives_away(app, world):
    story = factories.claimed(world)
    client, lowe = app.test_client(), token(world.lowe)
    wanted = {"user": world.nair.user_id, "by": world.castellan.user_id,
              "first": "2026-03-10", "last": "2026-03-12"}  # fmt: skip
    never = {**wanted, "first": "9999-12-31", "last": "9999-12-31"}
    refused = client.post("/api/teams/ppd_child_abuse/cover", json=never, headers=lowe)
    assert (refused.status_code, set(refused.json["errors"])) == (422, {"first", "last"})
    set_ = client.post("/api/teams/ppd_child_abuse/cover", json=wanted, headers=lowe)
    assert set_.status_code == 201
    (line,) = client.get("/api/teams/ppd_child_abuse/cover", headers=lowe).json["items"]
    assert (line["covered"], line["by"], line["now"]) == ("Nair", "Castellan", True)
    end = client.delete(f"/api/teams/ppd_child_abuse/cover/{set_.json['cover']}", headers=lowe)
    assert end.status_code == 204
    client.post(
        f"/api/people/{world.nair.user_id}/leave",
        json={"how": "now", "why": "risk"},
        headers=token(world.admin),
    )
    (leaver,) = client.get("/api/teams/ppd_child_abuse/leavers", headers=lowe).json["items"]
    given = client.post(
        f"/api/teams/ppd_child_abuse/leavers/{leaver['id']}/cases/{story.reference}",
        json={"to": None},
        headers=lowe,
    )
    assert given.status_code == 204
    assert factories.states(story)["investigation"] == "queued"


def kept_long(world):
    """A case closed on this day, of which only the dates matter here."""
    story = factories.claimed(world)
    with writing():
        case = factories.row(story)
        case.closed_at, case.pathway = factories.now(), "support_only"
        case.sexual_exploitation = case.sexual_assault_alleged = False
    return story


def test_two_supervisors_dispose_of_a_case_on_the_page(world, as_person, clock):
    story = kept_long(world)
    clock.move_to("2032-03-10T09:00:00Z")
    first, second = as_person(world.lowe), as_person(world.dray)
    page = "/admin/retention"
    first.fill(page, {"reason": "court"}, to="/hold")
    assert "A court or a prosecution needs it" in second.get(page).text
    second.fill(page, to="/lift")
    first.fill(page, to="/propose")
    assert "Another supervisor must agree" in first.get(page).text
    assert second.fill(page, to="/dispose").location == page
    assert second.get(f"/cases/{story.reference}").status_code == 404
    assert "1 case has been disposed of" in as_person(world.audit).get(page).text


def test_an_inquiry_holds_every_case_on_the_page(world, as_person):
    browser = as_person(world.admin)
    assert browser.fill("/admin/inquiry-hold", {"reason": " "}, to="/set").status_code == 422
    browser.fill("/admin/inquiry-hold", {"reason": "Asked for by the Hartley inquiry"}, to="/set")
    page = browser.get("/admin/inquiry-hold").text
    assert "Another administrator lifts it" in page
    assert "Asked for by the Hartley inquiry" in page
    assert "Every case is held" in as_person(world.audit).get("/admin/retention").text


def test_the_api_disposes_by_two(app, world, clock):
    story = kept_long(world)
    clock.move_to("2032-03-10T09:00:00Z")
    client, one, two = app.test_client(), token(world.lowe), token(world.dray)
    at = f"/api/cases/{story.reference}/retention"
    assert client.post(f"{at}/propose", headers=one).status_code == 200
    assert client.post(f"{at}/dispose", headers=one).status_code == 403
    (row,) = client.get("/api/retention", headers=two).json["items"]
    assert (row["proposed"], row["earliest"]) == ("proposed", "2032-03-10")
    assert client.post(f"{at}/dispose", headers=two).json == {"reference": story.reference}
    assert client.post(f"{at}/keep", json={"reason": "risk"}, headers=two).status_code == 404


def test_the_api_adds_and_suspends_agencies_adds_teams_and_holds_every_case(seats):
    admin, other = seats.program("admin"), seats.program("nair")
    agency = {"name": "Second Step", "code": "second_step", "kind": "ngo",
              "first_responder": False, "notifies": False}  # fmt: skip
    assert admin.post("/api/admin/agencies/new", agency).json == {"code": "second_step"}
    wrong = admin.post("/api/admin/agencies/new", agency | {"kind": "shop", "area": "moon"})
    assert (wrong.status_code, set(wrong.json["errors"])) == (422, {"kind", "area"})
    assert admin.post("/api/admin/agencies/new", agency).json["errors"] == {
        "code": ["This code is taken. Choose another"]
    }
    suspend = "/api/admin/agencies/second_step/suspend"
    assert admin.post(suspend, {}).json["errors"] == {"reason": ["Say why it is suspended"]}
    assert admin.post(suspend, {"reason": "It has closed"}).status_code == 204
    [row] = [r for r in admin.seen("/api/admin/agencies")["items"] if r["code"] == "second_step"]
    assert (row["active"], row["people"]) == (False, 0)
    assert admin.post("/api/admin/agencies/second_step/restore").status_code == 204

    team = {"name": "Outreach", "code": "outreach", "organisation": "second_step"}
    assert admin.post("/api/admin/teams/new", team).json == {"code": "outreach"}
    [row] = [r for r in admin.seen("/api/admin/teams")["items"] if r["code"] == "outreach"]
    assert (row["organisation"], row["department"]) == ("Second Step", "")

    hold = "/api/admin/inquiry-hold"
    assert admin.seen(hold) == {"since": None, "mine": False, "why": ""}
    assert admin.post(f"{hold}/set", {"reason": "The Hartley inquiry"}).status_code == 204
    assert admin.seen(hold)["mine"] is True
    assert admin.post(f"{hold}/lift").status_code == 403
    assert {other.get(each).status_code for each in (hold, "/api/admin/teams")} == {403}


def test_the_terminal_says_what_is_due_and_disposes_of_nothing(app, world, clock):
    story = kept_long(world)
    clock.move_to("2032-03-10T09:00:00Z")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["retention"]).exit_code == 1
    said = runner.invoke(args=["retention", "--dry-run"]).output
    assert story.reference in said
    assert "1 closed, 1 due, 1 may go." in said
    assert factories.find(story).disposed_at is None
