"""AU6: the planted snoopers are found, and ordinary work is not, over a month of invented looks."""

import datetime as dt
import random

from workflows.looking import Look, findings

MONDAY = dt.datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - a clock on the wall
STAFF = {
    "ppd_investigator": (60, 6), "ppd_supervisor": (15, 11), "response_officer": (60, 3),
    "response_supervisor": (15, 9), "cse_coordinator": (10, 12), "ngo_support_worker": (25, 4),
    "la_children_social_worker": (25, 6),
}  # fmt: skip


def looks(count, *, at=MONDAY, apart=10, **about):
    return [Look(case, at + dt.timedelta(minutes=apart * case), **about) for case in range(count)]


def test_fifteen_cases_without_an_act_and_not_fourteen():
    assert findings("ppd_supervisor", looks(15)) == {"no_action": 15}
    assert findings("ppd_supervisor", looks(14)) == {}
    half = looks(15) + [Look(case + 50, MONDAY, acted=True) for case in range(10)]
    assert findings("ppd_supervisor", half) == {}


def test_thirty_one_cases_in_an_hour_and_not_thirty():
    assert findings("x", looks(31, apart=2, acted=True)) == {"many_in_hour": 31}
    assert findings("x", looks(30, apart=2, acted=True)) == {}
    assert findings("x", looks(60, apart=3, acted=True)) == {}
    assert findings("x", [Look(1, MONDAY, acted=True)] * 99) == {}


def test_three_cases_at_night_of_those_who_work_by_day_or_did_not_work_on_them():
    night = MONDAY.replace(hour=23)
    assert findings("ngo_support_worker", looks(3, at=night, acted=True)) == {"at_night": 3}
    assert findings("response_officer", looks(3, at=night, acted=True)) == {}
    assert findings("response_officer", looks(3, at=night)) == {"at_night": 3}
    assert findings("response_officer", looks(2, at=night)) == {}


def test_one_look_at_their_own_surname():
    assert findings("x", [Look(1, MONDAY, acted=True, surname=True)]) == {"own_surname": 1}


def test_a_month_with_four_snoopers_finds_them_and_at_most_two_in_a_hundred_others():
    chance = random.Random(7)
    alerted, staff = set(), 0
    for role, (people, often) in STAFF.items():
        for person in range(people):
            staff += 1
            for day in range(20):
                at = MONDAY + dt.timedelta(days=day + 2 * (day // 5))
                if findings(role, ordinary(chance, role, at, often)):
                    alerted.add((role, person))
    assert len(alerted) <= 0.02 * staff, sorted(alerted)
    snoopers = {
        "browses": ("ppd_supervisor", looks(22)),
        "at night": ("cse_coordinator", looks(4, at=MONDAY.replace(hour=2))),
        "walks": ("response_supervisor", looks(40, apart=1)),
        "family": ("response_officer", [Look(3, MONDAY, surname=True)]),
    }
    assert all(findings(*of) for of in snoopers.values())


def ordinary(chance, role, at, often):
    """A day's work: own cases mostly, some only read; police on nights, on what they work on."""
    night = role.startswith("response") and chance.random() < 0.3
    start = at.replace(hour=21) if night else at
    opened = max(0, round(chance.gauss(often, often / 3)))
    return [
        Look(
            chance.randint(0, often * 3),
            start + dt.timedelta(minutes=chance.randint(0, 460)),
            acted=night or chance.random() < 0.6,
            surname=chance.random() < 0.00001,
        )
        for _ in range(opened)
    ]
