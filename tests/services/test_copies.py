"""What a partner keeps of what it was told goes by its own clock, and it says when it is gone."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import text

from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.errors import Conflict, Invalid, NotFound
from referrals.models import ConflictOfInterest, Event, Notice, PartnerCopy, TrailChange
from referrals.services import (
    copies,
    notices,
    previews,
    progress,
    released,
    releasing,
    restricting,
    retention,
    share_upkeep,
    sharing,
)
from referrals.services import notifications as told
from referrals.services import reading as opening
from referrals.services import writing as notes
from referrals.trail.looking import words
from tests.racing import waiting, where_rows_are_waited_for
from tests.services.neighbours import ITEMS, Neighbours, find, shareable, taken_on
from tests.services.station import Station
from tests.stored import rows

TUESDAY = "2026-03-10T09:00:00Z"
BY = dt.date(2036, 12, 31)
"""Kayla, born on 4 September 2011, is 25 in 2036; a charity's own 6 years end before that."""


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def case(station: Station, near: Neighbours) -> str:
    return shareable(station)


def ended(station, near, case, **changed) -> str:
    """Shared with Birch Street, and over on the same day; the number of its copy."""
    share = taken_on(station, near, case, ITEMS | changed)
    sharing.end(station.nair, case, share, "work_done", version=2)
    [row] = rows(PartnerCopy, source_id=share)
    return row.id


def only(near) -> object:
    [row] = copies.ours(near.grant).rows
    return row


def longer(until: dt.date, why: str = "A claim against us is open") -> dict[str, object]:
    return {"copy": "longer", "until": until, "why": why}


def test_while_they_hold_it_both_are_told_its_name_and_how_long_it_may_be_kept(station, near, case):
    share = taken_on(station, near, case, ITEMS)
    for told_of in (
        opening.read(near.grant, case).own_share,
        previews.shares_of(station.nair, case).shares[0].share,
    ):
        assert told_of.copy == f"COPY-{share[:8].upper()}"
        assert told_of.copy_kept.startswith("To be disposed of 6 years after the sharing ends")
    assert copies.ours(near.grant).rows == ()


@pytest.mark.parametrize(("who", "by"), [
    ("share", BY),
    ("risk_of_harm", dt.date(2051, 12, 31)),  # not told how old she is: 25 years
])  # fmt: skip
def test_its_clock_begins_when_the_sharing_ends_and_tells_no_birthday(station, near, case, who, by):
    ended(station, near, case, who=who)

    row = only(near)
    assert (row.dispose_by, row.stands, row.purpose) == (by, "kept", "Give them support")
    assert case not in repr(row)
    assert "Kayla" not in repr(row)


def test_of_a_case_that_was_restricted_since_only_the_named_there_hear_of_it(station, near, case):
    share = taken_on(station, near, case, ITEMS)
    named = [station.nair.user_id, station.lowe.user_id, near.grant.user_id]
    restricting.restrict(station.lowe, case, "Somebody inside an agency is involved", named)
    sharing.end(station.nair, case, share, "work_done", version=2)
    assert only(near)
    assert copies.ours(near.holt).rows == ()


def test_whether_it_is_a_childs_is_told_by_the_one_rule_of_age(station, near, case):
    """Said to be 18 and in doubt, so a child (R2): until the year of the 25th birthday."""
    born = {"age_band": "adult", "born_on": dt.date(2008, 1, 1)}
    progress.record(station.nair, case, "age", born)
    progress.record(station.nair, case, "age_doubted", {"reason": "She looks younger"})
    ended(station, near, case)
    assert only(near).dispose_by == dt.date(2033, 12, 31)


def test_an_offer_that_was_never_taken_up_leaves_no_copy(station, near, case):
    sharing.offer(station.nair, case, "birch_street", ITEMS, {
        "purpose": "support", "legal_basis": "child_welfare", "consent": "told",
        "action": "Meet her", "until": dt.date(2026, 3, 12),
    })  # fmt: skip
    with time_machine.travel("2026-03-13T09:00:00Z", tick=False):
        assert share_upkeep.end_due() == 1
    assert rows(PartnerCopy) == []


def test_what_was_released_to_an_authority_is_a_copy_too(station, near, case):
    notes.note(station.nair, case, "intelligence", "A source at the garage says so")
    source = released.releases(station.nair, case).sources[0].code
    answers = {"source": source, "to": "council", "wording": "Taken by car", "why": "Home visits"}
    release = str(releasing.ask(station.nair, case, answers)["release"])
    releasing.decide(station.lowe, case, release, {"decision": "yes"})

    [row] = copies.ours(near.adeyemi).rows
    [shown] = opening.read(near.adeyemi, case).released
    assert shown.copy == row.name
    assert (row.what, row.dispose_by) == (
        "Intelligence released in agreed words", dt.date(2051, 12, 31),
    )  # fmt: skip
    copies.answer(near.adeyemi, row.id, {"copy": "gone"})
    [event] = rows(Event, kind="release_copy_gone")
    assert event.tier == "intelligence"


def test_it_is_asked_for_once_thirty_days_before_and_the_notice_names_no_case(
    station, near, case, clock
):
    ended(station, near, case)
    clock.move_to("2036-11-30T12:00:00Z")
    assert copies.ask_due() == 0
    clock.move_to("2036-12-01T12:00:00Z")
    retention.hold(station.lowe, case, "court")
    assert (only(near).stands, copies.ask_due()) == ("held", 0)
    with pytest.raises(Invalid) as refused:
        copies.answer(near.grant, only(near).id, {"copy": "gone"})
    assert set(refused.value.errors) == {"held_why"}
    assert only(near).stands == "held"
    retention.lift(station.lowe, case)
    assert (copies.ask_due(), copies.ask_due()) == (1, 0)

    [notice] = rows(Notice, topic="copy_due")
    assert (notice.case_id, notice.organisation_id) == (None, near.agencies["birch_street"])
    assert notices.elsewhere(near.grant, notice.reference) == "/partner/copies"
    heard = [line for each in told.mine(near.grant).cases for line in each.lines]
    assert "A copy that you keep is to be disposed of soon" in [line.words for line in heard]
    assert only(near).stands == "due"
    clock.move_to("2037-01-01T12:00:00Z")
    assert only(near).stands == "late"
    assert (copies.ask_due(), copies.ask_due()) == (1, 0)
    [late] = rows(Notice, topic="copy_late")
    assert (late.team_id, len(rows(Notice, topic="copy_due"))) == (station.lowe.team_id, 2)
    assert [(reference, row.stands) for reference, row in copies.kept()] == [(case, "late")]


def test_what_they_say_of_it_is_on_the_record_and_told_to_whoever_shared_it(station, near, case):
    copy = ended(station, near, case)
    copies.answer(near.grant, copy, {"copy": "gone"})

    assert only(near).stands == "gone"
    [event] = rows(Event, kind="share_copy_gone")
    assert event.heading == "Birch Street Project said that its copy is disposed of"
    timeline = [entry.heading for entry in opening.read(station.nair, case).timeline]
    assert event.heading in timeline
    [row] = rows(TrailChange, act="copy.gone")
    assert (row.operation, row.recipients) == ("erasure", "birch_street")
    assert [row.user_id for row in rows(Notice, topic="copy_answered")] == [station.nair.user_id]
    assert previews.shares_of(station.nair, case).shares[0].copy.stands == "gone"
    assert list(copies.kept()) == []
    with pytest.raises(Conflict):
        copies.answer(near.grant, copy, {"copy": "gone"})
    with pytest.raises(NotFound):
        copies.one(near.grant, copy)


def test_it_may_be_kept_for_longer_with_a_reason_and_is_asked_for_anew(station, near, case, clock):
    copy = ended(station, near, case)
    clock.move_to("2036-12-05T12:00:00Z")
    copies.ask_due()
    for until in (BY, dt.date(2036, 1, 1)):
        with pytest.raises(Invalid, match="until"):
            copies.answer(near.grant, copy, longer(until))
    copies.answer(near.grant, copy, longer(dt.date(2037, 3, 31)))

    assert (only(near).dispose_by, only(near).stands) == (dt.date(2037, 3, 31), "kept")
    shown = previews.shares_of(station.nair, case).shares[0].copy
    assert shown.why == "A claim against us is open"
    [row] = rows(TrailChange, act="copy.kept")
    with reading():
        assert words(row.digest)["reason"] == "A claim against us is open"
    assert copies.ask_due() == 0
    clock.move_to("2037-03-01T12:00:00Z")
    assert copies.ask_due() == 1


def test_it_is_there_for_its_own_organisation_alone_and_for_nobody_with_a_conflict(
    station, near, case
):
    copy = ended(station, near, case)
    for stranger in (near.ames, near.penn, station.nair, station.lowe):
        with pytest.raises(NotFound):
            copies.answer(stranger, copy, {"copy": "gone"})
    with writing():
        row = db.session.get_one(PartnerCopy, copy)
        row.people = [near.holt.user_id]
    assert copies.ours(near.grant).rows == ()
    with pytest.raises(NotFound):
        copies.one(near.grant, copy)
    assert copies.one(near.holt, copy).id == copy
    with writing():
        row = db.session.get_one(PartnerCopy, copy)
        db.session.add(
            ConflictOfInterest(case_id=row.case_id, user_id=near.holt.user_id, declared_at=now())
        )
    assert copies.ours(near.holt).rows == ()


def test_once_the_case_is_disposed_of_nothing_is_written_on_it_again(station, near, case):
    copy = ended(station, near, case)
    with writing():
        find(case).disposed_at = now()
    copies.answer(near.grant, copy, longer(dt.date(2040, 1, 1)))

    assert rows(Event, kind="share_copy_kept") == []
    [row] = rows(TrailChange, act="copy.kept")
    assert row.digest == ""
    assert rows(PartnerCopy)[0].why_sealed is None


@where_rows_are_waited_for
def test_an_answer_waits_for_a_disposal_and_leaves_no_word_after_it(app, station, near, case):
    copy = ended(station, near, case)
    later = longer(dt.date(2040, 1, 1))
    with waiting(
        app, "SELECT id FROM cases FOR UPDATE", lambda: copies.answer(near.grant, copy, later)
    ) as disposing:
        disposing.execute(text("UPDATE partner_copies SET why_sealed = NULL"))
        disposing.execute(text("UPDATE cases SET disposed_at = now()"))
        disposing.commit()

    [row] = rows(PartnerCopy)
    assert (row.dispose_by, row.why_sealed) == (dt.date(2040, 1, 1), None)
    assert rows(Event, kind="share_copy_kept") == []
