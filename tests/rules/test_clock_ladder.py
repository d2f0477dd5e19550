"""The ladder by hand: what each kind of clock reaches, when, and in working time (R1, R24)."""

from datetime import UTC, date, datetime

import pytest

from workflows.clocks.ladder import LADDER, RECEIVERS, Span, ladder, told_at
from workflows.clocks.limits import Unit
from workflows.working_time import LONDON, day_begins, due_instant

RUNG = {rung.code: rung for rung in LADDER}
ONE_BEFORE = datetime.resolution


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def day(text):
    return date.fromisoformat(text)


DAYS = [
    # rung, unit, day 0, due, told, why
    ("warning", "working days", "2026-07-01", "2026-07-08", "2026-07-07T18:00",
     "R24: 3.75 of 5 working days, the fourth being Tuesday the 7th"),
    ("warning", "working days", "2026-07-03", "2026-07-06", "2026-07-06T18:00",
     "R1: of one working day after a Friday, three quarters are Monday 18:00"),
    ("warning", "working days", "2026-12-23", "2027-01-04", "2026-12-31T18:00",
     "R1: the fourth working day of 24, 29, 30, 31 December"),
    ("warning", "working days", "2026-03-26", "2026-03-30", "2026-03-30T12:00",
     "R1: 1.5 of 2 working days, the change of the clocks between them"),
    ("warning", "calendar days", "2026-07-01", "2026-07-29", "2026-07-22T18:00",
     "an NRM draft: 21.75 of the 29 days it touches, so on day 21"),
    ("supervisor", "working days", "2026-07-01", "2026-07-08", "2026-07-09",
     "R24: one working day of silence"),
    ("supervisor", "working days", "2026-07-01", "2026-07-03", "2026-07-06",
     "R1: silence counts on Monday, not at the weekend"),
    ("supervisor", "calendar days", "2026-07-01", "2026-07-31", "2026-08-03",
     "R1: due on a Friday by calendar days, silence in working days all the same"),
    ("duty_manager", "working days", "2026-03-30", "2026-04-02", "2026-04-08",
     "R1: two working days over Good Friday and Easter Monday"),
    ("duty_manager", "calendar days", "2026-12-01", "2026-12-31", "2027-01-05",
     "R1: over the year's end, 1 January left out"),
]  # fmt: skip


@pytest.mark.parametrize("row", DAYS, ids=lambda row: f"{row[0]} {row[-1]}")
def test_a_limit_in_days_climbs_in_working_days(row):
    code, unit, zero, due, told, why = row
    starts = day_begins(day(zero)) - ONE_BEFORE
    wanted = at(told) if "T" in told else due_instant(day(told))

    found = told_at(RUNG[code], Span("local target", Unit(unit), starts, due_instant(day(due))))
    assert abs((found - wanted).total_seconds()) < 1, why


HOURS = [
    ("warning", "2026-07-04T01:00", "a claim by 02:00 has a quarter left at 01:00, on a Saturday"),
    ("due", "2026-07-04T02:00", "at the instant"),
    ("supervisor", "2026-07-04T03:00", "an hour of silence"),
    ("duty_manager", "2026-07-04T06:00", "four hours of silence"),
]


@pytest.mark.parametrize(("code", "told", "why"), HOURS)
def test_a_limit_in_hours_climbs_as_it_runs(code, told, why):
    started, due = at("2026-07-03T22:00"), at("2026-07-04T02:00")

    assert told_at(RUNG[code], Span("local target", Unit.HOURS, started, due)) == at(told), why


@pytest.mark.parametrize(
    ("started", "due", "told", "why"),
    [
        ("2026-03-28T22:00", "2026-03-29T22:00", "2026-03-29T16:15", "spring: 23 elapsed hours"),
        ("2026-10-24T22:00", "2026-10-25T22:00", "2026-10-25T15:45", "autumn: 25 elapsed hours"),
    ],
)
def test_the_change_of_the_clocks_takes_nothing_from_a_warning(started, due, told, why):
    assert told_at(RUNG["warning"], Span("local target", Unit.HOURS, at(started), at(due))) == at(
        told
    )


def test_a_bank_holiday_added_late_puts_a_rung_off():
    extra = frozenset({day("2026-07-09")})
    starts, due = day_begins(day("2026-07-01")), due_instant(day("2026-07-08"))

    found = told_at(RUNG["supervisor"], Span("target", Unit.WORKING_DAYS, starts, due), extra)
    assert found == due_instant(day("2026-07-10"))


def test_an_alert_is_told_in_the_morning_of_its_day_and_a_minimum_to_nobody():
    eighteen = due_instant(day("2028-03-15"))
    [alert] = ladder("internal")

    assert told_at(alert, Span("internal", Unit.CALENDAR_DAYS, eighteen, eighteen)) == at(
        "2028-03-15"
    )
    assert alert.words == "Its day has come"
    assert ladder("minimum") == ()
    assert [rung.code for rung in ladder("limit")] == ["warning"], "it is the person's right"
    assert [rung.code for rung in ladder("statutory code")] == [
        "warning", "due", "supervisor", "duty_manager",
    ]  # fmt: skip


def test_every_rung_says_whom_it_tells_and_where_it_is_from():
    for rung in LADDER:
        assert rung.to in RECEIVERS
        assert rung.source.startswith("Local setting")
        assert rung.words


def test_rungs_are_reached_in_their_order_by_every_clock_of_the_table():
    spans = [
        (Unit.WORKING_DAYS, "2026-07-03", "2026-07-06"),
        (Unit.WORKING_DAYS, "2026-07-03", "2026-09-07"),
        (Unit.CALENDAR_DAYS, "2026-12-24", "2027-01-23"),
    ]
    for unit, zero, due in spans:
        reached = [
            told_at(rung, Span("target", unit, day_begins(day(zero)), due_instant(day(due))))
            for rung in LADDER
        ]
        assert reached == sorted(reached)
        assert len(set(reached)) == len(LADDER)


def test_past_the_tables_end_a_rung_is_still_reached():
    starts, due = day_begins(day("2031-01-02")), due_instant(day("2031-01-06"))
    assert told_at(
        RUNG["supervisor"], Span("target", Unit.WORKING_DAYS, starts, due)
    ) == due_instant(day("2031-01-07"))
