"""Two people for what one must not decide alone: notices, best interests, and closings (G11)."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db
from referrals.db import reading as looking
from referrals.db import writing as changing
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.models import Notice, Share, Task, TrailChange
from referrals.seed import teller
from referrals.services import notices, notifications, nrm, progress, reading, tasks, writing
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


OVER = {"reason": "Everything is done", "tasks_not_needed": "Settled another way"}


def lines(who):
    """What somebody was told: by case, newest first."""
    heard = notifications.mine(who).cases
    return [(case.reference, [line.words for line in case.lines]) for case in heard]


def open_tasks(story):
    with looking():
        rows = select(Task).where(Task.case_id == factories.row(story).id, Task.state == "asked")
        return list(db.session.scalars(rows.order_by(Task.asked_at)))


def test_every_task_still_open_is_listed_and_none_is_lost_in_silence(world):
    """G11 holds a closing for statutory tasks alone: the others end with it, each as it ended."""
    story = closable(world)
    tasks.add_task(world.quayle, story.reference, "Return her phone", None)
    left = {row.id: row for row in open_tasks(story)}
    questions = progress.ask(world.quayle, story.reference, "case", "close").questions
    asked = {question.key: question for question in questions}
    assert {choice.code: choice.label for choice in asked["tasks_done"].choices} == {
        number: row.title for number, row in left.items()
    }
    titles = {row.title: number for number, row in left.items()}
    assert {"Confirm the hand-over", "Return her phone"} <= set(titles)

    returned, others = titles["Return her phone"], sorted(set(titles) - {"Return her phone"})
    with pytest.raises(Invalid) as refused:
        factories.move(world.quayle, story, "case", "close", reason="x", tasks_done=[returned])
    (words,) = refused.value.errors["tasks_not_needed"]
    assert all(title in words for title in others)
    assert "Return her phone" not in words
    assert len(open_tasks(story)) == len(left)

    factories.move(world.quayle, story, "case", "close", tasks_done=[returned], **OVER)
    assert open_tasks(story) == []
    with looking():
        ended = {row.id: db.session.get(Task, row.id) for row in left.values()}
        states = {row.title: (row.state, row.outcome) for row in ended.values()}
    assert states.pop("Return her phone") == ("done", "Everything is done")
    assert set(states.values()) == {("withdrawn", "Settled another way")}
    headings = [event.heading for event in factories.events(story, "task_withdrawn")]
    assert "Not needed: Confirm the hand-over" in headings


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


def test_support_is_ended_by_whoever_gives_it_and_by_others_once_they_have_left(world):
    """Section b: "ended" is its owner's; nothing is stuck once the owner has left."""
    story = factories.claimed(world)
    factories.shared(world, story, {"identity": "share", "support": "share"})
    story.moves(world.nair, "support", "offer", offered="A room")
    story.moves(world.grant, "support", "accept")
    for other in (world.nair, world.lowe):
        with pytest.raises(NotYours, match="Support is ended by"):
            progress.ask(other, story.reference, "support", "end")
    progress.ask(world.grant, story.reference, "support", "end")

    with changing():
        db.session.scalars(select(Share)).one().state = "ended"
    factories.move(world.lowe, story, "support", "end", disposition="children_social_care")


def test_closing_is_blocked_with_the_whole_list_of_what_is_left(world):
    """G11, R13 and R19: safeguarding, investigation, NRM and support stand open."""
    story = factories.claimed(world, "cse")
    with pytest.raises(Unready) as refused:
        factories.move(world.quayle, story, "case", "close", reason="x")
    assert [(row.gate, row.words) for row in refused.value.unmet] == [
        ("G11", "Bring safeguarding to an end"),
        ("G11", "Bring the investigation to an end"),
        ("G11", "Bring the NRM to an end"),
        ("G11", "Offer them support, and then record how it ended"),
        ("G11", "Record what support they have after this"),
        ("R19", "Say whether the NRM was considered, and why"),
    ]


def test_what_is_left_leads_nowhere_that_is_closed_to_its_reader(world):
    """A supervisor steps no safeguarding down and offers no support: it says who does."""
    story = factories.claimed(world, "cse")
    unmet = progress.ask(world.quayle, story.reference, "case", "close").unmet
    left = {row.words: row for row in unmet}
    workers = "children’s social worker or adults’ social worker"
    safeguarding = left["Bring safeguarding to an end"]
    assert (safeguarding.fix, safeguarding.why) == (
        "", f"Whoever is responsible for safeguarding: {workers}",
    )  # fmt: skip
    support = left["Offer them support, and then record how it ended"]
    assert support.fix == ""
    assert support.why.startswith("Whoever is responsible for the support: response supervisor, ")
    assert left["Bring the investigation to an end"].fix == "move/investigation/finalise"
    assert left["Record what support they have after this"].fix == "record/support_disposition"
    for row in unmet:
        kind, _, rest = row.fix.partition("/")
        if kind == "move":
            progress.ask(world.quayle, story.reference, *rest.split("/"))
        elif kind == "record":
            progress.ask_record(world.quayle, story.reference, rest)
    with pytest.raises(NotYours, match=f"^Your role cannot do this. Who can: {workers}.$"):
        progress.ask(world.quayle, story.reference, "safeguarding", "step_down")


def test_a_supervisor_who_neither_leads_nor_asked_closes_it_and_sharing_ends(world):
    story = closable(world)
    factories.shared(world, story, {"identity": "share", "support": "share"})
    with pytest.raises(NotYours):
        writing.ask_to_close(world.quayle, story.reference, "Done")
    writing.ask_to_close(world.marlow, story.reference, "Done")
    with pytest.raises(Conflict):
        writing.ask_to_close(world.marlow, story.reference, "Done")

    asked = reading.read(world.quayle, story.reference).timeline[0]
    said = ("Asked for the case to be closed", "Marlow", "Done")
    assert (asked.heading, asked.by, asked.text) == said, "whoever decides reads why"
    factories.move(world.quayle, story, "case", "close", **OVER)

    case = factories.find(story)
    assert (case.stage, case.next_due) == ("closed", None)
    assert factories.count(Share, state="ended", reason_code="case_closed") == 1
    assert factories.count(TrailChange, act="share.ended", recipients="harbour") == 1
    assert factories.count(Notice, topic="share_ended") == 1
    assert lines(world.grant) == [("", ["A sharing has ended"])]
    ended = notifications.mine(world.grant).cases[0].lines[0].notice
    assert notices.elsewhere(world.grant, ended) == "/partner"
    with pytest.raises(NotFound):
        notices.place(world.grant, ended)
    (told,) = [words for reference, words in lines(world.adeyemi) if reference == story.reference]
    assert told[0] == "A case was closed"
    assert factories.count(Notice, topic="case_closed",
                           organisation_id=world.agencies["la_coventry"]) == 1  # fmt: skip
    with pytest.raises(NotFound):
        progress.ask_record(world.grant, story.reference, "wishes")
    with pytest.raises(Unready):
        factories.move(world.marlow, story, "nrm", "draft")
    assert reading.read(world.quayle, story.reference).records == ()

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
    factories.move(world.abara, story, "case", "close", **OVER)
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
