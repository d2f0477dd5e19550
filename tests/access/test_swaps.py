"""AC5, AC6, AC3: an identifier of a case that is not yours is as one of no case, and does nothing.

Every address that names something is asked for with what belongs to somebody else, and again with
what belongs to nobody; the answers are the same to the byte, and no row has changed.
"""

import itertools
import os
import re

import time_machine

from referrals.clock import now
from referrals.db import db
from tests import openapi
from tests.access.table import CASE_PAGES, OPEN, SPECIALIST, H, P
from tests.access.walk import BLANK, OF_A_CASE, Seat, blanks, routes
from tests.access.worlds import ADULT, CHILD
from tests.prints import prints
from tests.services.test_trail import failing

WHOLE = bool(os.environ.get("WHOLE_MATRIX"))

OUTSIDERS = (
    "marlow", "osei", "sorley", "fenwick", "bright", "kerr", "tandy", "holt", "ames", "ryde",
    "pell", "admin",
)  # fmt: skip
"""One of each role to whom section e does not give the child's case; the lead is Nair."""

HOLDERS = ("nair", "lowe", "okafor", "adeyemi", "grant", "penn")
"""To whom it gives the child's, and not the adult's, which FCID leads."""

READ_ONLY = ("marsh", "audit")
"""A board and an auditor hold a case and write nothing in it (R23, section e)."""

ABSENT = "RP-1000-AC"
REFUSED = {403, 404}
BAD, UNRECORDED = 400, 503
READS = re.compile(
    r"/(preview|explain|text|disclosures|pack|export|htcds|reveal|conflict|access|finding)$"
)
"""What is sent in order to read: for whom it opens is in the table of addresses. Whom they
know in a case everybody may say; what a review of theirs found, a board (R23)."""


class Swaps:
    """What was asked for, and what was answered otherwise than for a thing that is not there."""

    def __init__(self, lived):
        self.app, self.world = lived
        self.seats, self.asked, self.wrong = {}, 0, []
        self.found = blanks(most=1)
        self.mine = self.world.cases[SPECIALIST, CHILD]
        self.others = self.world.cases[SPECIALIST, ADULT]
        self.twins = {each.rule for each in routes(self.app) if each.method != "GET"}
        self.turn = itertools.count(len(db.engine.name))

    def seat(self, names):
        name = names[next(self.turn) % len(names)]
        if name not in self.seats:
            actor = self.world.people.actors[name]
            self.seats[name] = Seat(self.app, actor.user_id, actor.role)
        return name, self.seats[name]

    def body(self, route):
        """What would do if the thing were theirs: a page is sent what its twin is."""
        if route.method == "GET":
            return None
        rule = route.rule if route.api else f"/api{route.rule}"
        known = openapi.BODIES.get(rule, {})
        return known or (openapi.body(self.app, rule, route.method) if rule in self.twins else {})

    def same(self, names, route, address, absent):
        """Asked by one of these people, whose turn it is."""
        name, seat = self.seat(names)
        body = self.body(route)
        with time_machine.travel(now(), tick=False):
            hidden, none = (seat.ask(route.method, each, body) for each in (address, absent))
        self.asked += 1
        if hidden.status_code not in REFUSED or told(hidden, address) != told(none, absent):
            self.wrong.append(
                f"{name}, {route.method} {address}: {hidden.status_code}, and of none "
                f"{none.status_code}"
            )

    def refused(self, names, route, address):
        name, seat = self.seat(names)
        self.asked += 1
        status = seat.ask(route.method, address, self.body(route)).status_code
        if status not in REFUSED | ({409} if "/record/" in route.rule else set()):
            self.wrong.append(f"{name}, {route.method} {address}: {status}")


def told(answer, address):
    """All that somebody hears, but for the address that they asked for themselves."""
    return answer.status_code, answer.text.replace(address, ""), sorted(answer.headers)


FILES = "/api/cases/<ref:reference>/documents"
"""A file is sent to its page, whose twin takes no words."""


def in_turn(lived):
    """The walk, and the addresses of cases: each database takes every other, `make matrix` all."""
    swaps = Swaps(lived)
    of_cases = [each for each in routes(swaps.app) if each.of_a_case and not each.public]
    of_cases = [each for each in of_cases if (each.method, each.rule) != ("POST", FILES)]
    first = 0 if db.engine.name == "sqlite" else 1
    return swaps, of_cases if WHOLE else of_cases[first::2]


def test_what_names_a_case_not_held_answers_as_if_there_were_none(lived):
    swaps, of_cases = in_turn(lived)
    before = prints()
    for route in of_cases:
        address = next(swaps.found.addresses(route.rule, swaps.mine))
        swaps.same(OUTSIDERS, route, address, address.replace(swaps.mine, ABSENT))
    assert not swaps.wrong, "\n".join(swaps.wrong)
    assert swaps.asked > 100
    assert prints() == before


def test_what_belongs_to_another_case_is_in_none_of_ones_own(lived):
    """In a case that is held, what another case has: its tasks, its shares, its papers."""
    swaps, of_cases = in_turn(lived)
    kept = swaps.found.of_case[swaps.others]
    before = prints()
    for route in of_cases:
        names = {blank["name"] for blank in BLANK.finditer(route.rule)} & kept.keys()
        for name in names - {"reference", "other"}:
            swaps.found.of_case[swaps.mine] |= {name: kept[name]}
            hidden = next(swaps.found.addresses(route.rule, swaps.mine))
            swaps.found.of_case[swaps.mine] |= {name: (absent(kept[name][0]),)}
            none = next(swaps.found.addresses(route.rule, swaps.mine))
            swaps.same(HOLDERS, route, hidden, none)
    assert not swaps.wrong, "\n".join(swaps.wrong)
    assert swaps.asked > 8
    assert prints() == before


def absent(value):
    """What names nothing, of the same shape."""
    return 10**6 if isinstance(value, int) else "0" * len(value)


def test_who_only_reads_writes_nothing(lived):
    """AC3: in a case that they hold, at every address that writes."""
    swaps, of_cases = in_turn(lived)
    before = prints()
    for route in of_cases:
        if route.method != "GET" and not READS.search(route.rule):
            swaps.refused(READ_ONLY, route, next(swaps.found.addresses(route.rule, swaps.mine)))
    assert not swaps.wrong, "\n".join(swaps.wrong)
    assert swaps.asked > 35
    assert prints() == before


def test_nothing_is_told_or_done_while_the_trail_takes_no_row(lived):
    """AU1: at every address of a case, by those who hold it: no page of one is without its row."""
    swaps, of_cases = in_turn(lived)
    for name in (*HOLDERS, *READ_ONLY):
        swaps.seat((name,))
    before = prints()
    with failing("INSERT INTO trail_"):
        for route in of_cases:
            name, seat = swaps.seat(opens(swaps, route) or HOLDERS)
            address = next(swaps.found.addresses(route.rule, swaps.mine))
            answer = seat.ask(route.method, address, swaps.body(route))
            swaps.asked += answer.status_code == UNRECORDED
            if answer.status_code < BAD:
                swaps.wrong.append(f"{name}, {route.method} {address}: {answer.status_code}")
    assert not swaps.wrong, "\n".join(swaps.wrong)
    assert swaps.asked > 50
    assert prints() == before


def opens(swaps, route):
    """Those who hold the case and open this page of it, or may."""
    answers, _ = CASE_PAGES.get(OF_A_CASE.sub("", route.rule), ({}, None))
    roles = {name: swaps.world.people.actors[name].role for name in (*HOLDERS, *READ_ONLY)}
    return tuple(name for name, role in roles.items() if answers.get(role) in {OPEN, H, P})
