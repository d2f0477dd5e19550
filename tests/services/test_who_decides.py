"""Who decides an NRM referral: by the pilot, by the Home Office, and as it was kept."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from referrals.db import db, reading, writing
from referrals.errors import NotFound, NotYours, Unready
from referrals.models import (
    Case,
    CaseClock,
    Disclosure,
    Notice,
    NrmReferral,
    Organisation,
    PartnerCopy,
    TrailChange,
)
from referrals.seed import teller
from referrals.services import disclosures, exports, information, released, releasing
from referrals.services import reading as case_pages
from tests import factories
from tests.stored import rows
from workflows.releases import NRM

TODAY = dt.date(2026, 3, 10)
FRIDAY = dt.date(2026, 3, 20)


def authority(who, story):
    """As the case page, the row kept and the copies that leave all say it."""
    shown = case_pages.read(who, story.reference).nrm.competent_authority
    (kept,) = rows(NrmReferral)
    assert shown == kept.competent_authority
    asked = exports.ask(who, story.reference, "pack.txt").questions
    (recipient,) = (row for row in asked if row.key == "recipient")
    assert shown in {choice.code for choice in recipient.choices}
    return shown


def test_an_allocation_moves_the_case_and_what_is_kept_from_one_authority_to_the_other(world):
    story = factories.submitted(world)
    task = str(information.ask(world.cole, story.reference, "Who paid?", FRIDAY)["task"])
    assert authority(world.nair, story) == "sca"
    with pytest.raises(NotFound):
        case_pages.read(world.ryde, story.reference)
    with pytest.raises(NotYours):
        factories.record(world.lowe, story, "allocate_ieca", at=TODAY)

    done = factories.record(world.cole, story, "allocate_ieca", at=TODAY)

    assert done["held"] is False, "they are not sent to a case that is theirs no more"
    with pytest.raises(NotFound):
        case_pages.read(world.cole, story.reference)
    theirs = case_pages.read(world.ryde, story.reference)
    assert "Allocated to the Immigration Enforcement Competent Authority" in {
        entry.heading for entry in theirs.timeline
    }
    assert authority(world.nair, story) == "ieca"
    ieca = world.agencies["ieca"]
    told = rows(Notice, topic="nrm_allocated")
    assert {(row.team_id, row.organisation_id) for row in told} == {
        (world.teams["ppd_child_abuse"], None), (None, ieca),
    }  # fmt: skip
    (change,) = rows(TrailChange, act="record.allocate_ieca")
    assert change.actor_id == world.cole.user_id
    (kept,) = rows(NrmReferral)
    sent = (row for row in rows(Disclosure) if row.occasion.startswith(f"nrm:{kept.id}:"))
    first, second = sorted(sent, key=lambda row: row.id)
    assert (second.organisation_id, second.decided_by_id) == (ieca, world.cole.user_id)
    assert (second.items, second.tiers, second.digest) == (first.items, first.tiers, first.digest)

    information.answer(world.nair, story.reference, task, "A cousin paid")
    (answer,) = rows(Disclosure, kind="information")
    assert answer.organisation_id == ieca
    assert [row.organisation_id for row in rows(Notice, topic="information_answered")] == [ieca]
    read = {entry.text for entry in case_pages.read(world.ryde, story.reference).timeline}
    assert {"Who paid?", "A cousin paid"} <= read, "what it is told of is there to be read"
    factories.move(world.ryde, story, "nrm", "record_rg", at=TODAY, outcome="positive")


def test_it_may_be_given_back_and_later_facts_do_not_move_it(world):
    story = factories.submitted(world)
    with pytest.raises(Unready) as refused:
        factories.record(world.nair, story, "allocate_sca", at=TODAY)
    assert [row.gate for row in refused.value.unmet] == ["R21"]
    with pytest.raises(Unready) as refused:
        factories.record(world.nair, story, "allocate_ieca", at=TODAY - dt.timedelta(days=9))
    assert [row.gate for row in refused.value.unmet] == ["R1"], "not before it was sent"
    factories.record(world.nair, story, "allocate_ieca", at=TODAY)
    factories.record(world.nair, story, "nationality", nationality_group="uk")
    assert authority(world.nair, story) == "ieca"

    factories.record(world.nair, story, "allocate_sca", at=TODAY)

    assert authority(world.nair, story) == "sca"
    case_pages.read(world.cole, story.reference)
    with pytest.raises(NotFound):
        case_pages.read(world.ryde, story.reference)


def without(code: str) -> None:
    """Leave the authority of this code out of the service, as where no law of its day is used."""
    with writing():
        db.session.execute(update(Organisation).filter_by(code=code).values(code="another"))


def with_intelligence(world, story) -> None:
    """Words that go to whoever decides, with the form."""
    teller.note(story, "intelligence", "A source at the garage says so")
    source = released.releases(world.nair, story.reference).sources[0].code
    asked = {"source": source, "to": NRM, "wording": "By car", "why": "To find the place"}
    release = str(releasing.ask(world.nair, story.reference, asked)["release"])
    releasing.decide(world.lowe, story.reference, release, {"decision": "yes"})


def test_an_authority_outside_the_service_is_in_the_ledger_by_its_name(world):
    """DPA 2018 s62: what was sent was told, whoever reads it, and nobody here holds it for that."""
    story = factories.submitted(world)
    with_intelligence(world, story)
    without("ieca")
    factories.record(world.cole, story, "allocate_ieca", at=TODAY)

    for who in (world.cole, world.ryde):
        with pytest.raises(NotFound):
            case_pages.read(who, story.reference)
    here, elsewhere = rows(Disclosure, kind="nrm")
    assert (here.recipient, here.organisation_id) == (None, world.agencies["sca"])
    assert (elsewhere.recipient, elsewhere.organisation_id) == ("ieca", None)
    assert (elsewhere.items, elsewhere.digest) == (here.items, here.digest)
    assert [row.recipient for row in rows(Disclosure, kind="release")] == [None, "ieca"]
    assert len(rows(PartnerCopy)) == 1, "only who uses the service is asked what became of it"
    ieca = "Immigration Enforcement Competent Authority"
    told = disclosures.ledger(world.nair, story.reference).rows
    assert {row.how for row in told if row.to == ieca} == {
        "Sent with the NRM form", "Intelligence released in agreed words"
    }  # fmt: skip
    assert exports.preview(world.nair, story.reference).sent.to == ieca
    given = {"purpose": "enter_form", "recipient": "ieca"}
    exports.take(world.nair, story.reference, "pack.txt", given)
    assert [row.recipient for row in rows(Disclosure, kind="nrm_pack_txt")] == ["ieca"]


def clocks(story):
    with reading():
        found = select(CaseClock).join(Case).where(Case.reference == story.reference)
        rows = (row for row in db.session.scalars(found) if row.code.startswith("RG_"))
        return {row.code: (row.due_day, row.state) for row in rows}


def test_a_child_of_a_pilot_area_goes_to_the_panel_on_its_own_clock(world):
    """R21; a birth date that is corrected later changes nothing that was sent."""
    story = factories.submitted(world, area="solihull")

    assert authority(world.nair, story) == "devolved_panel"
    assert case_pages.read(world.moss, story.reference).reference == story.reference
    with pytest.raises(NotFound):
        case_pages.read(world.cole, story.reference)
    pilot = {"RG_PILOT": (story.at.date() + dt.timedelta(days=45), "running")}
    assert clocks(story) == pilot, "and no RG_TARGET"
    with pytest.raises(Unready):
        factories.record(world.nair, story, "allocate_ieca", at=TODAY)

    factories.record(world.nair, story, "age", born_on=dt.date(2008, 5, 1), age_band="child")

    assert authority(world.nair, story) == "devolved_panel"
    assert clocks(story) == pilot
    factories.move(world.moss, story, "nrm", "record_rg", at=TODAY, outcome="positive")
