"""Is it the right team, who may be written to, and who takes a support-only case over."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals.db import db, reading, writing
from referrals.effects.keeping import potential_victim
from referrals.errors import Unready
from referrals.models import Document, Notice, Task
from referrals.pages.routed import why_here
from referrals.services import progress, tasks
from referrals.services import reading as cases
from tests import factories
from tests.factories import COUNCIL, TUESDAY, World


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


TODAY = dt.date(2026, 3, 10)


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


def open_tasks(story):
    with reading():
        rows = select(Task).where(Task.case_id == factories.row(story).id, Task.state == "asked")
        return {row.code: row for row in db.session.scalars(rows)}


def labels(who, story):
    return [row["label"] for row in why_here(cases.read(who, story.reference))]


def ask(world, story, who):
    factories.record(who, story, "routing_query", reason="He was moved for work", team="fcid")


def test_an_officer_who_has_handed_over_says_that_the_team_is_wrong(world):
    """R3: nothing waits, the duty supervisor is asked, and the case says so."""
    story = factories.claimed(world)
    before = factories.states(story)
    ask(world, story, world.okafor)

    assert factories.states(story) == before
    assert open_tasks(story)["routing_answer"].team_id == world.teams["ppd_child_abuse"]
    assert labels(world.lowe, story) == ["Why this team", "Is it the right team?"]
    with reading():
        assert "routing_query" in set(db.session.scalars(select(Notice.topic)))


def test_a_child_who_wants_to_leave_the_nrm_is_answered_by_the_supervisor(world):
    """G9: the referral goes on, the supervisor is asked, and whoever asked reads the answer."""
    story = factories.submitted(world)
    with pytest.raises(Unready) as refused:
        factories.move(world.adeyemi, story, "nrm", "withdraw",
                       at=TODAY, method="verbal", to="first_responder")  # fmt: skip
    assert [row.fix for row in refused.value.unmet] == ["record/withdrawal_query"]

    factories.record(
        world.adeyemi, story, "withdrawal_query", at=TODAY, reason="She is tired of it"
    )
    assert factories.states(story)["nrm"] == "submitted"
    assert open_tasks(story)["withdrawal_answer"].team_id == world.teams["ppd_child_abuse"]

    factories.record(
        world.lowe, story, "withdrawal_answer", reason_code="goes_on", reason="She is safer in it"
    )
    assert "withdrawal_answer" not in open_tasks(story)
    told = {
        entry.heading: entry.text for entry in cases.read(world.adeyemi, story.reference).timeline
    }
    assert (
        told["A child’s wish to leave the NRM answered"]
        == "The referral goes on.\n\nShe is safer in it"
    )
    with reading():
        topics = set(db.session.scalars(select(Notice.topic)))
    assert {"withdrawal_query", "withdrawal_answered"} <= topics


def test_it_is_kept_with_a_reason_and_whoever_asked_hears_of_it(world):
    story = factories.claimed(world)
    ask(world, story, world.okafor)
    factories.record(world.lowe, story, "routing_answer", reason="A child: rule 1 stands")

    assert "routing_answer" not in open_tasks(story)
    assert labels(world.lowe, story) == ["Why this team"]
    heard = [row.heading for row in cases.read(world.okafor, story.reference).timeline]
    assert "Right team: kept as the rule sent it" in heard


def test_it_is_sent_elsewhere_and_the_rules_answer_stays_beside_it(world):
    """R8: the decision of people and the rule's own answer, both."""
    story = factories.claimed(world)
    ask(world, story, world.okafor)
    factories.move(world.lowe, story, "case", "reroute", team="ppd_cse", reason="They know him")

    routing = cases.read(world.lowe, story.reference).routing
    assert (routing.rule, routing.by_person, routing.asked) == (1, True, False)
    assert routing.rule_team == "Child Abuse Team"
    assert labels(world.lowe, story) == ["Why this team", "The rule’s own answer"]
    assert "routing_answer" not in open_tasks(story)


def test_the_hand_over_is_confirmed_in_the_unit_that_logged_it(world):
    """A supervisor's confirmation is a task, and never blocks."""
    story = factories.safe(world)
    task = open_tasks(story)["confirm_hand_over"]
    assert task.team_id == world.teams["response_coventry"]
    tasks.finish_task(world.hallam, story.reference, task.id, "Seen")
    assert "confirm_hand_over" not in open_tasks(story)


WAY = {
    "way": "Text her own phone after four, in Polish",
    "contact_safe": True,
    "contact_at_place_of_exploitation": False,
    "at": dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC),
}
TOLD = {"at": WAY["at"], "how": "call", "about": "investigation", "said": "That he was charged"}


def test_an_adult_is_contacted_only_once_the_way_was_checked(world):
    """G10, both conditions at once; then the way is shown to whoever reads contact."""
    story = factories.claimed(world, "adult")
    with pytest.raises(Unready) as refused:
        factories.record(world.osei, story, "contact_person", **TOLD)
    assert [row.gate for row in refused.value.unmet] == ["G10", "G10"]

    factories.record(world.osei, story, "safe_contact", **WAY)
    factories.record(world.osei, story, "contact_person", **TOLD)
    (event,) = factories.events(story, "person_contacted")
    assert (event.detail, event.words) == (
        {"how": "call", "about": "investigation"},
        TOLD["said"],
    )
    with reading():
        assert potential_victim(factories.row(story).id).safe_contact == WAY["way"]


def test_new_risk_takes_the_safe_way_back(world):
    story = factories.claimed(world, "adult")
    factories.record(world.osei, story, "safe_contact", **WAY)
    factories.move(world.osei, story, "safeguarding", "clear_secured", reason="He found the phone")
    assert progress.ask_record(world.osei, story.reference, "contact_person").unmet


def test_a_child_is_never_contacted_and_whoever_acts_for_them_is(world):
    story = factories.claimed(world)
    factories.record(world.nair, story, "safe_contact", **WAY)
    with pytest.raises(Unready) as refused:
        factories.record(world.nair, story, "contact_person", **TOLD)
    assert [row.fix for row in refused.value.unmet] == ["record/contact_representative"]
    told = {**TOLD, "told": "local_authority"}
    factories.record(world.nair, story, "contact_representative", **told)
    assert factories.events(story, "representative_contacted")


def test_a_referral_made_ready_for_a_child_waits_again_for_an_adults_answer(world):
    """G4: what was ready without consent is not sent for an adult."""
    story = factories.claimed(world)
    factories.move(world.nair, story, "nrm", "draft")
    factories.teller.fill_form(story)
    factories.move(world.nair, story, "nrm", "make_ready")
    found = {"age_band": "adult", "by": "document", "age_verified": False}
    factories.record(world.nair, story, "age_determined", at=dt.date(2026, 3, 10), **found)

    assert factories.states(story)["nrm"] == "draft"
    last = factories.events(story, "draft_updated")[-1]
    assert last.heading == "NRM referral back in draft: their age group has changed"


def test_a_charity_challenges_and_reads_the_answer(world):
    """S54: constructive challenge, with an answer; the step it concerns is not held up."""
    story = factories.claimed(world)
    factories.shared(world, story, {"safeguarding": "share", "support": "share"})
    factories.record(world.grant, story, "challenge", reason="She has not been moved")
    panel = cases.read(world.nair, story.reference).next_step
    should = [row.words for row in panel.left if not row.must]
    assert "Answer the open challenge first" in should
    assert panel.title.startswith(("Good to do", f"{len(panel.left) - len(should)} "))
    assert "answer_challenge" in open_tasks(story)

    factories.record(world.lowe, story, "challenge_answer", reason="A place is found for tonight")
    heard = cases.read(world.grant, story.reference).timeline
    answered = next(row for row in heard if row.heading == "Challenge answered")
    assert answered.text == "A place is found for tonight"
    told = cases.read(world.nair, story.reference).next_step
    assert not told or "Answer the open challenge first" not in {row.words for row in told.left}


def test_an_answer_is_read_by_whom_it_answers_and_by_no_other_who_challenged(world):
    """What is answered to an authority may be of suspects, and never a charity's (rule 4)."""
    story = factories.claimed(world)
    factories.shared(world, story, {"safeguarding": "share", "support": "share"})
    said = ("For the authority alone", "For the charity", "And this too", "Again not theirs")
    for who, answers in ((world.adeyemi, said[:1]), (world.grant, said[1:3]),
                         (world.adeyemi, said[3:])):  # fmt: skip
        factories.record(who, story, "challenge", reason="She has not been moved")
        for words in answers:
            factories.record(world.lowe, story, "challenge_answer", reason=words)
    read = cases.read(world.grant, story.reference).timeline
    heard = [row.text for row in read if row.heading == "Challenge answered"]
    assert heard == ["And this too", "For the charity"]


def test_a_document_that_waits_for_its_check_is_told(world):
    """Should do: nothing waits for it."""
    story = factories.claimed(world)
    with writing():
        db.session.add(
            Document(
                case_id=factories.row(story).id,
                tier="allegation",
                kind="statement",
                state="waiting",
                extension="pdf",
                size=1,
                added_at=WAY["at"],
                by_id=world.nair.user_id,
                organisation_id=world.agencies["police"],
            )
        )
    told = {row.words: row for row in cases.read(world.nair, story.reference).next_step.left}
    row = told["1 document is still being checked for viruses"]
    assert (row.must, row.fix) == (False, "documents")


def test_the_supervisor_owns_a_support_only_case_until_the_authority_accepts(world):
    """Routing table, rule 9."""
    story = factories.log(world, "support_only", by="hallam")
    assert factories.find(story).owner_id == world.hallam.user_id
    factories.record(world.hallam, story, "la_referral", at=WAY["at"], **COUNCIL)
    factories.record(world.holt, story, "la_accepts", at=WAY["at"], accepted_by="Duty desk")
    assert factories.find(story).owner_id is None
    assert cases.read(world.hallam, story.reference).why_you == "It was logged in your unit"
