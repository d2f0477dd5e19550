"""The competent authority asks about what was sent to it, and reads the answer."""

import datetime as dt

import pytest
from sqlalchemy import select

from referrals.db import db, reading
from referrals.errors import Invalid, NotFound, NotYours
from referrals.models import Disclosure, Notice, Task
from referrals.services import information
from referrals.services import reading as case_pages
from tests import factories

FRIDAY = dt.date(2026, 3, 20)
QUESTION = "Which nail bar, and who paid the fare?"
ANSWER = "The one on Sample Row. A cousin paid."


def asked(world, story):
    return str(information.ask(world.cole, story.reference, QUESTION, FRIDAY)["task"])


def test_a_question_is_a_task_of_the_lead_with_its_day(world):
    story = factories.submitted(world)

    task_id = asked(world, story)

    with reading():
        task = db.session.get(Task, task_id)
        assert task.user_id == world.nair.user_id
        assert task.due == dt.datetime(2026, 3, 20, 23, 59, 59, 999999, tzinfo=dt.UTC)
        assert task.about == f"information/{task_id}"
        told = db.session.scalars(select(Notice).where(Notice.topic == "information_asked")).all()
        assert [notice.user_id for notice in told] == [world.nair.user_id]
    assert information.asked(world.nair, story.reference, task_id) == QUESTION


def test_the_answer_is_read_by_the_authority_and_told_in_the_ledger(world):
    story = factories.submitted(world)
    task_id = asked(world, story)

    information.answer(world.nair, story.reference, task_id, ANSWER)

    view = case_pages.read(world.cole, story.reference)
    assert {QUESTION, ANSWER} <= {entry.text for entry in view.timeline}
    with reading():
        kind = Disclosure.kind == "information"
        (row,) = db.session.scalars(select(Disclosure).where(kind)).all()
        assert row.organisation_id == world.agencies["sca"]
        assert row.legal_basis == "child_welfare"
        assert db.session.get(Task, task_id).state == "done"
    with pytest.raises(NotFound):
        information.answer(world.nair, story.reference, task_id, "Twice")


def test_only_the_authority_asks_and_only_the_police_on_the_case_answer(world):
    story = factories.submitted(world)
    task_id = asked(world, story)

    for other in (world.nair, world.adeyemi):
        with pytest.raises(NotYours):
            information.ask(other, story.reference, QUESTION, FRIDAY)
    for other in (world.cole, world.adeyemi, world.okafor, world.osei):
        with pytest.raises(NotFound):
            information.answer(other, story.reference, task_id, ANSWER)
    with pytest.raises(NotFound):
        information.ask(world.ryde, story.reference, QUESTION, FRIDAY)


@pytest.mark.parametrize("days", [0, -1, 91], ids=["today", "yesterday", "too far"])
def test_the_day_is_within_ninety_days(world, days):
    story = factories.submitted(world)
    due = dt.date(2026, 3, 10) + dt.timedelta(days=days)

    with pytest.raises(Invalid):
        information.ask(world.cole, story.reference, QUESTION, due)
