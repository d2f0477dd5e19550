"""The pages of releases and of the ledger, and the same by the API."""

import io

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select

from referrals.db import db, reading
from referrals.models import Release
from referrals.services import writing as notes
from tests.services.neighbours import ITEMS, Neighbours, shareable, taken_on
from tests.services.station import Station

WORDS = "Somebody takes her away by car at the end of the week"


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        yield


@pytest.fixture
def case(station: Station, near: Neighbours) -> str:
    reference = shareable(station)
    notes.note(station.nair, reference, "intelligence", "Sam Roe of the garage drives her there")
    return reference


def test_one_asks_another_decides_and_the_authority_reads(station, near, case, as_person):
    nair, lowe, adeyemi = (as_person(who) for who in (station.nair, station.lowe, near.adeyemi))
    at = f"/cases/{case}/releases"
    assert "Nothing is released" in nair.get(at).text
    empty = nair.fill(f"{at}/new", {"wording": ""})
    assert empty.status_code == 422
    assert "Write what they would read" in empty.text
    source = released_sources(nair, case)[0]
    asked = {"source": source, "to": "council", "wording": WORDS, "why": "Home visits"}
    assert nair.fill(f"{at}/new", asked).location == at
    with reading():
        release = db.session.scalar(select(Release.id))
    own = nair.get(f"{at}/{release}").text
    assert "It waits for a supervisor who did not ask for it" in own
    assert f'href="{at}/{release}"' in lowe.get(f"/cases/{case}/tasks").text

    assert lowe.fill(f"{at}/{release}", {"decision": "no"}).status_code == 422
    assert lowe.fill(f"{at}/{release}", {"decision": "yes"}).location == at
    page = adeyemi.get(f"/cases/{case}").text
    assert WORDS in page
    assert "garage" not in page
    assert lowe.fill(f"{at}/{release}", {"reason": "risk"}, to="/revoke").location == at
    assert WORDS not in adeyemi.get(f"/cases/{case}").text
    assert adeyemi.get(at).status_code == 403


def released_sources(browser, case) -> list[str]:
    answer = browser.get(f"/api/cases/{case}/releases")
    return [row["code"] for row in answer.json["sources"]]


def test_who_was_told_what_is_a_page_a_paper_and_an_answer_of_the_api(
    station, near, case, as_person
):
    nair, grant = as_person(station.nair), as_person(near.grant)
    before = nair.get(f"/cases/{case}/disclosures").text
    assert "Walsall Council" in before, "nobody there has opened it yet"
    assert "NRM decisions" not in before
    taken_on(station, near, case, ITEMS)

    page = nair.get(f"/cases/{case}/disclosures").text
    assert "Birch Street Project" in page
    assert "Give them support" in page
    paper = nair.get(f"/cases/{case}/disclosures/paper")
    assert paper.mimetype == "application/pdf"
    said = "".join(side.extract_text() for side in PdfReader(io.BytesIO(paper.data)).pages)
    assert "Birch Street Project" in said
    assert "The welfare of a child" in said
    assert "Kayla" not in said
    rows = nair.get(f"/api/cases/{case}/disclosures").json["rows"]
    assert sorted((row["to"], row["decided_by"]) for row in rows) == [
        ("Birch Street Project", "Nair"), ("Walsall Council", "Okafor"),
    ]  # fmt: skip
    for address in ("disclosures", "disclosures/paper", "releases"):
        assert grant.get(f"/cases/{case}/{address}").status_code == 403
