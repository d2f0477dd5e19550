"""The law by date, and who decides: values by hand from the domain notes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from workflows import eras
from workflows.facts import CaseFacts, Event


def case(submitted=None, now="2026-07-01", **known):
    events = () if submitted is None else (event("nrm_submitted", submitted),)
    return CaseFacts(now=noon(now), events=events, **known)


def event(kind, day):
    return Event(kind, noon(day))


def noon(day):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=12)


@pytest.mark.parametrize(
    ("rule", "on", "said"),
    [
        ("recovery_days", "2014-03-10", 45),
        ("recovery_days", "2022-12-12", 45),
        ("recovery_days", "2022-12-13", 30),
        ("recovery_days", "2026-07-01", 30),
        ("duty_to_notify", "2015-10-31", False),
        ("duty_to_notify", "2015-11-01", True),
        ("verbal_withdrawal", "2026-02-12", False),
        ("verbal_withdrawal", "2026-02-13", True),
        ("reconsideration_days", "2014-03-10", None),
        ("reconsideration_days", "2024-01-31", None),
        ("reconsideration_days", "2024-03-01", 30),
        ("reconsideration_bars_removal", "2025-09-16", False),
        ("reconsideration_bars_removal", "2025-09-17", True),
        ("children_board", "2014-03-10", "lscb"),
        ("children_board", "2019-10-01", "safeguarding_partnership"),
        ("adult_board", "2015-03-31", "non_statutory"),
        ("adult_board", "2015-04-01", "sab"),
        ("adult_enquiry", "2015-04-01", "s42"),
        ("labour_inspectorate", "2014-03-10", "gla"),
        ("labour_inspectorate", "2017-04-29", "gla"),
        ("reconsideration_days", "2024-02-01", 30),
        ("children_board", "2019-09-28", "lscb"),
        ("children_board", "2019-09-29", "safeguarding_partnership"),
        ("profile", "2019-04-28", "2014"),
        ("profile", "2019-04-29", "current"),
        ("decision_maker", "2019-04-28", "ukhtc_or_home_office"),
        ("decision_maker", "2019-04-29", "sca"),
        ("day_30_review", "2019-04-28", True),
        ("day_30_review", "2019-04-29", False),
        ("labour_inspectorate", "2017-04-30", "glaa"),
        ("labour_inspectorate", "2026-04-06", "glaa"),
        ("labour_inspectorate", "2026-04-07", "fwa"),
        ("rg_test", "2023-01-30", "objective factors"),
        ("rg_test", "2023-07-09", "objective factors"),
        ("rg_test", "2023-07-10", "reasonable grounds to believe the person is a victim"),
        ("labour_inspectorate", "2026-07-01", "fwa"),
        ("adult_enquiry", "2015-03-31", "non_statutory"),
        ("rg_test", "2023-01-29", "suspect but cannot prove"),
        ("rg_test", "2026-07-01", "reasonable grounds to believe the person is a victim"),
        ("decision_maker", "2014-03-10", "ukhtc_or_home_office"),
        ("decision_maker", "2019-12-31", "sca"),
        ("statutory_defence", "2015-07-30", False),
        ("statutory_defence", "2015-07-31", True),
        ("trafficking_guardian", "2015-07-30", False),
        ("trafficking_guardian", "2015-07-31", True),
        ("ieca", "2021-11-07", False),
        ("ieca", "2021-11-08", True),
        ("disqualification", "2023-01-29", False),
        ("disqualification", "2023-01-30", True),
    ],
)
def test_a_rule_says_what_it_said_on_that_day(rule, on, said):
    assert eras.value(rule, date.fromisoformat(on)) == said


def test_the_rows_of_a_rule_leave_no_day_out_and_no_day_twice():
    for rule in {row.rule for row in eras.ROWS}:
        rows = [row for row in eras.ROWS if row.rule == rule]
        for before, after in pairwise(rows):
            assert before.valid_to == after.valid_from - timedelta(days=1)
        assert rows[0].valid_from == date.min
        assert rows[-1].valid_to is None
        assert all(row.source for row in rows)


def test_an_unknown_rule_is_refused():
    with pytest.raises(KeyError):
        eras.value("rg_days", date(2026, 7, 1))


def test_a_rule_that_does_not_count_days_has_none():
    assert eras.days("duty_to_notify", date(2026, 7, 1)) is None
    assert eras.days("recovery_days", date(2026, 7, 1)) == 30


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (case(now="2014-03-10"), "2014"),
        (case(now="2026-07-01"), "current"),
        (case("2014-03-20", now="2026-07-01"), "2014"),
        (case("2026-06-20", now="2026-07-01"), "current"),
        (CaseFacts(now=noon("2026-07-01"), events=(event("logged", "2014-03-01"),)), "2014"),
        (
            CaseFacts(
                now=noon("2026-07-01"),
                events=(event("logged", "2014-03-01"), event("nrm_submitted", "2026-06-01")),
            ),
            "current",
        ),
    ],
)
def test_the_era_follows_from_dates(facts, expected):
    assert eras.era(facts) == expected


CHILD = {"age_band": "child", "devolved_pilot_area": True}


@pytest.mark.parametrize(
    ("facts", "authority", "why"),
    [
        (case(), None, "null before submission"),
        (case(tracks={"nrm": "ready"}), None, "ready is not submitted"),
        (case(tracks={"nrm": "dtn_sent"}), None, "a notice is not a submission"),
        (case(tracks={"nrm": "submitted"}), "sca", "submitted, day not told: today"),
        (case("2026-06-20"), "sca", "section 0: the default"),
        (case("2020-06-20"), "sca", "section 0: SCA from 2019"),
        (case("2014-03-20", nationality_group="uk"), "ukhtc", "section 0: UK national"),
        (
            case("2014-03-20", nationality_group="eea", live_immigration_issue=False),
            "ukhtc",
            "section 0: EEA national, no live immigration issue",
        ),
        (
            case("2014-03-20", nationality_group="eea", live_immigration_issue=True),
            "home_office_2014",
            "section 0: a live immigration issue",
        ),
        (case("2014-03-20", nationality_group="other"), "home_office_2014", "section 0: others"),
        (case("2014-03-20"), "home_office_2014", "nationality not known"),
        (
            case("2026-03-22", born_on=date(2008, 7, 1), **CHILD),
            "devolved_panel",
            "R21: 101 days before 18",
        ),
        (
            case("2026-03-23", born_on=date(2008, 7, 1), **CHILD),
            "sca",
            "R21: exactly 100 days is not more than 100",
        ),
        (
            case("2026-03-22", born_on=date(2008, 7, 1), age_band="child"),
            "sca",
            "R21: not known to be a pilot area",
        ),
        (case("2026-03-22", **CHILD), "sca", "R21: no birth date to count to"),
        (
            case(
                "2026-03-22", born_on=date(2010, 7, 1), age_band="adult", devolved_pilot_area=True
            ),
            "sca",
            "R21: an adult, the birth date not verified",
        ),
        (
            case(
                "2026-03-22", now="2026-07-02", born_on=date(2008, 7, 1), age_verified=True, **CHILD
            ),
            "devolved_panel",
            "R21: decided on the day of submission, adult since",
        ),
        (
            case("2025-11-20", born_on=date(2008, 2, 29), **CHILD),
            "devolved_panel",
            "R2, R21: 18 on 1 March 2026, 101 days on",
        ),
        (
            case("2025-11-21", born_on=date(2008, 2, 29), **CHILD),
            "sca",
            "R2, R21: 18 on 1 March 2026, 100 days on",
        ),
    ],
)
def test_who_decides(facts, authority, why):
    assert eras.competent_authority(facts) == authority, why


@pytest.mark.parametrize(
    ("area", "day", "there"),
    [
        ("solihull", "2021-05-31", False),
        ("solihull", "2021-06-01", True),
        ("coventry", "2026-07-01", False),
        (None, "2026-07-01", False),
    ],
)
def test_an_area_is_in_the_pilot_from_its_day(area, day, there):
    assert eras.in_pilot(area, date.fromisoformat(day)) is there


def test_who_was_kept_as_deciding_decides():
    told = case("2026-03-22", born_on=date(2010, 7, 1), **CHILD)
    assert eras.competent_authority(replace(told, authority="ieca")) == "ieca"
    assert eras.competent_authority(replace(case(), authority="ieca")) is None


def test_before_a_submission_the_era_is_that_of_the_first_thing_that_happened():
    events = (event("logged", "2014-03-10"), event("crime_reported", "2026-06-01"))
    assert eras.era(CaseFacts(now=noon("2026-07-01"), events=events)) == "2014"


SENT = [
    "submitted",
    "rg_positive",
    "rg_negative",
    "cg_positive",
    "cg_negative",
    "reconsideration",
    "suspended",
]
UNSENT = ["not_assessed", "no_grounds", "draft", "ready", "withdrawn", "dtn_sent"]


@pytest.mark.parametrize("state", [*SENT, *UNSENT])
def test_where_it_stands_says_that_it_was_sent_when_nobody_told_the_day(state):
    """Section b: from submitted on, but for what was withdrawn, or sent as a notice."""
    day = date(2026, 7, 1) if state in SENT else None
    assert eras.submitted_on(case(tracks={"nrm": state})) == day
