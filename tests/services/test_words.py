"""Dates as people here say them."""

import datetime as dt

import pytest
import time_machine

from referrals import words

NOW = "2026-03-12T09:00:00Z"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _thursday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_instant_is_said_in_london():
    assert words.london_datetime(at("2026-03-10T02:38")) == "Tue 10 March 2026, 02:38"
    assert words.london_datetime(at("2026-07-01T23:30")) == "Thu 2 July 2026, 00:30"
    assert words.london_datetime(None) == ""


def test_a_day_is_said_as_it_is():
    assert words.london_date(dt.date(2026, 3, 10)) == "Tue 10 March 2026"
    assert words.born("2011-09-04") == "4 September 2011"
    assert words.short(dt.date(2026, 3, 9)) == "9 Mar"
    assert words.short(dt.date(2024, 3, 9)) == "9 Mar 2024"


@pytest.mark.parametrize(("when", "said"), [
    (at("2026-03-12T11:00"), "Today, 11:00"),
    (at("2026-03-13T10:00"), "Tomorrow, 10:00"),
    (at("2026-03-11T07:55"), "Yesterday, 07:55"),
    (at("2026-03-16T17:30"), "16 Mar, 17:30"),
    (at("2026-03-12T23:59:59"), "Today, 23:59"),
    (dt.date(2026, 3, 12), "Today"),
    (dt.date(2026, 3, 16), "16 Mar"),
])  # fmt: skip
def test_when_something_is_due(when, said):
    assert words.due(when) == said


@pytest.mark.parametrize(("when", "said"), [
    (at("2026-03-13T02:18"), "17 h 18 min left"),
    (at("2026-03-12T07:40"), "1 h 20 min late"),
    (at("2026-03-12T09:55"), "55 min left"),
    (at("2026-03-12T12:00"), "3 h left"),
    (at("2026-03-12T09:00:30"), "0 min left"),
    (at("2026-03-18T09:00"), "6 days left"),
    (at("2026-03-08T09:00"), "4 days late"),
    (dt.date(2026, 3, 12), "due today"),
    (dt.date(2026, 3, 13), "1 day left"),
    (dt.date(2026, 3, 10), "2 days late"),
])  # fmt: skip
def test_how_long_is_left(when, said):
    assert words.left(when) == said
