"""Moves and records: every reason at once, by the right hand, once, and never on a stale page."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db, reading
from referrals.errors import Conflict, NotFound, NotYours, Reused, Unready
from referrals.models import Case, CaseClock, Notice, Task, TrailChange
from referrals.pages.present import blocker_rows
from referrals.picture import left
from referrals.seed import teller
from referrals.services import progress
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


def gates(refused):
    return [row.gate for row in refused.value.unmet]


def clock(story, code):
    with reading():
        rows = select(CaseClock).join(Case).where(Case.reference == story.reference)
        return db.session.scalars(rows.where(CaseClock.code == code)).one()


def test_handing_over_too_soon_lists_everything_that_is_left(world):
    """G1: immediate safety, and risk to others; age and type were given when it was logged."""
    story = factories.log(world)
    factories.move(world.okafor, story, "response", "make_safe")
    factories.record(world.okafor, story, "immediate_safety", safe=False)
    with pytest.raises(Unready) as refused:
        factories.move(world.okafor, story, "response", "hand_over")

    assert {row.words for row in refused.value.unmet} == {
        "Say whether anyone is still in danger",
        "Say whether anyone else is at risk",
    }
    assert progress.ask(world.okafor, story.reference, "response", "hand_over").unmet
    assert factories.states(story)["response"] == "made_safe"


def test_a_child_goes_to_the_nrm_without_being_asked_to_agree(world):
    story = factories.claimed(world)
    with pytest.raises(Unready) as refused:
        factories.record(world.nair, story, "consent", given=True)
    assert gates(refused) == ["G3"]

    teller.submit(story)
    assert factories.states(story)["nrm"] == "submitted"
    assert factories.find(story).consent is None


def test_an_adult_waits_until_their_agreement_is_recorded(world):
    story = factories.claimed(world, "adult")
    factories.move(world.osei, story, "nrm", "draft")
    with pytest.raises(Unready) as refused:
        factories.move(world.osei, story, "nrm", "make_ready")
    assert gates(refused) == ["G4"] * 6
    assert "They said no to an NRM referral" not in str(refused.value), "nobody has asked yet"
    [row] = blocker_rows(story.reference, left(refused.value.unmet))
    assert row["words"].startswith("Explain the NRM")
    assert "Ask whether they agree to an NRM referral" in row["parts"]
    assert len(row["parts"]) == 5, "one record of consent answers all six"

    teller.consent(story, given=False)
    with pytest.raises(Unready) as refused:
        factories.move(world.osei, story, "nrm", "make_ready")
    assert [row.words for row in refused.value.unmet] == ["They said no to an NRM referral"]

    teller.consent(story, given=True)
    teller.submit(story)
    assert factories.states(story)["nrm"] == "submitted"


def test_an_unfinished_form_is_not_sent(world):
    story = factories.claimed(world)
    factories.move(world.nair, story, "nrm", "draft")
    factories.move(world.nair, story, "nrm", "make_ready")
    with pytest.raises(Unready) as refused:
        factories.move(world.nair, story, "nrm", "submit", at=now())
    assert set(gates(refused)) == {"G5"}
    told = [(row.words, row.fix) for row in refused.value.unmet]
    assert told[0] == ("Enter your own reference", "nrm/first_responder")
    assert len(set(told)) == len(told) == factories.find(story).nrm_missing


def test_the_first_decision_is_awaited_over_christmas_and_the_new_year(world):
    """Sent Tuesday 22 December 2026: 23, 24, 29, 30 and 31 are the five working days (R1)."""
    with time_machine.travel("2026-12-24T09:00:00Z"):
        story = factories.claimed(world)
        story.at = dt.datetime(2026, 12, 22, 10, tzinfo=dt.UTC)
        teller.submit(story)
    target = clock(story, "RG_TARGET")
    assert target.due_day == dt.date(2026, 12, 31)
    assert target.due == dt.datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)


def test_a_decision_meets_the_clock_and_starts_the_next(world):
    story = factories.submitted(world)
    factories.move(world.cole, story, "nrm", "record_rg", at=now().date(), outcome="positive")

    assert factories.states(story)["nrm"] == "rg_positive"
    assert clock(story, "RG_TARGET").state == "met"
    assert clock(story, "RECOVERY").due_day == dt.date(2026, 4, 9)  # 10 March and 30 days


def test_a_decision_keyed_by_the_police_is_marked_so(world):
    """Section b: a user of the authority records it, or an investigator keys a received letter."""
    day = {"at": now().date(), "outcome": "positive"}
    story, keyed = factories.submitted(world), factories.submitted(world)
    factories.move(world.cole, story, "nrm", "record_rg", **day)
    factories.move(world.nair, keyed, "nrm", "record_rg", **day)
    said = "Reasonable grounds decision: yes"
    assert [row.heading for row in factories.events(story, "rg_decision")] == [said]
    assert [row.heading for row in factories.events(keyed, "rg_decision")] == [
        f"{said}, keyed from a letter"
    ]
    (asked,) = rows(Task, code="attach_letter")
    assert asked.case_id == factories.row(keyed).id


def test_an_investigator_who_does_not_hold_it_may_make_it_safe_for_the_lead_team(world):
    """Section b: referred and secured are set by any investigator of the lead team."""
    story = factories.log(world)
    factories.record(world.okafor, story, "immediate_safety", safe=True)
    factories.move(world.castellan, story, "safeguarding", "refer", **factories.COUNCIL, at=now())
    factories.record(world.castellan, story, "safety_plan", plan="With her aunt.")
    done = factories.move(world.castellan, story, "safeguarding", "set_secured", evidence="Seen.")

    assert factories.find(story).secured is True
    assert done["held"] is False
    with pytest.raises(NotFound):
        factories.record(world.castellan, story, "wishes", wishes="Home")
    with pytest.raises(NotFound):
        factories.move(world.osei, story, "safeguarding", "clear_secured", reason="New risk")


@pytest.mark.parametrize(
    ("who", "track", "code"),
    [
        ("okafor", "investigation", "start"),
        ("okafor", "safeguarding", "clear_secured"),
        ("nair", "investigation", "finalise"),
        ("nair", "safeguarding", "hold_strategy_discussion"),
        ("lowe", "investigation", "start"),
        ("quayle", "investigation", "transfer"),
        ("reid", "case", "reroute"),
        ("adeyemi", "support", "offer_of_another"),
        ("nair", "case", "close"),
    ],
)
def test_a_move_by_the_wrong_hand_is_not_theirs(world, who, track, code):
    story = factories.claimed(world)
    before = factories.states(story)
    refusal = NotFound if code == "offer_of_another" else NotYours
    with pytest.raises(refusal):
        factories.move(world.actors[who], story, track, code)
    assert factories.states(story) == before


def test_a_record_by_the_wrong_hand_is_not_theirs(world):
    story = factories.claimed(world)
    for who, code in ((world.adeyemi, "immediate_safety"), (world.reid, "crime_reported")):
        with pytest.raises(NotYours):
            factories.record(who, story, code)
        with pytest.raises(NotYours):
            progress.ask_record(who, story.reference, code)
    with pytest.raises(NotFound):
        factories.record(world.nair, story, "no_such_record")


def test_a_stale_page_moves_nothing_and_shows_what_the_other_did(world):
    story = factories.claimed(world)
    opened = progress.ask(world.nair, story.reference, "investigation", "start")
    factories.record(world.lowe, story, "threat_to_life", threat=True)

    with pytest.raises(Conflict) as stale:
        progress.move(
            world.nair, story.reference, ("investigation", "start"), {}, version=opened.version
        )
    assert stale.value.theirs == {"Lowe, 09:00": "Threat to life answered"}
    with pytest.raises(Conflict):
        progress.record(world.nair, story.reference, "wishes", {}, version=opened.version)
    assert factories.states(story)["investigation"] == "claimed"

    latest = opened.version + 1
    step = ("investigation", "start")
    progress.move(world.nair, story.reference, step, {}, version=latest)
    assert factories.find(story).version == latest + 1


@pytest.mark.parametrize(("gone", "why"), [
    (("investigation", "claim"), "Nair leads this case now"),
    (("response", "hand_over"), "Initial response stands at “Handed over”"),
    (("support", "end"), "“End the support” cannot be done now: Support stands at “Not offered”"),
])  # fmt: skip
def test_a_step_that_is_not_there_says_why_not(world, gone, why):
    """Of a claim, who was first; of any other, where its track stands, and nobody's doing."""
    story = factories.claimed(world)
    with pytest.raises(Conflict, match=why):
        progress.move(world.nair, story.reference, gone, {})
    with pytest.raises(Conflict, match=why):
        progress.ask(world.nair, story.reference, *gone)


def test_one_key_is_one_move(world):
    story = factories.claimed(world)
    step = ("safeguarding", "clear_secured")
    first = progress.move(world.nair, story.reference, step, {"reason": "Followed"}, key="k")
    again = progress.move(world.nair, story.reference, step, {"reason": "Followed"}, key="k")

    assert again == first
    assert len([e for e in factories.events(story) if e.move == "clear_secured"]) == 1
    assert factories.count(TrailChange, act="safeguarding.clear_secured") == 1
    with pytest.raises(Reused):
        progress.move(world.nair, story.reference, step, {"reason": "Another"}, key="k")


def test_new_risk_takes_their_safety_back_and_tells_the_lead(world):
    story = factories.claimed(world)
    factories.move(world.nair, story, "safeguarding", "clear_secured", reason="Followed home")

    case = factories.find(story)
    assert (case.secured, case.immediate_safety_confirmed) == (False, False)
    assert case.stage == "specialist_investigation"  # a claim is not undone by it
    assert factories.count(Notice, topic="new_risk") == 1


def test_what_a_person_wrote_stands_sealed_and_codes_stand_beside_it(world):
    story = factories.claimed(world)
    factories.move(world.lowe, story, "investigation", "finalise",
                   outcome="evidential", reason="The account was not enough")  # fmt: skip
    event = factories.events(story)[-1]
    assert event.detail == {"outcome": "evidential"}
    assert event.words == "The account was not enough"
    assert b"account" not in event.words_sealed


def test_nothing_is_dated_before_the_step_it_follows(world):
    """Each dated step of the NRM, tried a day too early: it is refused, and nothing moves."""
    story = factories.claimed(world, "adult")
    story.at = now().replace(second=0, microsecond=0)
    teller.consent(story, given=True)
    factories.move(world.osei, story, "nrm", "draft")
    teller.fill_form(story)
    factories.move(world.osei, story, "nrm", "make_ready")
    moment, today = story.at, now().date()
    a_day = dt.timedelta(days=1)
    said = {"method": "written", "to": "other"}
    asked = {"ground": "new_evidence", "removal": False}
    no, yes = {"outcome": "negative"}, {"outcome": "positive", "early_reason": "they_asked"}
    for code, date, answers, reached in (
        ("submit", moment, {}, "submitted"),
        ("record_rg", today, no, "rg_negative"),
        ("reconsider", today, asked, "reconsideration"),
        ("record_rg", today, {"outcome": "positive"}, "rg_positive"),
        ("record_cg", today, yes, "cg_positive"),
    ):
        stood = factories.states(story)["nrm"]
        if code in ("record_rg", "record_cg"):  # whoever withdraws does so from what was sent
            with pytest.raises(Unready) as refused:
                factories.move(world.osei, story, "nrm", "withdraw", at=today - a_day, **said)
            assert gates(refused) == ["R1"]
        with pytest.raises(Unready) as refused:
            factories.move(world.osei, story, "nrm", code, at=date - a_day, **answers)
        assert set(gates(refused)) == {"R1"}, code
        assert factories.states(story)["nrm"] == stood
        factories.move(world.osei, story, "nrm", code, at=date, **answers)
        assert factories.states(story)["nrm"] == reached


def test_a_new_referral_is_not_disqualified_by_what_ended_the_last(world):
    """NABA 2022 s63 stops the protection of one decision; after a withdrawal comes another."""
    story = factories.submitted(world, "adult")
    today, positive = now().date(), {"outcome": "positive"}
    factories.move(world.osei, story, "nrm", "record_rg", at=today, **positive)
    factories.record(world.osei, story, "disqualification", at=today, reason="Public order")
    assert clock(story, "RECOVERY").state == "stopped"
    said = {"method": "written", "to": "other"}
    factories.move(world.osei, story, "nrm", "withdraw", at=today, **said)

    with time_machine.travel("2026-04-14T09:00:00Z"):
        story.at = now()
        factories.move(world.osei, story, "nrm", "draft")
        teller.consent(story, given=True)
        teller.submit(story)
        factories.move(world.osei, story, "nrm", "record_rg", at=now().date(), **positive)

        assert factories.find(story).disqualified is False
        with reading():
            rows = select(CaseClock.due_day, CaseClock.state).join(Case)
            rows = rows.where(Case.reference == story.reference, CaseClock.code == "RECOVERY")
            assert dict(db.session.execute(rows).all()) == {
                dt.date(2026, 4, 9): "stopped",
                dt.date(2026, 5, 14): "running",
            }
