"""AC2: every role, by every relation, at every stage, at every address, as section e has it.

A cell is one person, one case or none, and one route. The commit walks what each route owes each
role at the stages and relations that take turns; `make matrix` walks every cell.
"""

import datetime as dt
import itertools
import os
from collections import Counter
from contextlib import contextmanager, nullcontext

import pytest
import time_machine

from referrals.clock import now
from referrals.db import db
from tests.access.table import (
    ADULTS,
    ANSWERS,
    AUDITED,
    CASE_PAGES,
    HOLDS,
    OPEN,
    OTHER_PAGES,
    OWN,
    QUEUE_ONLY,
    RELATIONS,
    STAGES,
    WHO,
    F,
    N,
    P,
)
from tests.access.walk import OF_A_CASE, Seat, blanks, routes
from tests.access.worlds import ADULT, CHILD, conflicted, former

WHOLE = bool(os.environ.get("WHOLE_MATRIX"))
TURNS = 42
"""A commit walks each route for each role by one in so many combinations of relation and stage,
others on each database."""
LEAST = 30_000 if WHOLE else 700


def end_of(rule):
    """What follows the reference, for a page and its twin alike."""
    return OF_A_CASE.sub("", rule)


def plain(rule):
    return rule.removeprefix("/api")


def reads(app):
    return [route for route in routes(app) if route.method == "GET" and not route.public]


def test_every_address_that_reads_has_its_row(lived):
    app, _ = lived
    missing = {
        route.name
        for route in reads(app)
        if (end_of(route.rule) if route.of_a_case else plain(route.rule))
        not in (CASE_PAGES if route.of_a_case else OTHER_PAGES)
    }
    assert missing == set()


def expected(role, relation, stage, end):
    answers, gate = CASE_PAGES[end]
    if gate is not None and role not in gate:
        return F
    if role == "auditor" and end in AUDITED and relation != "conflicted":
        return OPEN
    if stage in HOLDS[relation].get(role, ()):
        return answers[role]
    lead_team = relation == "team" and role == "ppd_investigator"
    return P if lead_team and end in QUEUE_ONLY else N


def combinations():
    """Who looks, at what stage, by which relation: those that somebody of the world has."""
    for role, relation, stage in itertools.product(OWN, RELATIONS, STAGES):
        name = WHO[role].get(relation if relation in WHO[role] else "own")
        if relation in WHO[role] or relation in {"former", "conflicted", "linked only"}:
            yield role, relation, stage, name


class Walk:
    """One walk: what was asked, and what was answered otherwise than the table says."""

    def __init__(self, app, world):
        self.app, self.world = app, world
        self.found = blanks(most=1)
        self.case_routes = [route for route in reads(app) if route.of_a_case]
        self.seats = {}
        self.offset = TURNS // 2 if db.engine.name == "sqlite" else 0
        self.cells, self.wrong = 0, []
        self.hours = Counter()

    @contextmanager
    def in_an_hour_of_its_own(self, name):
        """Nobody opens 300 pages of cases in an hour (RL1), and the whole walk does."""
        if not WHOLE:
            yield
            return
        self.hours[name] += 1
        self.seats.pop(name, None)
        with time_machine.travel(now() + dt.timedelta(hours=self.hours[name])):
            yield

    def seat(self, name):
        if name not in self.seats:
            actor = self.world.people.actors[name]
            self.seats[name] = Seat(self.app, actor.user_id, actor.role)
        return self.seats[name]

    def case(self, role, relation, stage):
        kind = ADULT if role in ADULTS else CHILD
        return (
            self.world.linked[kind] if relation == "linked only" else self.world.cases[stage, kind]
        )

    def ask(self, turn, role, relation, stage, name):
        for number, route in enumerate(self.case_routes):
            if WHOLE or (turn + number + self.offset) % TURNS == 0:
                end = end_of(route.rule)
                self._hold(
                    (role, relation, stage), route, name, self.case(role, relation, stage),
                    expected(role, relation, stage, end),
                )  # fmt: skip

    def _hold(self, cell, route, name, reference, answer):
        for address in self.found.addresses(route.rule, reference):
            self.cells += 1
            status = self.seat(name).ask("GET", address).status_code
            if status not in ANSWERS[answer]:
                self.wrong.append(f"{' / '.join(cell)}: {route.name} {answer}, not {status}")


def test_each_sees_what_section_e_gives_them_and_all_else_is_absent(lived, capsys):
    app, world = lived
    walk = Walk(app, world)
    for turn, (role, relation, stage, name) in enumerate(combinations()):
        reference = walk.case(role, relation, stage)
        with walk.in_an_hour_of_its_own(name), stands_so(world.people, relation, reference):
            walk.ask(turn, role, relation, stage, name)
    with capsys.disabled():
        print(f"\n{walk.cells} cells of the access matrix on {db.engine.name}")  # noqa: T201
    assert walk.cells > LEAST
    assert not walk.wrong, "\n".join(walk.wrong)


def stands_so(people, relation, reference):
    if relation == "conflicted":
        return conflicted(people, reference)
    return former(reference) if relation == "former" else nullcontext()


@pytest.mark.parametrize("role", OWN)
def test_pages_without_a_case_open_for_whom_they_are(lived, role):
    app, world = lived
    actor = world.people.actors[WHO[role]["own"]]
    seat, found, wrong = Seat(app, actor.user_id, actor.role), blanks(most=1), []
    for route in reads(app):
        if route.of_a_case:
            continue
        answer = OTHER_PAGES[plain(route.rule)][role]
        for address in found.addresses(route.rule):
            status = seat.ask("GET", address).status_code
            if status not in ANSWERS[answer] | ({303} if route.rule in SENT_ON else set()):
                wrong.append(f"{route.name} {answer}, not {status}")
    assert not wrong, "\n".join(wrong)


SENT_ON = {"/", "/api/", "/locked", "/n/<token:notice>"}
"""Where a person is sent on to the page that is theirs."""
