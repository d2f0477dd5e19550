"""Opening a case: one page for each reader, and one line in the record of who looked."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db
from referrals.db import reading as looking
from referrals.errors import NotFound, NotYours
from referrals.models import TrailRead
from referrals.seed import teller
from referrals.services import nrm, pathways, progress, reading, tasks, trails, writing
from referrals.views import Withheld
from tests import factories
from tests.factories import TUESDAY, World

NGO = {
    "identity": "share", "contact": "share", "allegation": "police_investigation",
    "nrm_decision": "not_needed", "safeguarding": "share", "support": "share", "tasks": "share",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


def looks():
    with looking():
        return list(db.session.scalars(select(TrailRead).order_by(TrailRead.at)))


def items(view):
    return {
        fact.key: f"withheld: {fact.value.reason}"
        if isinstance(fact.value, Withheld)
        else fact.value
        for fact in view.summary
    }


def headings(view):
    return [entry.heading for entry in view.timeline]


def test_opening_a_case_is_one_line_that_says_who_what_and_on_what_ground(world):
    story = factories.claimed(world)
    reading.read(world.nair, story.reference)

    (row,) = looks()
    assert (row.act, row.operation, row.actor_id) == (
        "case.read", "consultation", world.nair.user_id
    )  # fmt: skip
    assert (row.cases, row.basis) == (story.reference, "lead")
    assert row.chain == f"case:{factories.find(story).id}"
    assert "identity" in row.tiers.split(",")


def test_the_name_is_shown_only_when_asked_for_and_that_is_recorded(world):
    story = factories.claimed(world)
    assert reading.read(world.nair, story.reference).name is None
    assert reading.read(world.nair, story.reference).initials == "K.M."
    assert reading.read(world.nair, story.reference, named=True).name == "Kayla Marsh"
    assert [row.act for row in looks()] == ["case.read", "case.read", "case.name_shown"]


def test_whoever_finds_nothing_is_shown_nothing(world):
    story = factories.claimed(world)
    for read in (reading.read, trails.seen_by, pathways.standing, nrm.overview):
        with pytest.raises(NotFound):
            read(world.osei, story.reference)
    with pytest.raises(NotFound):
        reading.read(world.nair, "RP-0000-AA")
    assert looks() == []


def test_a_standing_without_its_ground_in_section_e_is_nothing(world):
    """A children's board is given an adult's case by mistake."""
    story = factories.claimed(world, "adult")
    factories.give(story, "board", organisation_id=world.agencies["lscb"])
    with pytest.raises(NotFound):
        reading.read(world.marsh, story.reference)
    factories.give(story, "board", organisation_id=world.agencies["sab"])
    assert reading.read(world.pell, story.reference).kind == "masked"


def test_a_board_has_age_and_sex_outcomes_and_dates(world):
    story = factories.submitted(world)
    factories.give(story, "board", organisation_id=world.agencies["lscb"])
    view = reading.read(world.marsh, story.reference, named=True)

    assert (view.initials, view.who, view.kind) == ("", "Girl", "masked")
    assert isinstance(view.name, Withheld)
    assert {fact.key for fact in view.summary} == {
        "exploitation", "language", "area", "safe_now", "assault", "disposition",
    }  # fmt: skip
    assert not any(entry.text for entry in view.timeline)
    assert (view.people, view.shares, view.tasks, view.clocks) == ((), (), (), ())
    assert view.nrm.state == "submitted"


def test_until_the_hand_over_an_officer_reads_it_all_and_afterwards_their_own(world):
    story = factories.log(world)
    teller.make_safe(story, "Coventry", child=True)
    story.does(lambda: writing.note(world.lowe, story.reference, "update", "Seen before"))
    story.does(lambda: writing.note(world.lowe, story.reference, "intelligence", "Submit only"))
    before = reading.read(world.okafor, story.reference)
    assert "Update" in headings(before)
    assert before.tasks
    assert "Submit only" not in repr(before)

    teller.hand_over(story)
    writing.note(world.okafor, story.reference, "update", "I remember a red car")
    after = reading.read(world.okafor, story.reference)

    assert "red car" in repr(after)
    assert "Seen before" not in repr(after)
    assert (after.tasks, after.clocks, after.shares, after.people) == ((), (), (), ())
    assert after.stage == "safeguarding"
    assert {node.code for node in after.path} >= {"initial_response", "safeguarding", "nrm"}


def test_after_the_hand_over_an_officer_hears_of_stages_and_of_nothing_between(world):
    story = factories.claimed(world)
    teller.start(story)
    view = reading.read(world.okafor, story.reference)

    assert "Claimed, now in specialist investigation" in headings(view)
    assert "Investigation started" not in headings(view)
    with pytest.raises(NotYours):
        progress.record(world.okafor, story.reference, "crime_reported", {"at": now()})


def test_a_form_proposes_nothing_of_what_was_withheld(world):
    """What is recorded stands in the form of whoever reads it on the case, and of nobody else."""
    story = factories.claimed(world)
    factories.record(world.nair, story, "support_disposition", disposition="housing")
    factories.shared(world, story, NGO | {"disposition": "risk_of_harm"})
    ames = world.actors["ames"]
    factories.teller.share(story, "birch", ames, NGO, "child_welfare")

    def proposed(reader):
        return progress.ask_record(reader, story.reference, "support_disposition").values

    assert proposed(world.nair) == proposed(ames) == {"disposition": "housing"}
    assert proposed(world.grant) == {}


def test_a_charity_is_told_why_something_is_withheld_and_nothing_of_what_it_never_holds(world):
    story = factories.submitted(world)
    factories.shared(world, story, NGO)
    factories.teller.share(story, "nhs", world.penn, {"identity": "share"}, "child_welfare")
    view = reading.read(world.grant, story.reference)

    shown = items(view)
    assert shown["exploitation"] == "withheld: police investigation"
    assert shown["whereabouts"] == "withheld: risk of harm"
    assert shown["safe_contact"] == "Through the ward. Do not ring her phone"
    assert view.pathway == view.because == Withheld("police investigation", may_ask=True)
    assert view.nrm is None
    assert {node.code for node in view.path} == {
        "initial_response", "safeguarding", "support_outside_nrm", "closed",
    }  # fmt: skip
    assert not [link for link in view.moves if link.track == "nrm"]
    assert (view.people, view.shares, view.clocks, view.next_step) == ((), (), (), None)
    assert "Coventry Health Trust" not in repr(view)
    with pytest.raises(NotYours):
        nrm.overview(world.grant, story.reference)


def test_clocks_go_to_the_police_and_to_whom_they_run_against(world):
    story = factories.submitted(world)
    story.records(world.adeyemi, "la_referral_received", at=story.at)

    def clocks(who):
        return {view.code for view in reading.read(who, story.reference).clocks}

    assert {"RG_TARGET", "LA_DECISION", "CLAIM_4H"} <= clocks(world.nair)
    assert "LA_DECISION" in clocks(world.adeyemi)
    assert not {"RG_TARGET", "CLAIM_4H"} & clocks(world.adeyemi)
    assert clocks(world.cole) == {"RG_TARGET"}


def test_a_summary_gives_no_words_and_a_page_gives_what_may_be_done(world):
    story = factories.submitted(world)
    fcid = reading.read(world.lowe, story.reference)
    assert {"assign", "name_people", "share", "seen_by", "nrm", "name"} <= fcid.may
    assert "ask_to_close" in reading.read(world.nair, story.reference).may
    officer = reading.read(world.hallam, story.reference).may
    assert not {"assign", "share", "seen_by", "ask_to_close"} & officer
    assert "share" not in reading.read(world.cole, story.reference).may


def test_who_has_seen_it_is_for_its_supervisors(world):
    story = factories.claimed(world)
    reading.read(world.adeyemi, story.reference)
    (look,) = trails.seen_by(world.lowe, story.reference).rows
    assert (look.name, look.act) == ("Adeyemi", "case.read")
    for who in (world.nair, world.okafor, world.adeyemi):
        with pytest.raises(NotYours):
            trails.seen_by(who, story.reference)
    assert [row.act for row in looks()] == ["case.read", "case.activity_read"]


def test_where_it_stands_is_told_by_tier(world):
    story = factories.submitted(world)
    assert pathways.standing(world.nair, story.reference)["nrm"] == "submitted"
    assert "support" not in pathways.standing(world.okafor, story.reference)


def test_a_task_is_seen_and_done_by_its_own_people(world):
    story = factories.claimed(world)
    made = tasks.add_task(world.nair, story.reference, "Ring the school", None)
    task = str(made["task"])
    for who in (world.adeyemi, world.okafor):
        with pytest.raises(NotFound):
            tasks.finish_task(who, story.reference, task, "Done")
    other = factories.claimed(world)
    with pytest.raises(NotFound):
        tasks.finish_task(world.nair, other.reference, task, "Done")

    tasks.finish_task(world.hallam, story.reference, task, "They know")
    assert "Task done" in headings(reading.read(world.nair, story.reference))
    with pytest.raises(NotFound):
        tasks.finish_task(world.nair, story.reference, task, "Again")


def test_what_is_typed_to_the_minute_stands_after_what_was_told_before_in_it(world):
    story = factories.claimed(world)
    with time_machine.travel("2026-03-10T09:00:40Z", tick=False):
        factories.move(world.nair, story, "investigation", "start")
    with time_machine.travel("2026-03-10T09:00:50Z", tick=False):
        typed = now().replace(second=0)
        factories.record(world.nair, story, "went_missing", at=typed)

    first, _, third, *_ = reading.read(world.nair, story.reference).timeline
    assert third.heading == "Investigation started", "new risk stands between: it follows"
    assert first.at == typed


def test_what_is_known_by_its_day_alone_stands_last_of_what_was_told_before_in_it(world):
    """In the afternoon too, and when it is told on a later day: it stands with its own."""
    story = factories.claimed(world)
    tuesday = now().date()
    with time_machine.travel("2026-03-10T15:00:00Z", tick=False):
        factories.move(world.nair, story, "investigation", "start")
    with time_machine.travel("2026-03-10T15:30:00Z", tick=False):
        factories.move(world.nair, story, "investigation", "send_to_cps", at=tuesday)
    with time_machine.travel("2026-03-10T16:00:00Z", tick=False):
        factories.record(world.nair, story, "went_missing", at=now().replace(second=0))
    with time_machine.travel("2026-03-11T09:00:00Z", tick=False):
        factories.move(world.nair, story, "investigation", "charge", at=tuesday)
    told = [row.heading for row in reading.read(world.nair, story.reference).timeline]
    charged = told.index("Charged")
    assert charged < told.index("Missing") < told.index("File sent to the CPS")
    assert told.index("File sent to the CPS") < told.index("Investigation started")


def test_the_signs_that_were_ticked_are_read_with_the_first_account(world):
    story = factories.log(world, signs=["afraid", "debt"], seen="She would not look up.")
    view = reading.read(world.okafor, story.reference)
    (told,) = (entry.text for entry in view.timeline if "She would not" in entry.text)

    assert told == (
        "She would not look up.\n\nSigns seen: Afraid, or looking to someone else before they "
        "answer; A debt that never gets smaller."
    )
    ticked = "Afraid, or looking to someone else before they answer; A debt that never gets smaller"
    assert {fact.label: fact.value for fact in view.summary}["Signs seen"] == ticked
    plain = reading.read(world.okafor, factories.log(world, signs=[]).reference).summary
    assert "signs" not in {fact.key for fact in plain}


def test_signs_are_part_of_the_first_account_and_go_no_further_than_it(world):
    story = factories.claimed(world, signs=["afraid"])
    factories.shared(world, story, {"identity": "share", "allegation": "share"})
    seen = {
        reader.role: "signs" in {row.key for row in reading.read(reader, story.reference).summary}
        for reader in (world.nair, world.adeyemi, world.grant)
    }
    assert seen == {
        "ppd_investigator": True, "la_children_social_worker": True, "ngo_support_worker": False,
    }  # fmt: skip


@pytest.mark.parametrize(("record", "answers", "told"), [
    ("immediate_safety", {"safe": True},
     "Are they, and anyone with them, out of immediate danger? Yes."),
    ("threat_to_life", {"threat": False}, "Is there a threat to anyone’s life? No."),
    ("vulnerability", {"vulnerable_adult": "unknown"},
     "Might they have difficulty understanding or deciding? Not sure."),
    ("age", {"age_band": "adult"}, "Are they under 18? 18 or over."),
])  # fmt: skip
def test_the_timeline_says_what_was_answered_and_not_only_that_it_was(world, record, answers, told):
    """A fact is written over by the next answer; what it was before is in the history."""
    story = factories.claimed(world)
    factories.record(world.nair, story, record, **answers)
    assert reading.read(world.nair, story.reference).timeline[0].text == told


def test_words_of_a_tier_held_in_summary_stand_withheld_on_the_timeline(world):
    """R26: FCID holds safeguarding in summary, so what was answered is told, and its words not."""
    story = factories.claimed(world, "adult")
    factories.record(world.osei, story, "risk_to_others", others=True, who="Her sister at home")
    others = "Risk to other people answered"

    def said(reader):
        rows = reading.read(reader, story.reference).timeline
        return next(entry.text for entry in rows if entry.heading == others)

    answered = "Is anyone else at risk? Yes.\n\nHer sister at home"
    assert said(world.osei) == answered, "who wrote it"
    assert said(world.larch) == Withheld("not needed for your role")
