"""What people were told: by case, counted, and only while the case is still theirs to see."""

import datetime as dt

import pytest
import time_machine
from flask import Flask

from referrals import outbox
from referrals.clock import now
from referrals.db import writing
from referrals.effects.leading import end
from referrals.errors import NotFound
from referrals.models import NoticeMark, TrailRead
from referrals.services import notifications, worklists
from tests import factories
from tests.factories import TUESDAY, World


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


@pytest.fixture
def story(world):
    return factories.claimed(world)


def tell(story, topic="clock_due", **whom):
    with writing():
        outbox.promise(topic, case_id=factories.row(story).id if story else None, **whom)


def all_read(actor):
    notifications.read_up_to(actor, notifications.mine(actor).up_to)


def heard(actor):
    return {case.reference: [line.words for line in case.lines]
            for case in notifications.mine(actor).cases}  # fmt: skip


def test_notices_are_grouped_by_case_newest_first(world, story):
    other = factories.claimed(world)
    all_read(world.nair)
    for which in (story, other, story):
        tell(which, user_ids=[world.nair.user_id])
    found = notifications.mine(world.nair)

    assert [case.reference for case in found.cases][:2] == [story.reference, other.reference]
    assert [case.unread for case in found.cases][:2] == [2, 1]
    assert found.unread == notifications.unread(world.nair) == 3
    assert {line.words for line in found.cases[1].lines if line.unread} == {
        "A time limit of yours is near"
    }


def test_what_was_told_before_the_newest_is_a_page_away(world, story, monkeypatch):
    monkeypatch.setattr(notifications, "NEWEST", 2)
    for _ in range(4):
        tell(story, user_ids=[world.nair.user_id])
    told, after = [], None
    for _ in range(2):
        page = notifications.mine(world.nair, after)
        told += [line.notice for case in page.cases for line in case.lines]
        after = page.next
    assert len(set(told)) == len(told) == 4
    assert after is not None, "what the story told before them"
    with pytest.raises(NotFound):
        notifications.mine(world.nair, "1e9")


def test_reading_is_said_by_each_for_themselves_and_never_taken_back(world, story):
    tell(story, team_id=world.nair.team_id)
    before = notifications.unread(world.lowe)
    all_read(world.nair)

    assert notifications.unread(world.nair) == 0
    assert notifications.unread(world.lowe) == before > 0
    notifications.read_up_to(world.nair, 0)
    assert notifications.unread(world.nair) == 0
    notifications.read_up_to(world.nair, 10**8)
    tell(story, user_ids=[world.nair.user_id])
    assert notifications.unread(world.nair) == 1, "nobody reads ahead of what was told"


def test_a_case_that_is_no_longer_theirs_is_neither_named_nor_counted(world, story):
    all_read(world.nair)
    tell(story, user_ids=[world.nair.user_id])
    assert notifications.unread(world.nair) == 1
    factories.conflict(story, world.nair)

    assert story.reference not in heard(world.nair)
    assert notifications.unread(world.nair) == 0


def test_from_an_18th_birthday_on_a_child_is_in_no_list_of_who_works_with_children(world):
    """R2, section e: at once, and not when the worker has next come round."""
    story = factories.claimed(world, "cse")
    factories.record(world.marlow, story, "age_determined", at=now().date(), age_band="child",
                     by="document", born_on=dt.date(2008, 3, 12), age_verified=True)  # fmt: skip
    tell(story, user_ids=[world.reid.user_id])

    def listed():
        return [row.reference for row in worklists.my_work(world.reid, worklists.Filters()).rows]

    assert story.reference in listed()
    assert story.reference in heard(world.reid)
    with time_machine.travel("2026-03-12T00:00:01Z"):
        assert story.reference not in listed()
        assert story.reference not in heard(world.reid)


def test_an_investigator_who_was_taken_off_hears_no_more_of_it(world, story):
    tell(story, user_ids=[world.nair.user_id])
    with writing():
        case = factories.row(story)
        end(case, "lead", now())
        end(case, "lead_team", now())
        case.lead_id = None

    assert story.reference not in heard(world.nair)


def test_a_restriction_hides_what_was_told_before_it(world, story):
    tell(story, team_id=world.nair.team_id)
    factories.restrict(story, world.nair)

    assert story.reference in heard(world.nair)
    assert story.reference not in heard(world.lowe)


def test_what_waits_in_the_queue_is_heard_by_who_may_claim_it(world):
    waiting = factories.safe(world)
    tell(waiting, "case_queued", team_id=world.nair.team_id)

    assert "A case is waiting in your team’s queue" in heard(world.nair)[waiting.reference]
    assert waiting.reference not in heard(world.marlow)


def test_what_is_about_no_case_is_heard_and_a_link_to_set_a_password_is_not(world):
    tell(None, "password_changed", user_ids=[world.grant.user_id])
    tell(None, "reset", user_ids=[world.grant.user_id])

    assert heard(world.grant) == {"": ["Your password was changed"]}


def test_the_list_is_looked_at_on_the_record_and_the_count_is_not(world, story):
    tell(story, user_ids=[world.nair.user_id])
    notifications.unread(world.nair)
    assert factories.count(TrailRead, act="notices.list") == 0
    notifications.mine(world.nair)
    assert factories.count(TrailRead, act="notices.list") == 1
    assert factories.count(NoticeMark) == 0


def test_inside_it_says_what_happened_where_mail_says_only_that_something_did(world, story):
    all_read(world.nair)
    tell(story, "share_accepted", user_ids=[world.nair.user_id])

    assert heard(world.nair)[story.reference][0] == "A share of yours was accepted"
    assert outbox.words("share_accepted") == "Something has changed on a case of yours"
