"""How long a case is kept, by group: review dates and first days of disposal, worked by hand."""

from datetime import date

import pytest

from workflows.retention import GROUPS, Kept, copy_goes, group_of, schedule

CLOSED = date(2026, 3, 10)


def kept(pathway="child_trafficking", **about) -> Kept:
    return Kept(**{"pathway": pathway, "opened_on": date(2025, 6, 1), "closed_on": CLOSED} | about)


@pytest.mark.parametrize(("pathway", "about", "group"), [
    ("cse", {}, 1),
    ("child_trafficking", {}, 1),
    ("adult_modern_slavery", {}, 1),
    ("related_offence", {}, 2),
    ("support_only", {}, 3),
    ("support_only", {"serious": True}, 2),
    ("support_only", {"threat_to_life": True}, 1),
])  # fmt: skip
def test_each_case_is_in_the_group_of_its_harm(pathway, about, group):
    assert group_of(kept(pathway, **about)).number == group


@pytest.mark.parametrize(("pathway", "about", "review", "earliest"), [
    # group 1: until age 100, reviewed every 10 years
    ("cse", {"born_on": date(2012, 2, 29)}, date(2036, 3, 10), date(2112, 2, 29)),
    ("cse", {"born_on": date(2011, 5, 2)}, date(2036, 3, 10), date(2111, 5, 2)),
    ("cse", {}, date(2036, 3, 10), date(2125, 6, 1)),  # no birth date: 100 years from logging
    ("cse", {"born_on": date(1927, 1, 1)}, date(2036, 3, 10), date(2036, 3, 10)),  # aged 99 now
    # group 2: 10 years; group 3: 6 years, first review after 5
    ("related_offence", {}, date(2036, 3, 10), date(2036, 3, 10)),
    ("support_only", {}, date(2031, 3, 10), date(2032, 3, 10)),
    ("support_only", {"closed_on": date(2028, 2, 29)}, date(2033, 3, 1), date(2034, 3, 1)),
    # a review that kept it: the next one counts from that day
    ("support_only", {"reviewed_on": date(2031, 4, 1)}, date(2036, 4, 1), date(2032, 3, 10)),
    ("cse", {"reviewed_on": date(2036, 3, 9)}, date(2046, 3, 9), date(2125, 6, 1)),
])  # fmt: skip
def test_its_dates(pathway, about, review, earliest):
    found = schedule(kept(pathway, **about))
    assert (found.review_on, found.earliest) == (review, earliest)


def test_an_open_case_has_no_day_at_all():
    found = schedule(kept(closed_on=None))
    assert (found.review_on, found.earliest) == (None, None)


def test_every_group_says_where_its_years_come_from():
    assert all(group.source.startswith("APP") for group in GROUPS)


@pytest.mark.parametrize(("kind", "born_on", "child", "by"), [
    ("health", None, False, date(2034, 12, 31)),
    ("ngo", None, False, date(2032, 12, 31)),
    ("la", None, False, date(2051, 12, 31)),
    ("board", None, False, date(2032, 12, 31)),  # of no schedule: the shortest
    ("ngo", date(1990, 5, 2), False, date(2032, 12, 31)),
    ("ngo", date(2012, 5, 2), True, date(2037, 12, 31)),
    ("ngo", None, True, date(2051, 12, 31)),  # nobody told them how old: 25 years
    ("la", date(2012, 5, 2), True, date(2051, 12, 31)),
    ("ngo", date(2008, 1, 1), True, date(2033, 12, 31)),  # said to be 18, and in doubt: a child
    ("ngo", date(2012, 5, 2), False, date(2032, 12, 31)),  # found to be an adult after all
])  # fmt: skip
def test_a_copy_goes_at_the_end_of_a_year_which_tells_no_birthday(kind, born_on, child, by):
    assert copy_goes(kind, CLOSED, born_on, child=child) == by
