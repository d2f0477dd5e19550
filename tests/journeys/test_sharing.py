"""A case is offered, taken on, answered for and taken back, page by page, as people do it."""

import datetime as dt

import pytest
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db, reading
from referrals.models import Share
from tests.services.neighbours import Neighbours, claimed, shareable
from tests.services.station import Station
from tests.web import form


@pytest.fixture
def case(station: Station, near: Neighbours) -> str:
    return shareable(station)


def typed(**changed):
    """What somebody types to share a case until the end of next month or so."""
    until = now().date() + dt.timedelta(days=45)
    return {
        "purpose": "support",
        "legal_basis": "child_welfare",
        "consent": "told",
        "action": "Offer a first meeting",
        "until-day": str(until.day),
        "until-month": str(until.month),
        "until-year": str(until.year),
    } | changed


def offer(browser, case, **changed):
    """The two steps of an offer; the page they end on."""
    new = f"/cases/{case}/sharing/new?to=birch_street"
    preview = browser.fill(new, typed(**changed), to="/preview")
    assert preview.status_code == 200, preview.text
    return browser.send(new, form_of(preview, "/sharing"))


def form_of(answer, to):
    return form(answer.text, to)


def the_share() -> str:
    with reading():
        return str(db.session.scalar(select(Share.id)))


def test_from_the_offer_to_the_end(station, near, case, as_person):
    nair, grant = as_person(station.nair), as_person(near.grant)
    assert grant.get(f"/cases/{case}").status_code == 404

    done = offer(nair, case)
    assert (done.status_code, done.location) == (303, f"/cases/{case}/sharing")
    after = nair.get(done.location).text
    assert "Offered, not answered yet" in after
    assert "Offered to Birch Street Project." in after

    listed = grant.get("/partner").text
    assert case in listed
    assert "Give them support" in listed
    offered = grant.get(f"/cases/{case}").text
    assert "You are offered a case</h1>" in offered
    assert "Offer a first meeting" in offered
    assert "K.M." not in offered

    accepted = grant.fill(f"/cases/{case}", to="/accept")
    assert accepted.location == f"/cases/{case}"
    page = grant.get(f"/cases/{case}").text
    assert "K.M." in page
    assert "Kayla" not in page
    assert "You are seeing part of this case" in page
    assert "Never shown to your role" in page
    assert "police intelligence, people suspected" in page

    share = the_share()
    done = grant.fill(f"/cases/{case}/sharing/{share}/outcome", {"outcome": "Met her twice"})
    assert done.status_code == 303
    assert "Met her twice" in nair.get(f"/cases/{case}/sharing/{share}").text

    ended = nair.fill(f"/cases/{case}/sharing/{share}", {"reason": "work_done"}, to="/end")
    assert ended.location == f"/cases/{case}/sharing?done=ended"
    assert "The sharing has ended" in nair.get(ended.location).text
    assert grant.get(f"/cases/{case}").status_code == 404
    assert case not in grant.get("/partner").text


def test_they_decline_with_a_reason(station, near, case, as_person):
    nair, grant = as_person(station.nair), as_person(near.grant)
    offer(nair, case)

    again = grant.fill(f"/cases/{case}", to="/decline")
    assert again.status_code == 422
    assert "Say why you cannot take this on" in again.text
    done = grant.fill(f"/cases/{case}", {"reason": "no_capacity"}, to="/decline")
    assert done.location == "/partner"
    assert "Declined." in grant.get("/partner").text
    assert "Declined." not in as_person(near.holt).get("/partner").text
    assert grant.get(f"/cases/{case}").status_code == 404
    assert "We have no capacity" in nair.get(f"/cases/{case}/sharing").text


def test_what_was_done_is_said_of_ones_own_share(station, near, case, as_person):
    nair, grant = as_person(station.nair), as_person(near.grant)
    offer(nair, case)
    at = f"/cases/{case}/sharing/{the_share()}"
    assert grant.get(f"{at}/outcome").status_code == 404
    offered = grant.get(f"/cases/{case}")
    declining = form_of(offered, "/decline")
    grant.send(f"/cases/{case}", form_of(offered, "/accept"))

    empty = grant.fill(f"{at}/outcome", {"outcome": " "})

    assert empty.status_code == 422
    assert "Say what was done" in empty.text
    assert grant.get(f"/cases/{case}/sharing/{'0' * 32}/outcome").status_code == 404
    assert grant.send(f"/cases/{case}", declining).status_code == 404


def test_an_offer_is_taken_back(station, near, case, as_person):
    nair, grant = as_person(station.nair), as_person(near.grant)
    offer(nair, case)
    share = the_share()

    done = nair.fill(f"/cases/{case}/sharing/{share}", to="/withdraw")

    assert done.status_code == 303
    assert grant.get(f"/cases/{case}").status_code == 404


def test_nothing_is_shared_while_something_is_unmet(station, near, as_person):
    nair, case = as_person(station.nair), claimed(station)
    new = f"/cases/{case}/sharing/new?to=birch_street"

    preview = nair.fill(new, typed(), to="/preview").text

    assert "1 thing to do before you can share it" in preview
    assert "The local authority has not been told about this child" in preview
    assert f"/cases/{case}/tracks/safeguarding/refer" in preview
    assert "Share with Birch Street Project</button>" not in preview


def test_what_was_typed_comes_back_with_what_is_wrong(station, near, case, as_person):
    nair = as_person(station.nair)
    new = f"/cases/{case}/sharing/new?to=birch_street"

    wrong = nair.fill(new, typed(purpose="", action="Meet her"), to="/preview")

    assert wrong.status_code == 422
    assert "Say what you are sharing it for" in wrong.text
    assert "Meet her" in wrong.text


def test_a_preview_can_be_changed_without_typing_it_again(station, near, case, as_person):
    nair = as_person(station.nair)
    new = f"/cases/{case}/sharing/new?to=birch_street"
    preview = nair.fill(new, typed(action="Meet her"), to="/preview")

    back = nair.send(new, form_of(preview, "/new"))

    assert back.status_code == 200
    assert "Meet her" in back.text


def test_a_date_that_has_passed_is_said_where_it_is_typed(station, near, case, as_person):
    nair = as_person(station.nair)
    new = f"/cases/{case}/sharing/new?to=birch_street"
    for year, said in (("2020", "must end in the future"), ("2090", "can last a year at most")):
        past = typed() | {"until-day": "1", "until-month": "2", "until-year": year}
        answer = nair.fill(new, past, to="/preview")
        assert answer.status_code == 422, "before they are shown what would be sent"
        assert f"The sharing {said}" in answer.text


def test_who_to_share_with_leaves_out_those_who_have_it(station, near, case, as_person):
    nair = as_person(station.nair)
    offer(nair, case)

    page = nair.get(f"/cases/{case}/sharing/new")

    assert 'value="open_gate"' in page.text
    assert 'value="birch_street"' not in page.text
    twice = nair.get(f"/cases/{case}/sharing/new?to=birch_street")
    assert twice.status_code == 422
    assert "Choose an organisation that does not have this case yet" in twice.text
    assert '<input type="hidden" name="to" value="">' in page.text, "left empty, it is asked again"


def test_hidden_and_absent_are_the_same_page(station, near, case, as_person):
    """Another charity, a case that is not there, and a share that is not theirs (R12)."""
    nair, ames = as_person(station.nair), as_person(near.ames)
    offer(nair, case)
    share = the_share()
    absent = "RP-0000-AA"
    for path in ("", "/sharing", "/sharing/new", f"/sharing/{share}", f"/sharing/{share}/outcome"):
        hidden = ames.get(f"/cases/{case}{path}")
        nowhere = ames.get(f"/cases/{absent}{path}")
        assert (hidden.status_code, hidden.data) == (nowhere.status_code, nowhere.data), path
        assert hidden.status_code == 404, path


def test_acting_on_what_is_hidden_is_acting_on_nothing(station, near, case, as_person):
    nair, ames = as_person(station.nair), as_person(near.ames)
    offer(nair, case)
    share = the_share()
    token = form_of(ames.get("/partner"), "/sign-out").values["csrf_token"]
    body = {"csrf_token": token, "version": "1", "reason": "no_capacity", "once": "k"}
    for verb in ("accept", "decline", "withdraw", "end"):
        hidden = ames.post(f"/cases/{case}/sharing/{share}/{verb}", data=body)
        nowhere = ames.post(f"/cases/RP-0000-AA/sharing/{share}/{verb}", data=body)
        assert (hidden.status_code, hidden.data) == (404, nowhere.data), verb


def test_lists_are_not_there_for_others(station, near, as_person):
    assert as_person(station.nair).get("/partner").status_code == 404
    assert as_person(near.grant).get("/authority").status_code == 404
    assert as_person(near.adeyemi).get("/partner").status_code == 200
    assert as_person(near.cole).get("/authority").status_code == 200


def test_a_social_worker_has_the_case_at_the_same_address(station, near, case, as_person):
    page = as_person(near.adeyemi).get(f"/cases/{case}")

    assert page.status_code == 200
    assert "Your authority was told about this child" in page.text
    assert "Record the strategy discussion" in page.text


def test_a_response_officer_is_told_that_sharing_is_not_theirs(station, near, case, as_person):
    page = as_person(station.okafor).get(f"/cases/{case}/sharing")

    assert page.status_code == 403
