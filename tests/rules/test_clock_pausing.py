"""Which clocks may stand still, and what a pause adds to each, by hand (R1, R22, R24)."""

from datetime import UTC, date

import pytest

from tests.rules.test_clocks import ADULT, CHILD, LOGGED, at, case, event, only
from workflows.agencies import SUPERVISORS
from workflows.clocks.kinds import KINDS
from workflows.clocks.limits import Unit
from workflows.clocks.pausing import NEVER, PAUSED_BY, REASONS, SAFETY, put_off, why_never
from workflows.clocks.table import ROWS

MAY = {
    "CLAIM_4H": {"other_force", "no_conflict"},
    "NRM_WHY_5D": {"interpreter", "medical", "missing", "time_asked"},
    "STRATEGY_1D": {"medical", "missing", "other_agency"},
}
"""All that may be paused: local targets whose delay is about the person, none about safety."""


def test_only_local_targets_pause_and_only_for_coded_reasons():
    assert {row.id: {c.code for c in row.pauses} for row in ROWS if row.pauses} == MAY
    assert all(row.kind == "local target" for row in ROWS if row.pauses)
    assert set().union(*MAY.values()) == set(REASONS)


def test_every_other_clock_says_why_it_never_does():
    for row in ROWS:
        if not row.pauses:
            assert why_never(row.kind) == NEVER.get(row.kind, SAFETY)
    assert {row.kind for row in ROWS} - {"local target"} <= set(NEVER)
    assert "Victims’ Code" in why_never("statutory code")
    assert "never paused" in why_never("local target")


def test_a_supervisor_answers_for_the_time_that_is_not_counted():
    assert SUPERVISORS | {"response_supervisor"} == PAUSED_BY


HELD = [
    # unit, due, paused, resumed, due after, why
    ("hours", "2026-07-01T12:00", "2026-07-01T09:00", "2026-07-01T10:30", "2026-07-01T13:30",
     "elapsed time is added"),
    ("hours", "2026-03-29T05:00", "2026-03-28T23:00", "2026-03-29T04:00", "2026-03-29T09:00",
     "R1: spring, 23:00 to 04:00 is four elapsed hours"),
    ("hours", "2026-10-25T03:00", "2026-10-24T23:00", "2026-10-25T04:00", "2026-10-25T09:00",
     "R1: autumn, 23:00 to 04:00 is six hours"),
    ("working days", "2026-07-08", "2026-07-02T10:00", "2026-07-06T09:00", "2026-07-10",
     "R1: Friday and Monday are lost, the weekend is not"),
    ("working days", "2026-07-08", "2026-07-02T10:00", "2026-07-02T17:00", "2026-07-08",
     "R1: nothing is added within one day"),
    ("working days", "2026-04-08", "2026-04-02T10:00", "2026-04-07T10:00", "2026-04-09",
     "R1: Easter: one working day lost between Thursday and Tuesday"),
    ("working days", "2026-07-03", "2026-07-03T10:00", "2026-07-04T10:00", "2026-07-06",
     "paused on the due day, taken up on a Saturday: the next working day"),
    ("working days", "2026-12-31", "2026-12-30T10:00", "2027-01-04T10:00", "2027-01-05",
     "R1: over the year's end: the 31st and Monday the 4th are lost"),
    ("calendar days", "2028-03-01", "2028-02-28T10:00", "2028-03-01T10:00", "2028-03-03",
     "R1: 29 February is a day"),
    ("working days", "2026-07-01", "2026-07-03T10:00", "2026-07-06T10:00", "2026-07-02",
     "R22: a pause after it had passed makes nothing due later than itself"),
]  # fmt: skip


def moment(text):
    return at(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize("row", HELD, ids=lambda row: row[-1])
def test_a_pause_puts_a_limit_off_by_what_was_lost(row):
    unit, due, since, until, after, why = row
    assert put_off(moment(due), Unit(unit), moment(since), moment(until)) == moment(after), why


def test_a_bank_holiday_inside_a_pause_is_not_counted_twice():
    extra = frozenset({date(2026, 7, 3)})
    since, until = moment("2026-07-02T10:00"), moment("2026-07-06T09:00")
    found = put_off(date(2026, 7, 9), Unit.WORKING_DAYS, since, until, extra)
    assert found == date(2026, 7, 10), "R1: only Monday is lost"


CLAIM = "CLAIM_4H@2026-07-01T07:00:00+00:00"


def paused(when, key=CLAIM, reason="other_force"):
    return event("clock_paused", when, clock=key, reason=reason)


def resumed(when, key=CLAIM):
    return event("clock_resumed", when, clock=key)


STATES = [
    # state, due, now, events, why
    ("paused", "2026-07-02T11:00", "2026-07-02T10:00", [paused("2026-07-01T11:00")],
     "R24: an hour left, whenever it restarts"),
    ("running", "2026-07-01T13:00", "2026-07-01T12:30",
     [paused("2026-07-01T11:00"), resumed("2026-07-01T12:00")], "an hour added"),
    ("missed", "2026-07-01T13:00", "2026-07-01T13:01",
     [paused("2026-07-01T11:00"), resumed("2026-07-01T12:00")], "R22: then missed as any other"),
    ("missed", "2026-07-01T12:00", "2026-07-01T12:01",
     [paused("2026-07-01T11:00", "CLAIM_4H@another")], "another clock's pause"),
    ("missed", "2026-07-01T12:00", "2026-07-01T12:01", [resumed("2026-07-01T11:00")],
     "nothing to take up"),
    ("paused", "2026-07-01T15:00", "2026-07-01T15:00",
     [paused("2026-07-01T09:00"), resumed("2026-07-01T10:00"), paused("2026-07-01T13:00")],
     "a second pause on top of the first: 12:00 and one hour and two"),
]  # fmt: skip


@pytest.mark.parametrize("row", STATES, ids=lambda row: row[-1])
def test_a_paused_clock_is_neither_late_nor_met(row):
    state, due, now, events, why = row
    clock = only(case(now, LOGGED, *events, **CHILD), "CLAIM_4H")

    assert (clock.state, clock.due) == (state, moment(due)), why


def test_what_comes_during_a_pause_meets_it():
    facts = case("2026-07-02T09:00", LOGGED, paused("2026-07-01T11:00"),
                 tracks={"investigation": "claimed"}, **CHILD)  # fmt: skip
    assert only(facts, "CLAIM_4H").state == "met"


def test_a_closing_during_a_pause_stops_it():
    facts = case("2026-07-02T09:00", LOGGED, paused("2026-07-01T11:00"),
                 event("case_closed", "2026-07-01T14:00"), **ADULT)  # fmt: skip
    assert only(facts, "CLAIM_4H").state == "stopped"


def test_a_clock_says_how_many_working_days_it_counts_pauses_and_all():
    key = "NRM_WHY_5D@2026-07-01T07:00:00+00:00"
    facts = case("2026-07-06T12:00", LOGGED, paused("2026-07-02T10:00", key, "interpreter"),
                 resumed("2026-07-06T09:00", key), **CHILD)  # fmt: skip
    clock = only(facts, "NRM_WHY_5D")

    assert (clock.due, clock.days, clock.unit) == (date(2026, 7, 10), 7, "working days")
    assert [(pause.reason, pause.until is not None) for pause in clock.pauses] == [
        ("interpreter", True)
    ]
    assert only(facts, "CLAIM_4H").days is None


def test_the_reason_of_a_pause_is_a_code_with_words():
    assert REASONS["interpreter"] == "Waiting for an interpreter"


def test_a_clock_due_on_the_day_it_was_paused_is_due_on_the_day_it_resumes():
    """Two working days go by from Wednesday 1 July to Friday 3 July."""
    paused, resumed = at("2026-07-01T10:00"), at("2026-07-03T10:00")
    moved = put_off(date(2026, 7, 1), Unit.WORKING_DAYS, paused, resumed)
    assert moved == date(2026, 7, 3)


def test_must_do_is_told_from_should_do():
    """Section b: what a law, a code or guidance fixes must be kept; a target blocks nothing."""
    assert {kind: each.must for kind, each in KINDS.items()} == {
        "statutory code": True,
        "statutory guidance": True,
        "limit": False,
        "minimum": True,
        "target": False,
        "local target": False,
        "internal": False,
        "mirror of the Home Office form": False,
        "confirm before use": False,
    }
    assert {row.kind for row in ROWS} <= set(KINDS)
    assert "never late" not in KINDS["internal"].words, "REVIEW_30 can be missed"
