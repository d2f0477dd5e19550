"""A share as time goes on: longer, looked at again, changed, asked about, over by itself."""

import dataclasses
import datetime as dt

import pytest
import time_machine

from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.effects.leading import assign
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.models import Disclosure, Event, ItemAsked, Notice, Share, Task, TrailChange, User
from referrals.services import (
    answering,
    asking,
    places,
    previews,
    progress,
    share_life,
    share_upkeep,
    sharing,
    tasks,
)
from referrals.services import reading as opening
from referrals.trail.looking import words
from referrals.views import CaseView, Withheld
from tests.services.neighbours import (
    ITEMS,
    Neighbours,
    asked,
    find,
    shareable,
    taken_on,
)
from tests.services.station import Station
from tests.stored import rows

TUESDAY = "2026-03-10T09:00:00Z"


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def case(station: Station, near: Neighbours) -> str:
    return shareable(station)


@pytest.fixture
def share(station, near, case) -> str:
    return taken_on(station, near, case, ITEMS | {"language": "not_needed"})


def shared() -> list[Disclosure]:
    """What the ledger says was told by a share, in the order in which it was."""
    return [row for row in rows(Disclosure) if row.share_id]


def view(near, case) -> CaseView:
    found = opening.read(near.grant, case)
    assert isinstance(found, CaseView)
    return found


def fact(found: CaseView, key: str):
    return next(row.value for row in (*found.summary, *found.withheld) if row.key == key)


# ---------------------------------------------------------------- item by item


def test_one_item_of_a_tier_is_withheld_and_the_others_go(near, case, share):
    found = view(near, case)

    assert fact(found, "language") == Withheld("not needed for your role", may_ask=True)
    assert (found.initials, found.who) == ("K.M.", "girl, 14")


def test_who_they_are_may_be_left_out_alone(station, near, case):
    taken_on(station, near, case, ITEMS | {"who": "risk_of_harm"})

    found = opening.read(near.grant, case, named=True)

    assert found.initials == ""
    assert found.name == Withheld("risk of harm")
    assert "name" not in found.may
    assert "Kayla" not in repr(found)
    assert "K.M." not in repr(found)
    assert fact(found, "language") == "English"
    [row] = (line for line in found.withheld if line.key == "who")
    assert row.label == "Who they are"


def test_a_tier_cut_down_says_nothing_of_what_happened_under_it(station, near, case):
    """What was done is told whole or not at all: an entry may give away an item left out."""
    taken_on(station, near, case, ITEMS)
    other = shareable(station, name="Another Child")
    taken_on(station, near, other, ITEMS | {"alerts": "police_investigation"})

    assert "Referred to the local authority" in " ".join(headings(view(near, case)))
    assert "Referred to the local authority" not in " ".join(headings(view(near, other)))


def headings(found: CaseView) -> list[str]:
    return [row.heading for row in found.timeline if not row.own]


# ---------------------------------------------------------------- longer


def test_a_share_goes_on_for_longer_with_a_reason(station, near, case, share):
    until = dt.date(2026, 9, 30)
    why = "The trial was put off"

    done = share_life.extend(station.nair, case, share, {"until": until, "why": why}, version=2)

    [row] = rows(Share)
    assert (done["version"], row.version) == (3, 3)
    assert row.until == dt.datetime(2026, 9, 30, 22, 59, 59, 999999, tzinfo=dt.UTC)
    assert row.review_on == dt.date(2026, 4, 9)
    [trail] = rows(TrailChange, act="share.extended")
    with reading():
        assert words(trail.digest)["reason"] == why
    assert [row.heading for row in rows(Event, kind="share_extended")] == [
        "Sharing with Birch Street Project goes on for longer"
    ]
    assert len(rows(Notice, topic="share_extended")) == 1


@pytest.mark.parametrize(
    ("day", "field"),
    [
        (dt.date(2026, 6, 8), "until"),
        (dt.date(2026, 3, 9), "until"),
        (dt.date(2027, 3, 11), "until"),
    ],
)
def test_it_ends_later_than_it_did_and_within_a_year(station, case, share, day, field):
    with pytest.raises(Invalid) as wrong:
        share_life.extend(station.nair, case, share, {"until": day, "why": "More"}, version=2)

    assert list(wrong.value.errors) == [field]


def test_longer_has_a_reason_and_a_share_that_is_in_force(station, near, case, share):
    later = {"until": dt.date(2026, 9, 30)}
    with pytest.raises(Invalid):
        share_life.extend(station.nair, case, share, later, version=2)
    with time_machine.travel("2026-07-01T09:00:00Z", tick=False), pytest.raises(Invalid):
        share_life.extend(station.nair, case, share, later | {"why": "More"}, version=2)
    sharing.end(station.nair, case, share, "work_done", version=2)
    with pytest.raises(Conflict):
        share_life.extend(station.nair, case, share, later | {"why": "More"}, version=3)


def test_only_those_who_share_it_decide_how_long(station, near, case, share):
    later = {"until": dt.date(2026, 9, 30), "why": "More"}
    for person, error in (
        (near.grant, NotYours),
        (station.okafor, NotYours),
        (near.ames, NotFound),
    ):
        with pytest.raises(error):
            share_life.extend(person, case, share, later, version=2)


# ---------------------------------------------------------------- looked at again


def test_the_lead_is_asked_before_the_review_and_once(station, near, case, share):
    with time_machine.travel("2026-04-05T22:00:00Z", tick=False):
        assert share_upkeep.ask_reviews() == 0
    with time_machine.travel("2026-04-06T09:00:00Z", tick=False):
        assert share_upkeep.ask_reviews() == 1
        assert share_upkeep.ask_reviews() == 0

    [task] = rows(Task, about=f"sharing/{share}/review")
    assert task.title == "Look again at what is shared with Birch Street Project"
    assert task.user_id == station.nair.user_id
    assert task.due == dt.datetime(2026, 4, 9, 22, 59, 59, 999999, tzinfo=dt.UTC)
    with pytest.raises(NotFound):
        tasks.finish_task(station.nair, case, task.id, "Looked")
    assert "Look again" not in repr(view(near, case))


def test_kept_as_it_is_it_is_looked_at_again_in_a_month(station, case, share):
    with time_machine.travel("2026-04-08T09:00:00Z", tick=False):
        share_upkeep.ask_reviews()
        share_life.keep(station.nair, case, share, {"why": "She still meets them"}, version=2)

        [row] = rows(Share)
        assert row.review_on == dt.date(2026, 5, 8)
        assert [row.state for row in rows(Task, about=f"sharing/{share}/review")] == ["done"]
        with pytest.raises(Invalid):
            share_life.keep(station.nair, case, share, {"why": " "}, version=3)


def test_what_is_shared_is_changed_at_once_both_ways(station, near, case, share):
    view(near, case)
    items = {
        item.code: item.choice for item in previews.shares_of(station.nair, case).shares[0].items
    }

    changed = items | {"language": "share", "exploitation": "evidence"}
    share_life.change(station.nair, case, share, changed, {"why": "A new worker"}, version=2)

    found = view(near, case)
    assert fact(found, "language") == "English"
    assert fact(found, "exploitation") == Withheld("evidence")
    assert found.exploitation == Withheld("evidence")
    ledger = shared()
    assert [row.kind for row in ledger] == ["share", "change"]
    assert "language" in ledger[1].items
    assert ledger[1].decided_by_id == station.nair.user_id


def test_a_change_is_judged_as_an_offer_is(station, case, share):
    with pytest.raises(Unready):
        share_life.change(station.nair, case, share, {"who": "evidence"} | dict.fromkeys(
            [item.code for item in previews.shares_of(station.nair, case).shares[0].items],
            "evidence",
        ), {"why": "Nothing"}, version=2)  # fmt: skip
    with pytest.raises(Unready):
        share_life.change(
            station.nair, case, share, {"intelligence": "share"}, {"why": "All"}, version=2
        )


# ---------------------------------------------------------------- over by itself


def test_on_its_day_it_is_written_down_as_over(station, near, case, share):
    with time_machine.travel("2026-06-08T22:00:00Z", tick=False):
        assert share_upkeep.end_due() == 0
    with time_machine.travel("2026-06-09T05:00:00Z", tick=False):
        assert share_upkeep.end_due() == 1
        assert share_upkeep.end_due() == 0
        [row] = previews.shares_of(station.nair, case).shares

    assert (row.share.state, row.share.reason, row.live) == ("ended", "Its time had passed", False)
    [event] = rows(Event, kind="share_ended")
    assert event.at == dt.datetime(2026, 6, 8, 22, 59, 59, 999999, tzinfo=dt.UTC)
    assert event.by_id is None
    assert [row.actor_id for row in rows(TrailChange, act="share.ended")] == [0]
    told = {(row.user_id, row.organisation_id) for row in rows(Notice, topic="share_ended")}
    assert told == {(station.nair.user_id, None), (None, near.agencies["birch_street"])}


def test_an_offer_nobody_answered_is_over_too(station, near, case):
    sharing.offer(station.nair, case, "birch_street", ITEMS, asked(until=dt.date(2026, 3, 12)))
    with time_machine.travel("2026-03-13T09:00:00Z", tick=False):
        assert share_upkeep.end_due() == 1

    assert [row.state for row in rows(Share)] == ["ended"]


# ---------------------------------------------------------------- asked for


def test_what_is_asked_for_is_a_task_with_a_time_and_a_yes_shares_it(station, near, case, share):
    done = asking.ask(near.grant, case, "language", "To book an interpreter")

    [task] = rows(Task, about=f"sharing/{share}/asked/{done['asked']}")
    assert task.user_id == station.nair.user_id
    assert task.due == dt.datetime(2026, 3, 12, 23, 59, 59, 999999, tzinfo=dt.UTC)
    found = asking.asked(station.nair, case, share, done["asked"])
    assert (found.label, found.why, found.reason) == (
        "Language", "To book an interpreter", "not needed for their role",
    )  # fmt: skip

    asking.answer(station.nair, case, share, done["asked"], {"decision": "yes"})

    assert fact(view(near, case), "language") == "English"
    ledger = shared()
    assert [(row.kind, "language" in row.items) for row in ledger] == [
        ("share", False), ("item", True),
    ]  # fmt: skip
    assert [row.state for row in rows(Task, about=task.about)] == ["done"]
    assert len(rows(Notice, topic="share_given")) == 1


def test_a_no_has_a_reason_that_they_read_in_the_row(station, near, case, share):
    done = asking.ask(near.grant, case, "language", "To book an interpreter")
    with pytest.raises(Invalid):
        asking.answer(station.nair, case, share, done["asked"], {"decision": "no"})
    answer = {"decision": "no", "reason": "police_investigation"}
    asking.answer(station.nair, case, share, done["asked"], answer)

    found = view(near, case)
    assert fact(found, "language") == Withheld("police investigation", may_ask=True)
    [row] = found.asked
    assert (row.state, row.reason) == ("refused", "police investigation")
    assert [row.kind for row in shared()] == ["share"]
    with pytest.raises(Conflict):
        asking.answer(station.nair, case, share, done["asked"], {"decision": "yes"})
    assert asking.ask(near.grant, case, "language", "Asked again")


@pytest.mark.parametrize(
    "item", ["safe_address", "whereabouts", "phone", "who", "intelligence", "nothing"]
)
def test_what_may_not_be_asked_for_is_not_found(near, case, share, item):
    """Where they are is never asked for; nor is what they have, nor what never existed."""
    with pytest.raises(NotFound):
        asking.may_ask(near.grant, case, item)
    with pytest.raises(NotFound):
        asking.ask(near.grant, case, item, "Please")


def test_one_thing_is_asked_once_until_it_is_answered(near, case, share):
    asking.ask(near.grant, case, "language", "To book an interpreter")

    with pytest.raises(Conflict):
        asking.ask(near.holt, case, "language", "Me too")
    with pytest.raises(NotFound):
        asking.may_ask(near.holt, case, "language")


def test_nobody_else_asks_or_answers(station, near, case, share):
    done = asking.ask(near.grant, case, "language", "To book an interpreter")
    for stranger in (near.ames, near.penn, station.nair):
        with pytest.raises(NotFound):
            asking.ask(stranger, case, "medical", "Please")
    for other, error in ((near.grant, NotYours), (station.okafor, NotYours), (near.ames, NotFound)):
        with pytest.raises(error):
            asking.answer(other, case, share, done["asked"], {"decision": "yes"})


def test_when_the_sharing_ends_so_does_what_was_asked(station, near, case, share):
    done = asking.ask(near.grant, case, "language", "To book an interpreter")
    sharing.end(station.nair, case, share, "work_done", version=2)

    assert [row.state for row in rows(ItemAsked)] == ["lapsed"]
    assert {row.state for row in rows(Task) if row.about} == {"done"}
    with pytest.raises(Conflict):
        asking.answer(station.nair, case, share, done["asked"], {"decision": "yes"})
    with pytest.raises(NotFound):
        asking.ask(near.grant, case, "language", "To book an interpreter")


# ---------------------------------------------------------------- who else


def who_recorded_wishes(reader, case):
    told = opening.read(reader, case).timeline
    return [entry.by for entry in told if entry.heading == "Their wishes recorded"]


def test_partners_know_each_other_where_both_were_shared_that(station, near, case, share):
    assert view(near, case).partners == ("Walsall Council",)
    done = sharing.offer(
        station.nair, case, "health_trust", dict(ITEMS), asked(purpose="health_care")
    )
    answering.accept(near.penn, case, str(done["share"]), version=1)

    assert view(near, case).partners == ("Walsall Council", "Walsall Health Trust")
    assert opening.read(near.penn, case).partners == ("Birch Street Project", "Walsall Council")
    assert opening.read(near.adeyemi, case).partners == (
        "Birch Street Project", "Walsall Health Trust",
    )  # fmt: skip
    progress.record(near.grant, case, "wishes", {"wishes": "To go home"})
    for who in (near.grant, near.penn, near.adeyemi, station.nair):
        assert who_recorded_wishes(who, case) == ["Grant"]


def test_one_that_was_not_shared_that_neither_knows_nor_is_known(station, near, case, share):
    items = ITEMS | {"partners": "not_needed"}
    done = sharing.offer(station.nair, case, "health_trust", items, asked())
    answering.accept(near.penn, case, str(done["share"]), version=1)
    with writing():
        row = find(case)
        assign(row, "board", now(), organisation_id=near.agencies["board"])
        assign(row, "authority", now(), organisation_id=near.agencies["sca"])

    assert view(near, case).partners == ("Walsall Council",)
    assert opening.read(near.penn, case).partners == ()
    assert "Health Trust" not in repr(view(near, case))
    progress.record(near.grant, case, "wishes", {"wishes": "To go home"})
    assert who_recorded_wishes(near.penn, case) == ["Somebody else"]
    assert "Grant" not in repr(opening.read(near.penn, case))


# ---------------------------------------------------------------- restricted (R27)


@pytest.fixture
def restricted(station, case) -> str:
    with writing():
        row = find(case)
        row.restricted = True
        assign(row, "restricted_reader", now(), user_id=station.nair.user_id)
    return case


def test_a_restricted_case_reaches_the_named_people_alone(station, near, restricted):
    done = sharing.offer(
        station.nair, restricted, "birch_street", ITEMS, asked(), people=[near.grant.user_id]
    )
    share = str(done["share"])

    with pytest.raises(NotFound):
        opening.read(near.holt, restricted)
    with pytest.raises(NotFound):
        answering.accept(near.holt, restricted, share, version=1)
    answering.accept(near.grant, restricted, share, version=1)
    assert view(near, restricted)
    with pytest.raises(NotFound):
        opening.read(near.holt, restricted)
    with pytest.raises(NotFound):
        asking.ask(near.holt, restricted, "medical", "Please")
    assert {(row.user_id, row.organisation_id) for row in rows(Notice, topic="share_offered")} == {
        (near.grant.user_id, None)
    }


@pytest.mark.parametrize("who", ["penn", "admin", "nobody"])
def test_only_people_who_work_there_are_named(station, near, restricted, who):
    number = 10**6 if who == "nobody" else near.actors[who].user_id
    if who == "admin":
        number = station.okafor.user_id
    with pytest.raises(Invalid) as wrong:
        sharing.offer(station.nair, restricted, "birch_street", ITEMS, asked(), people=[number])

    assert list(wrong.value.errors) == ["people"]


def test_who_is_named_changes_at_once_and_ends_with_the_sharing(station, near, restricted):
    done = sharing.offer(
        station.nair, restricted, "birch_street", ITEMS, asked(), people=[near.grant.user_id]
    )
    share = str(done["share"])
    answering.accept(near.grant, restricted, share, version=1)

    share_life.change(
        station.nair, restricted, share, ITEMS_BY_CODE, {"why": "Grant is away"},
        people=[near.holt.user_id], version=2,
    )  # fmt: skip

    with pytest.raises(NotFound):
        opening.read(near.grant, restricted)
    assert isinstance(opening.read(near.holt, restricted), CaseView)
    sharing.end(station.nair, restricted, share, "work_done", version=3)
    with writing():
        find(restricted).restricted = False
    with pytest.raises(NotFound):
        opening.read(near.holt, restricted)


ITEMS_BY_CODE = dict.fromkeys(
    ("who", "language", "safe_contact", "exploitation", "area", "safe_now"), "share"
)


def test_an_offer_taken_back_with_its_agency_leaves_nobody_named(station, near, restricted):
    """R27: once the agency is let in again, another offer names its people anew."""

    def offer(who):
        sharing.offer(
            station.nair, restricted, "birch_street", ITEMS, asked(), people=[who.user_id]
        )  # fmt: skip

    offer(near.grant)
    elsewhere = dataclasses.replace(near.admin, organisation_id=near.agencies["open_gate"])
    with writing():
        db.session.get_one(User, near.admin.user_id).organisation_id = elsewhere.organisation_id
    places.suspend_agency(elsewhere, "birch_street", "It has closed")
    places.restore_agency(elsewhere, "birch_street")
    offer(near.holt)
    with pytest.raises(NotFound):
        opening.read(near.grant, restricted)
    assert opening.read(near.holt, restricted)


def test_whoever_is_named_anew_is_not_put_out_by_the_end_of_what_named_them_before(
    station, near, restricted
):
    """The day of the first ends at midnight, and the service notes that after the second offer."""
    tomorrow, named = {"until": dt.date(2026, 3, 11)}, [near.grant.user_id]
    offer = (station.nair, restricted, "birch_street", ITEMS)
    first = sharing.offer(*offer, asked(**tomorrow), people=named)
    answering.accept(near.grant, restricted, str(first["share"]), version=1)
    with time_machine.travel("2026-03-12T09:00:00Z", tick=False):
        second = sharing.offer(*offer, asked(), people=named)
        answering.accept(near.grant, restricted, str(second["share"]), version=1)
        assert share_upkeep.end_due() == 1
        assert view(near, restricted)
