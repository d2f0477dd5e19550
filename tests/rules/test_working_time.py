"""Working days by hand, and the table against a package that others keep."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from workflows import working_time
from workflows.working_time import PastTheTable, add_working_days, due_instant, is_working_day


@pytest.mark.parametrize("nation", ["ENG", "WLS"])
def test_the_table_agrees_with_the_holidays_package(nation):
    kept = holidays.country_holidays("GB", subdiv=nation, years=range(2013, 2031))

    assert {day for day in kept if day.weekday() < 5} == working_time.BANK_HOLIDAYS


@pytest.mark.parametrize(
    ("start", "n", "due", "why"),
    [
        ("2026-07-01", 5, "2026-07-08", "R1: Wednesday is day 0, one weekend between"),
        ("2026-07-03", 1, "2026-07-06", "R1: a Friday is day 0, Monday is day 1"),
        ("2026-07-04", 1, "2026-07-06", "R1: a Saturday is day 0 like any other"),
        ("2026-07-05", 1, "2026-07-06", "R1: a Sunday is day 0"),
        ("2026-04-02", 1, "2026-04-07", "R1: Good Friday and Easter Monday 2026"),
        ("2026-04-03", 1, "2026-04-07", "R1: a bank holiday is day 0"),
        ("2026-05-01", 5, "2026-05-11", "R1: early May holiday on the 4th"),
        ("2026-12-24", 1, "2026-12-29", "R1: 25 December and the substitute of the 28th"),
        ("2026-12-24", 5, "2027-01-05", "R1: across two years, 1 January left out"),
        ("2027-12-24", 1, "2027-12-29", "R1: Christmas 2027 is kept on the 27th and 28th"),
        ("2014-04-17", 1, "2014-04-22", "R1: Easter 2014"),
        ("2022-06-01", 1, "2022-06-06", "R1: two Jubilee days"),
        ("2026-07-01", 0, "2026-07-01", "R1: nothing added"),
        ("2030-12-24", 3, "2030-12-31", "R1: the last day of the table can be reached"),
    ],
)
def test_the_nth_working_day(start, n, due, why):
    assert add_working_days(date.fromisoformat(start), n) == date.fromisoformat(due), why


def test_a_day_proclaimed_later_is_passed_in():
    proclaimed = frozenset({date(2026, 7, 2)})

    assert add_working_days(date(2026, 7, 1), 1, proclaimed) == date(2026, 7, 3)
    assert not is_working_day(date(2026, 7, 2), proclaimed)


def test_past_its_end_the_table_says_so():
    with pytest.raises(PastTheTable, match="2013 to 2030, and not for 2031"):
        add_working_days(date(2030, 12, 31), 1)


def test_before_its_beginning_the_table_says_so():
    with pytest.raises(PastTheTable, match="not for 2012"):
        is_working_day(date(2012, 12, 31))


def test_one_more_day_does_not_make_a_year_known():
    with pytest.raises(PastTheTable):
        add_working_days(date(2030, 12, 31), 1, frozenset({date(2031, 1, 1)}))


def test_a_whole_year_passed_in_is_known():
    of_2031 = frozenset(holidays.country_holidays("GB", subdiv="ENG", years=2031))

    assert add_working_days(date(2030, 12, 31), 1, of_2031) == date(2031, 1, 2)


def test_past_the_end_the_nearest_answer_leaves_out_what_is_known():
    proclaimed = frozenset({date(2031, 1, 6)})

    assert working_time.nth_working_day(date(2031, 1, 3), 1) == date(2031, 1, 6)
    assert working_time.nth_working_day(date(2031, 1, 3), 1, proclaimed) == date(2031, 1, 7)
    assert working_time.nth_working_day(date(2030, 12, 24), 1) == date(2030, 12, 27)


@pytest.mark.parametrize(
    ("start", "end", "count", "why"),
    [
        ("2026-07-01", "2026-07-08", 5, "R1: the day itself is 0"),
        ("2026-07-04", "2026-07-05", 0, "R1: a weekend"),
        ("2026-12-24", "2027-01-05", 5, "R1: 25 and 28 December and 1 January left out"),
        ("2026-07-08", "2026-07-01", 0, "backwards is none"),
        ("2030-12-31", "2031-01-03", 3, "past the table every weekday"),
    ],
)
def test_working_days_are_counted_as_they_are_added(start, end, count, why):
    found = working_time.working_days_after(date.fromisoformat(start), date.fromisoformat(end))
    assert found == count, why


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 7, 1), datetime(2026, 7, 1, 23, tzinfo=UTC)),
        (date(2026, 1, 5), datetime(2026, 1, 6, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 29, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 26, tzinfo=UTC)),
    ],
    ids=["summer", "winter", "before the clocks go forward", "the short day", "the long day"],
)
def test_what_is_due_on_a_day_is_due_by_its_last_instant_in_london(day, ends):
    assert due_instant(day) == ends - timedelta(microseconds=1)


def test_the_local_day_decides():
    assert working_time.local_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert working_time.day_begins(date(2026, 7, 2)) == datetime(2026, 7, 1, 23, tzinfo=UTC)
