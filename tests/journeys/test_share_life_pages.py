"""The pages of a share: what the sender is shown is what the receiver gets, byte for byte."""

import re

import pytest
import time_machine
from sqlalchemy import select

from referrals import sessions
from referrals.db import db, reading, writing
from referrals.effects.leading import assign
from referrals.models import ItemAsked, Share
from referrals.services import reading as opening
from referrals.services import retention, sharing
from tests.programs import Program
from tests.services.neighbours import ITEMS, Neighbours, find, shareable, taken_on
from tests.services.station import Station
from tests.web import form


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        yield


@pytest.fixture
def case(station: Station, near: Neighbours) -> str:
    return shareable(station)


def told(page: str) -> str:
    """What the receiver is told, from its opening mark to its end."""
    found = re.search(r'<div class="rp-told">.*?</section>\n</div>', page, re.DOTALL)
    assert found, page
    return found[0]


OFFER = {
    "purpose": "support",
    "legal_basis": "child_welfare",
    "consent": "told",
    "action": "Offer a first meeting",
    "until-day": "30",
    "until-month": "4",
    "until-year": "2026",
    "item_language": "another_person",
    "item_assault": "evidence",
}


def test_the_preview_is_byte_for_byte_what_the_receiver_then_gets(station, near, case, as_person):
    nair, grant = as_person(station.nair), as_person(near.grant)
    preview = nair.fill(f"/cases/{case}/sharing/new?to=birch_street", OFFER, to="/preview")
    assert preview.status_code == 200
    nair.send("", form(preview.text, "/sharing"))
    grant.fill(f"/cases/{case}", to="/accept")

    theirs = told(grant.get(f"/cases/{case}").text)

    assert "another person’s information" in theirs
    assert f'href="/cases/{case}/ask/language"' in theirs
    assert told(preview.text) == theirs
    with reading():
        share = db.session.scalar(select(Share.id))
    assert told(nair.get(f"/cases/{case}/sharing/{share}").text) == theirs


def test_an_item_is_asked_for_refused_asked_again_and_shared(station, near, case, as_person):
    nair, grant = as_person(station.nair), as_person(near.grant)
    share = taken_on(station, near, case, ITEMS | {"language": "not_needed"})
    ask = f"/cases/{case}/ask/language"
    page = grant.get(f"/cases/{case}").text
    assert f'href="{ask}"' in page
    assert f"/cases/{case}/ask/safe_address" not in page
    assert grant.get(f"/cases/{case}/ask/safe_address").status_code == 404
    assert grant.fill(ask, {"why": " "}).status_code == 422
    with time_machine.travel("2026-03-10T09:01:00Z", tick=False):
        assert grant.fill(ask, {"why": "To book an interpreter"}).location == f"/cases/{case}"
        waiting = grant.get(f"/cases/{case}").text
    assert "You asked for an item that is withheld." in waiting
    assert "Asked for by Grant. To be answered" in waiting
    assert f'href="{ask}"' not in waiting

    tasks = nair.get(f"/cases/{case}/tasks").text
    answer = f"/cases/{case}/sharing/{share}/asked/{the_asked()}"
    assert f'href="{answer}"' in tasks
    assert "To book an interpreter" in nair.get(answer).text
    assert nair.fill(answer, {"decision": "no"}).status_code == 422
    nair.fill(answer, {"decision": "no", "reason": "evidence"})
    refused = grant.get(f"/cases/{case}").text
    assert "the answer on Tue 10 March 2026 was no: evidence" in refused
    assert f'href="{ask}"' not in refused  # evidence is not asked for

    grant.fill(f"/cases/{case}/ask/medical", {"why": "She is often ill"})
    yes = f"/cases/{case}/sharing/{share}/asked/{the_asked()}"
    assert nair.fill(yes, {"decision": "yes"}).status_code == 303
    row = re.search(r">Health notes<.*?</div>", told(grant.get(f"/cases/{case}").text), re.DOTALL)
    assert row, "what was asked for and given does not vanish"
    assert "Not recorded" in row[0]


def the_asked() -> str:
    with reading():
        return str(db.session.scalar(select(ItemAsked.id).where(ItemAsked.state == "asked")))


def test_a_share_is_looked_at_again_changed_and_let_go_on(station, near, case, as_person):
    nair, grant = as_person(station.nair), as_person(near.grant)
    at = f"/cases/{case}/sharing/{taken_on(station, near, case, ITEMS)}"
    assert nair.fill(f"{at}/review", {"why": ""}).status_code == 422
    assert nair.fill(f"{at}/review", {"why": "She still goes"}).location == f"{at}?done=kept"
    longer = {"until-day": "30", "until-month": "9", "until-year": "2026", "why": "The trial"}
    assert nair.fill(f"{at}/extend", longer).location == f"{at}?done=longer"
    assert nair.fill(f"{at}/extend", longer).status_code == 422
    changed = {"item_language": "risk_of_harm", "why": "They asked us to"}
    assert nair.fill(f"{at}/change", changed).location == f"{at}?done=changed"
    record = nair.get(at).text
    assert "30 September 2026" in record
    for said in ("goes on for longer", "The trial", "looked at again, and kept", "She still goes"):
        assert said in record
    theirs = grant.get(f"/cases/{case}").text
    assert "Withheld: risk of harm" in told(theirs)
    counted = opening.read(near.grant, case).timeline_page.count
    assert theirs.count("rp-time__item") == counted
    for page in ("review", "extend", "change"):
        assert grant.get(f"{at}/{page}").status_code == 403


def test_of_a_restricted_case_the_people_are_chosen(station, near, case, as_person):
    with writing():
        find(case).restricted = True
        assign(find(case), "restricted_reader", find(case).opened_at, user_id=station.nair.user_id)
    nair, grant, holt = (as_person(who) for who in (station.nair, near.grant, near.holt))
    new = f"/cases/{case}/sharing/new?to=birch_street"

    assert "Choose who there may see it" in nair.fill(new, OFFER, to="/preview").text
    named = OFFER | {"people": [str(near.grant.user_id)]}
    preview = nair.fill(new, named, to="/preview")
    assert nair.send("", form(preview.text, "/sharing")).status_code == 303

    assert case in grant.get("/partner").text
    assert case not in holt.get("/partner").text
    assert grant.fill(f"/cases/{case}", to="/accept").status_code == 303
    absent = holt.get(f"/cases/{case}")
    assert absent.status_code == 404
    assert absent.data.replace(case.encode(), b"") == holt.get("/cases/RP-2026-AB").data.replace(
        b"RP-2026-AB", b""
    )


def test_a_pack_for_a_meeting_is_printed_from_the_page_of_the_share(station, near, case, as_person):
    share = taken_on(station, near, case, ITEMS)
    nair = as_person(station.nair)
    page = f"/cases/{case}/sharing/{share}/pack"

    again = nair.fill(page, {"meeting-day": "31", "meeting-month": "2", "meeting-year": "2026"})
    assert again.status_code == 422
    assert 'value="31"' in again.text
    pack = nair.fill(page, {"meeting-day": "12", "meeting-month": "3", "meeting-year": "2026"})
    assert pack.mimetype == "application/pdf"
    assert pack.data.startswith(b"%PDF")
    assert "A meeting pack" in nair.get(f"/cases/{case}/disclosures").text


def test_a_partner_says_on_a_page_and_by_the_api_what_became_of_its_copy(
    app, station, near, case, as_person
):
    nair, grant = as_person(station.nair), as_person(near.grant)
    share = taken_on(station, near, case, ITEMS)
    name = f"COPY-{share[:8].upper()}"
    assert name in grant.get(f"/cases/{case}").text
    sharing.end(station.nair, case, share, "work_done", version=2)
    record = nair.get(f"/cases/{case}/sharing/{share}").text
    assert "No longer shared with Birch Street Project" in record
    assert "Tue 10 March 2026, 09:00, Nair" in record
    assert "You are seeing part of this case" not in record
    assert "/ask/" not in record
    assert "Over since 10 Mar" in nair.get(f"/cases/{case}/sharing").text
    page = grant.get("/partner/copies").text
    assert name in page
    assert case not in page
    said = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
    assert f"{name}  of Birch Street Project  by 2036-12-31  kept" in said
    assert "1 copies kept by partners, 0 past their day." in said

    [address] = set(re.findall(r"/partner/copies/[0-9a-f]{32}", page))
    again = grant.fill(address, {"copy": "longer", "why": "A claim", "until-year": "2030"})
    assert again.status_code == 422
    assert "A claim" in again.text
    retention.hold(station.lowe, case, "court")
    warned = grant.fill(address, {"copy": "gone"})
    assert warned.status_code == 422
    assert "A hold stands: keep the copy" in warned.text
    gone = {"copy": "gone", "held_why": "Shredded the day before"}
    assert grant.fill(address, gone).location == "/partner/copies"
    assert "Disposed of, told on" in grant.get("/partner/copies").text
    assert "Disposed of, told on" in nair.get(f"/cases/{case}/sharing/{share}").text

    theirs, ames = program(app, near.grant), program(app, near.ames)
    [row] = theirs.seen("/api/partner/copies")["items"]
    assert (row["name"], row["stands"], row["dispose_by"]) == (name, "gone", "2036-12-31")
    assert theirs.post(f"/api{address}", {"copy": "gone"}).status_code == 409
    assert ames.post(f"/api{address}", {"copy": "gone"}).status_code == 404


def program(app, actor) -> Program:
    with writing():
        return Program(
            app.test_client(), sessions.open_session(actor.user_id, actor.role, sessions.API)
        )
