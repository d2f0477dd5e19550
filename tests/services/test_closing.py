"""Two people for what one must not decide alone: notices, best interests, and closings (G11)."""

import pytest
import time_machine
from flask import Flask

from referrals.clock import now
from referrals.errors import Conflict, NotFound, NotYours, Unready
from referrals.models import Notice, Share, TrailChange
from referrals.seed import teller
from referrals.services import nrm, progress, writing
from tests import factories
from tests.factories import TUESDAY, World


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


def gates(refused):
    return [row.gate for row in refused.value.unmet]


def test_writing_and_checking_a_notice_are_two_people(world):
    """R18: the account of a notice is checked by somebody who did not write it."""
    story = factories.claimed(world, "adult")
    factories.record(world.osei, story, "dtn",
                     agrees=False, identifying=False, narrative="unchecked")  # fmt: skip
    with pytest.raises(Unready) as refused:
        factories.record(world.osei, story, "dtn_check")
    assert gates(refused) == ["G6"]
    asked = progress.ask_record(world.osei, story.reference, "dtn_check")
    assert [row.gate for row in asked.unmet] == ["G6"]

    factories.record(world.larch, story, "dtn_check")
    assert factories.find(story).dtn["narrative"] == "checked"


def test_whoever_once_wrote_a_notice_never_checks_it(world):
    """R18: writing it again by another hand does not make the first one a second person."""
    story = factories.claimed(world, "adult")
    for who in (world.osei, world.larch):
        factories.record(who, story, "dtn",
                         agrees=False, identifying=False, narrative="unchecked")  # fmt: skip
    for who in (world.osei, world.larch):
        with pytest.raises(Unready) as refused:
            factories.record(who, story, "dtn_check")
        assert gates(refused) == ["G6"]
    factories.record(world.sorley, story, "dtn_check")


def test_deciding_and_approving_for_somebody_are_two_people(world):
    """R20: a supervisor approves a best-interests decision, and not the one who recorded it."""
    story = factories.claimed(world, "adult")
    factories.record(world.osei, story, "capacity",
                     at=now().date(), lacks_capacity_for_nrm=True, assessor="A doctor")  # fmt: skip
    factories.record(world.larch, story, "best_interests",
                     decided_on=now().date(), decision_maker="A judge", consulted="x")  # fmt: skip
    with pytest.raises(Unready) as refused:
        factories.record(world.larch, story, "best_interests_approval")
    assert gates(refused) == ["R20"]

    factories.record(world.sorley, story, "best_interests_approval")
    assert factories.find(story).best_interests["approved_by_supervisor"] is True


def closable(world):
    """A CSE case of which nothing is left but the closing."""
    story = factories.claimed(world, "cse")
    teller.social_work(story, world.adeyemi)
    marlow, quayle = world.marlow, world.quayle
    story.moves(world.adeyemi, "safeguarding", "step_down", reason="The plan worked")
    story.moves(quayle, "investigation", "finalise", outcome="convicted", reason="Sentenced")
    story.moves(marlow, "nrm", "no_grounds", grounds="not_modern_slavery", reason="One offender")
    story.moves(marlow, "support", "offer", offered="Counselling")
    story.moves(marlow, "support", "end", disposition="children_social_care")
    return story


def test_closing_is_blocked_with_the_whole_list_of_what_is_left(world):
    """G11, R13 and R19: safeguarding, investigation, NRM and support stand open."""
    story = factories.claimed(world, "cse")
    with pytest.raises(Unready) as refused:
        factories.move(world.quayle, story, "case", "close", reason="x")
    assert [(row.gate, row.words) for row in refused.value.unmet] == [
        ("G11", "Bring safeguarding to an end"),
        ("G11", "Bring the investigation to an end"),
        ("G11", "Bring the NRM to an end"),
        ("G11", "Bring the support to an end"),
        ("G11", "Record what support they have after this"),
        ("R19", "Say whether the NRM was considered, and why"),
    ]


def test_a_supervisor_who_neither_leads_nor_asked_closes_it_and_sharing_ends(world):
    story = closable(world)
    factories.shared(world, story, {"identity": "share", "support": "share"})
    with pytest.raises(NotYours):
        writing.ask_to_close(world.quayle, story.reference, "Done")
    writing.ask_to_close(world.marlow, story.reference, "Done")
    with pytest.raises(Conflict):
        writing.ask_to_close(world.marlow, story.reference, "Done")

    factories.move(world.quayle, story, "case", "close", reason="Everything is done")

    case = factories.find(story)
    assert (case.stage, case.next_due) == ("closed", None)
    assert factories.count(Share, state="ended", reason_code="case_closed") == 1
    assert factories.count(TrailChange, act="share.ended", recipients="harbour") == 1
    assert factories.count(Notice, topic="share_ended") == 1
    with pytest.raises(NotFound):
        progress.ask_record(world.grant, story.reference, "wishes")
    with pytest.raises(Unready):
        factories.move(world.marlow, story, "nrm", "draft")

    factories.move(world.quayle, story, "case", "reopen", reason="A new name")
    assert factories.find(story).stage == "specialist_investigation"


def test_whoever_asked_for_the_closing_does_not_decide_it(world):
    """Rule 9: the owner asks, and another response supervisor closes."""
    story = factories.log(world, "support_only", by="hallam")
    hallam = world.hallam
    for code, answers in (
        ("immediate_safety", {"safe": True}), ("risk_to_others", {"others": False}),
    ):  # fmt: skip
        story.records(hallam, code, **answers)
    story.moves(hallam, "response", "make_safe")
    story.moves(hallam, "response", "hand_over")
    story.moves(hallam, "safeguarding", "not_required", reason="No needs")
    story.moves(hallam, "support", "offer", offered="Housing")
    story.moves(hallam, "support", "end", disposition="housing")
    writing.ask_to_close(hallam, story.reference, "Agreed")

    with pytest.raises(Unready) as refused:
        factories.move(hallam, story, "case", "close", reason="Agreed")
    assert gates(refused) == ["G11", "G11"]
    factories.move(world.abara, story, "case", "close", reason="Agreed")
    assert factories.find(story).closed_at is not None


def test_whoever_wrote_words_of_the_account_on_the_form_never_checks_it(world):
    """R18: having somebody else say that there is an account does not make its writer a second."""
    story = factories.claimed(world, "adult")
    factories.move(world.osei, story, "nrm", "draft")
    answers = {"indicators": True, "indicators_details": "He kept her passport"}
    nrm.save(world.osei, story.reference, "insight", answers)
    nrm.save(world.larch, story.reference, "notice", {"gender": "female"})
    factories.record(world.sorley, story, "dtn",
                     agrees=False, identifying=False, narrative="unchecked")  # fmt: skip
    with pytest.raises(Unready) as refused:
        factories.record(world.osei, story, "dtn_check")
    assert gates(refused) == ["G6"]
    factories.record(world.larch, story, "dtn_check")  # wrote on the form, and no words of it
