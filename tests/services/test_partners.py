"""Lists for those outside the police: their own cases, as far as they hold them, and no more."""

import datetime as dt
import json

import pytest
import time_machine
from sqlalchemy import select

from referrals.clock import now
from referrals.db import db, writing
from referrals.effects.leading import assign
from referrals.errors import NotFound
from referrals.models import Assignment, CaseTrack, Event, NrmReferral, Task, TrailIndex
from referrals.services import answering, partners, progress, sharing
from referrals.views import Withheld
from tests.services.neighbours import (
    ITEMS,
    asked,
    claimed,
    find,
    shareable,
)
from tests.services.station import adult


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    """Kayla Marsh is fourteen on 10 March 2026."""
    with time_machine.travel("2026-03-10T09:00:00Z"):
        yield


def offered(station, case, to="birch_street", items=ITEMS, **changed):
    return str(sharing.offer(station.nair, case, to, items, asked(**changed))["share"])


def held(station, near, items=ITEMS, **changed):
    """A case that Birch Street took on; its reference."""
    case = shareable(station)
    answering.accept(near.grant, case, offered(station, case, items=items, **changed), version=1)
    return case


def test_an_offer_waits_for_an_answer_and_tells_nothing_of_the_case(station, near):
    case = shareable(station)
    with time_machine.travel("2026-03-10T15:00:00Z", tick=False):
        offered(station, case, until=dt.date(2026, 6, 11))

        page = partners.shared_with_us(near.grant)

    assert page.rows == ()
    [row] = page.offers
    assert (row.reference, row.share.purpose, row.share.offered_by) == (
        case, "Give them support", "Nair",
    )  # fmt: skip
    # one working day after Tuesday 10 March 2026, by the end of the day (R24)
    assert row.answer.due == dt.datetime(2026, 3, 11, 23, 59, 59, 999999, tzinfo=dt.UTC)
    assert "K.M." not in repr(page)


def test_an_answer_that_is_late_says_so(station, near):
    case = shareable(station)
    with time_machine.travel("2026-03-10T15:00:00Z", tick=False):
        offered(station, case, until=dt.date(2026, 6, 11))
    with time_machine.travel("2026-03-12T01:20:00Z", tick=False):
        [row] = partners.shared_with_us(near.grant).offers

    assert (row.answer.tone, row.answer.left) == ("late", "1 h 20 min late")


def test_the_oldest_offer_comes_first(station, near):
    first, second = shareable(station), shareable(station, name="Another Child")
    with time_machine.travel("2026-03-11T09:00:00Z", tick=False):
        offered(station, first, until=dt.date(2026, 6, 11))
    with time_machine.travel("2026-03-10T09:00:00Z", tick=False):
        offered(station, second, until=dt.date(2026, 6, 11))
    with time_machine.travel("2026-03-11T10:00:00Z", tick=False):
        assert [row.reference for row in partners.shared_with_us(near.grant).offers] == [
            second,
            first,
        ]


def test_a_case_they_took_on_is_listed_as_far_as_they_hold_it(station, near):
    case = held(station, near, until=now().date() + dt.timedelta(days=90))

    page = partners.shared_with_us(near.holt)

    [row] = page.rows
    assert page.offers == ()
    assert (row.reference, row.who) == (case, "K.M., girl, 14")
    assert row.exploitation == "Sexual exploitation of a child"
    assert row.team == "Child Abuse Team"
    assert row.why == "It was shared with your organisation"
    assert row.until is not None
    assert row.nrm == ""
    assert row.owed is None


def test_what_is_withheld_on_the_page_is_withheld_in_the_list(station, near):
    held(station, near, items=ITEMS | {"identity": "risk_of_harm", "allegation": "evidence"})

    [row] = partners.shared_with_us(near.grant).rows

    assert row.who == "Child"
    assert row.exploitation == Withheld("evidence", may_ask=False)


def test_a_case_whose_condition_is_gone_is_not_listed(station, near):
    """Grown up, she has not agreed to support: section e gives the charity nothing."""
    case = held(station, near)
    with writing():
        find(case).age_band = "adult"

    assert partners.shared_with_us(near.grant).rows == ()


def test_a_board_sees_the_case_it_reviews_under_a_mask(station, near):
    """R23: reference, age band and gender; no initials and no birth date."""
    case = shareable(station)
    until = now() + dt.timedelta(days=28)
    with writing():
        assign(find(case), "board", now(), organisation_id=near.agencies["board"])
        row = db.session.query(Assignment).filter_by(standing="board").one()
        row.until = until

    [row] = partners.shared_with_us(near.marsh).rows

    assert (row.reference, row.who, row.until) == (case, "Girl", until)
    assert "K.M." not in repr(row)


def test_each_agency_sees_its_own(station, near):
    case = held(station, near)
    offered(station, case, to="health_trust", items={"identity": "share", "medical": "share"})

    assert partners.shared_with_us(near.ames).rows == ()
    assert partners.shared_with_us(near.ames).offers == ()
    assert [row.reference for row in partners.shared_with_us(near.penn).offers] == [case]


def test_what_is_over_is_not_listed(station, near):
    case = shareable(station)
    share = offered(station, case)
    answering.accept(near.grant, case, share, version=1)
    sharing.end(station.nair, case, share, "work_done", version=2)

    assert partners.shared_with_us(near.grant).rows == ()


def test_the_next_thing_owed_is_the_soonest_task_asked_of_them(station, near):
    case = held(station, near)
    for title, days in (("Later", 5), ("Sooner", 2), ("Whenever", None)):
        ask(near, case, title, days)

    [row] = partners.shared_with_us(near.grant).rows

    assert row.owed is not None
    assert row.owed.what == "Sooner"


def ask(near, case, title, days, **about):
    due = now() + dt.timedelta(days=days) if days else None
    to = {"organisation_id": near.agencies["birch_street"]} | about
    with writing():
        db.session.add(Task(case_id=find(case).id, title=title, asked_at=now(), due=due, **to))


def test_a_task_without_a_day_is_owed_too_and_another_agencys_is_not(station, near):
    case = held(station, near)
    ask(near, case, "Not ours", 1, organisation_id=near.agencies["open_gate"])
    ask(near, case, "Whenever", None)

    [row] = partners.shared_with_us(near.grant).rows

    assert row.owed is not None
    assert (row.owed.what, row.owed.due, row.owed.left) == ("Whenever", None, "")


def test_a_social_worker_sees_the_child_their_council_was_told_of(station, near):
    case = shareable(station)

    [row] = partners.shared_with_us(near.adeyemi).rows

    assert (row.reference, row.who) == (case, "K.M., girl, 14")
    assert row.why == "Your authority was told about this child"
    assert row.until is None


def test_a_social_worker_owes_the_decision_once_the_referral_came(station, near):
    case = shareable(station)
    progress.record(near.adeyemi, case, "la_referral_received", {"at": now()})

    [row] = partners.shared_with_us(near.adeyemi).rows

    assert row.owed is not None
    assert row.owed.what == "The local authority decides what to do next"
    # one working day after Tuesday 10 March 2026
    assert row.owed.due == dt.datetime(2026, 3, 11, 23, 59, 59, 999999, tzinfo=dt.UTC)


def test_a_council_that_was_not_told_sees_nothing(station, near):
    claimed(station)

    assert partners.shared_with_us(near.adeyemi).rows == ()


def test_the_authority_sees_what_was_submitted_to_it(station, near):
    case = submitted(station, near)
    sent(case, under_18="Yes", first_name="Kayla", last_name="Marsh", gender="Female",
         born_on="2011-06-01")  # fmt: skip
    claimed(station, name="Not Sent")

    [row] = partners.submitted(near.cole).rows

    assert (row.reference, row.who) == (case, "K.M., girl, 14")
    assert row.nrm == "Sent"


def sent(reference, kind="nrm", **said):
    """Its form as it was sent, in one section."""
    lines = [{"key": key, "text": text} for key, text in said.items()]
    with writing():
        db.session.add(
            NrmReferral(
                case_id=find(reference).id,
                attempt=1,
                kind=kind,
                started_at=now(),
                updated_at=now(),
                submitted_at=now(),
                sent=json.dumps([{"lines": lines}]),
            )
        )


def submitted(station, near, kind="nrm_submitted", state="submitted", **told):
    reference = claimed(station, **told)
    with writing():
        case = find(reference)
        db.session.query(CaseTrack).filter_by(case_id=case.id, kind="nrm").one().state = state
        assign(case, "authority", now(), organisation_id=near.agencies["sca"])
        db.session.add(
            Event(
                case_id=case.id,
                kind=kind,
                at=now(),
                recorded_at=now(),
                heading="Sent",
                detail={},
                tier="nrm_decision",
                rulebook="2026.1",
            )
        )
    return reference


def test_a_notice_that_names_nobody_names_nobody_in_the_list(station, near):
    """A duty-to-notify notice without the adult's agreement (s52(3), R18)."""
    reference = submitted(station, near, "dtn_sent", "dtn_sent", **adult())
    sent(reference, kind="dtn", gender="Male")

    [row] = partners.submitted(near.cole).rows

    assert (row.reference, row.who) == (reference, "Adult")
    assert "P.W." not in repr(row)


def test_lists_are_for_those_they_are_for(station, near):
    for stranger in (station.nair, station.okafor, near.cole, near.admin):
        with pytest.raises(NotFound):
            partners.shared_with_us(stranger)
    for stranger in (station.nair, near.grant, near.adeyemi):
        with pytest.raises(NotFound):
            partners.submitted(stranger)


def test_a_long_list_is_paged_newest_first(station, near, monkeypatch):
    monkeypatch.setattr(partners, "PAGE", 2)
    cases = [shareable(station, name=f"Child {letter}") for letter in "ABCDE"]

    pages, after = [], None
    while True:
        page = partners.shared_with_us(near.adeyemi, after)
        pages.append([row.reference for row in page.rows])
        after = page.next
        if after is None:
            break

    assert pages == [[cases[4], cases[3]], [cases[2], cases[1]], [cases[0]]]


def test_a_full_last_page_has_no_next(station, near, monkeypatch):
    monkeypatch.setattr(partners, "PAGE", 2)
    for letter in "AB":
        shareable(station, name=f"Child {letter}")

    assert partners.shared_with_us(near.adeyemi).next is None


@pytest.mark.parametrize("after", ["x", "-1", "0", "", "1.5", "²", "9" * 5000, "4294967296"])
def test_a_cursor_that_is_none_is_not_found(station, near, after):
    with pytest.raises(NotFound):
        partners.shared_with_us(near.grant, after)


def test_looking_is_written_down_case_by_case(station, near):
    case = held(station, near)
    partners.shared_with_us(near.grant)

    assert case in db.session.scalars(select(TrailIndex.reference)).all()


def test_a_longer_list_costs_no_more_queries(station, near, query_count):
    held(station, near)
    partners.shared_with_us(near.grant)
    with query_count() as few:
        partners.shared_with_us(near.grant)
    for _ in range(3):
        held(station, near)
    with query_count() as many:
        partners.shared_with_us(near.grant)

    assert len(many) == len(few)
