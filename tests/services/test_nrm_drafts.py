"""An NRM draft: what the case fills in, what a change of age undoes, and when it is deleted."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db, reading
from referrals.errors import NotYours, Unready
from referrals.models import Notice, NrmReferral, NrmSection, Task, TrailChange, TrailValue
from referrals.sealed import unseal
from referrals.seed import teller
from referrals.services import exports, nrm
from referrals.trail.rows import place
from referrals.views.form import Comment
from referrals.worker import expire_referrals
from tests import factories

SECRET = "Canary of Durres"


@pytest.fixture(autouse=True)
def tuesday(app):
    with time_machine.travel(factories.TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def world(app):
    return factories.world()


def drafting(world, kind="trafficked_child", **told):
    story = factories.claimed(world, kind, **told)
    factories.move(story.leader, story, "nrm", "draft")
    return story


def answered(story, section, **answers):
    return nrm.save(story.leader, story.reference, section, answers)


def test_what_the_case_says_is_filled_in_with_its_source(world):
    story = drafting(world)

    age = nrm.section(world.nair, story.reference, "age")
    hints = {question.key: question.hint for question in age.questions}

    assert age.values["under_18"] == "yes"
    assert age.values["la_name"] == "coventry"
    assert age.values["la_phone"] == factories.COUNCIL["la.phone"]
    assert "Filled in from the age on the case: check it" in hints["under_18"]
    assert "Filled in from the referral to the local authority of" in hints["la_phone"]
    person = nrm.section(world.nair, story.reference, "person")
    assert (person.values["first_name"], person.values["last_name"]) == ("Kayla", "Marsh")


def test_what_is_filled_in_is_not_an_answer_until_it_is_saved(world):
    story = drafting(world)
    before = factories.find(story).nrm_missing

    answered(story, "types", exploitation_types=["forced_crime"])

    assert factories.find(story).nrm_missing == before - 1
    [line] = (
        line
        for part in exports.preview(world.nair, story.reference).parts
        for line in part.lines
        if line.key == "under_18"
    )
    assert (line.value, line.missing) == (None, True)
    assert (line.offered, line.source) == ("Yes", "the age on the case")


def test_consent_is_read_from_its_record_and_what_waits_for_it_says_so(world):
    story = factories.claimed(world, "adult")
    factories.move(world.osei, story, "nrm", "draft")
    before = {row.code: row for row in nrm.overview(world.osei, story.reference).sections}
    assert before["person"].depends
    assert before["support"].depends
    assert not before["background"].depends

    teller.consent(story, given=True)

    after = {row.code: row for row in nrm.overview(world.osei, story.reference).sections}
    assert not any(row.depends for row in after.values())
    assert (before["consent"].missing, after["consent"].missing) == (1, 0)
    assert after["consent"].answered == 1
    assert after["person"].missing > 0


def test_a_change_of_age_asks_again_what_follows_consent(world):
    story = drafting(world)
    answered(story, "age", under_18="yes", la_name="coventry")
    answered(story, "person", first_name="Kayla", has_children=False)
    answered(story, "background", birthplace="Durres")

    done = answered(story, "age", under_18="no", under_18_then="yes")

    assert done["again"] == ["person"]
    values = nrm.section(world.nair, story.reference, "background").values
    assert values["birthplace"] == "Durres"
    assert sections(story)["person"] == "{}"


def test_contradictions_are_named_and_recorded_and_the_law_alone_blocks(world):
    story = drafting(world)
    answered(story, "exploitation", still_in_it=True, last_contact="over_a_year")
    answered(story, "age", under_18="no")

    seen = nrm.overview(world.nair, story.reference)

    codes = {row.code: row.blocks for row in seen.differs}
    assert codes["still_and_contact"] == ""
    assert codes["adult_on_form"] == "G3"
    assert factories.find(story).nrm_differs == [row.code for row in seen.differs]
    with reading():
        rows = select(TrailChange).where(TrailChange.act == "nrm.differs")
        assert len(db.session.scalars(rows).all()) == 2
    factories.move(world.nair, story, "nrm", "make_ready")
    with pytest.raises(Unready) as refused:
        factories.move(world.nair, story, "nrm", "submit", at=now())
    assert "G3" in {row.gate for row in refused.value.unmet}


@pytest.mark.parametrize(
    ("day", "kept", "soon"),
    [
        ("2026-03-30T12:00:00+01:00", True, False),
        ("2026-03-31T12:00:00+01:00", True, True),
        ("2026-04-07T23:59:00+01:00", True, True),
        ("2026-04-08T00:01:00+01:00", False, False),
    ],
    ids=["day 20", "day 21 warns", "day 28 is the last", "gone"],
)
def test_a_draft_is_deleted_after_the_28th_day(world, tuesday, day, kept, soon):
    """Last changed on Tuesday 10 March 2026: warned from 31 March, gone after 7 April."""
    story = drafting(world)
    answered(story, "background", birthplace=SECRET)

    tuesday.move_to(dt.datetime.fromisoformat(day))
    expire_referrals(None)

    assert (SECRET in str(sections(story))) is kept
    assert nrm.overview(world.nair, story.reference).expires_soon is soon


def test_what_is_left_of_a_deleted_draft_says_nothing_of_it(world, tuesday):
    story = drafting(world)
    answered(story, "background", birthplace=SECRET)
    tuesday.move_to(dt.datetime(2026, 4, 8, 12, tzinfo=dt.UTC))

    expire_referrals(None)
    expire_referrals(None)

    assert sections(story) == {}
    (event,) = factories.events(story, "draft_expired")
    assert (event.detail, event.words) == ({}, None)
    with reading():
        rows = db.session.scalars(select(TrailChange).where(TrailChange.act == "nrm.expired"))
        (row,) = rows.all()
        assert (row.operation, row.actor_id) == ("erasure", 0)
        told = [
            unseal(value.words_sealed, place(value.digest), "trail")
            for value in db.session.scalars(select(TrailValue))
        ]
        assert not [words for words in told if SECRET in words], "nor does the trail keep it"
        assert db.session.scalars(select(Notice).where(Notice.topic == "draft_deleted")).all()
    assert exports.preview(world.nair, story.reference).missing > 0


def test_a_new_draft_is_begun_by_whoever_writes_again(world, tuesday):
    story = drafting(world)
    answered(story, "background", birthplace=SECRET)
    tuesday.move_to(dt.datetime(2026, 4, 8, 12, tzinfo=dt.UTC))
    expire_referrals(None)

    answered(story, "background", birthplace="Tirana")

    with reading():
        rows = db.session.scalars(select(NrmReferral).order_by(NrmReferral.attempt)).all()
        assert [bool(row.expired_at) for row in rows] == [True, False]
    assert "Tirana" in str(sections(story))


def test_what_was_sent_does_not_expire(world, tuesday):
    story = factories.submitted(world)
    tuesday.move_to(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC))

    expire_referrals(None)

    assert sections(story)


def test_an_invented_form_does_not_contradict_its_case(world):
    story = drafting(world, "adult")
    teller.consent(story, given=True)
    teller.fill_form(story)

    assert nrm.overview(world.osei, story.reference).differs == ()


def sections(story):
    with reading():
        rows = (
            select(NrmSection)
            .join(NrmReferral, NrmReferral.id == NrmSection.referral_id)
            .where(NrmReferral.case_id == factories.row(story).id)
        )
        return {row.section: row.answers for row in db.session.scalars(rows)}


def test_whoever_reads_it_through_comments_and_whoever_asked_is_told(world, tuesday):
    """Advice for whoever writes it: beside the answers, until that attempt is over."""
    story = drafting(world)
    said = {"about": "background", "reason": "Say who told you where she was born."}
    factories.record(world.nair, story, "read_through", reason="Is it clear?")
    with pytest.raises(NotYours):
        factories.record(world.okafor, story, "read_through_comment", **said)
    factories.record(world.lowe, story, "read_through_comment", **said)

    comment = Comment("background", "Background", said["reason"], "Lowe", now())
    found = nrm.overview(world.nair, story.reference)
    assert (found.comments, found.may_comment) == ((comment,), True)
    assert nrm.section(world.nair, story.reference, "background").comments == (comment,)
    assert nrm.section(world.nair, story.reference, "place").comments == ()
    assert nrm.overview(world.hallam, story.reference).comments == ()
    with reading():
        asked = db.session.scalars(select(Task).where(Task.code == "read_through")).one()
        told = db.session.scalars(
            select(Notice.user_id).where(Notice.topic == "read_through_commented")
        ).all()
        read = select(Notice.user_id).where(Notice.topic == "read_through_asked")
        assert set(db.session.scalars(read)) == {world.lowe.user_id, world.dray.user_id}
    assert (asked.state, asked.done_by_id) == ("done", world.lowe.user_id)
    assert told == [world.nair.user_id]

    tuesday.shift(dt.timedelta(days=29))
    expire_referrals(None)
    assert nrm.overview(world.nair, story.reference).comments == ()
    answered(story, "background", family="A sister")
    assert nrm.overview(world.nair, story.reference).comments == ()
