"""AC8: nobody sets what they were not asked, at any address that writes.

Beside a body that would do, each is sent every other key there is: all columns, and all that any
form asks. A program is told of each that there is no such question; a page looks at none of them,
and nothing of them is stored. And whatever is answered, to whomever, says no word that is not
theirs (AC7): forms shown again, and the pages of a refusal, of a stale form and of too late.
"""

import datetime as dt
import io
import itertools
import os
import re

import pytest
import time_machine

from referrals.clock import now, today
from referrals.db import db
from referrals.services import information, progress
from tests import openapi
from tests.access.planting import STORED, Noted, asks, kept_back, plants
from tests.access.readers import may
from tests.access.scan import said
from tests.access.walk import Seat, blanks, routes
from tests.access.writer import ADULT, CHILD, RESTRICTED

WHOLE = bool(os.environ.get("WHOLE_MATRIX"))

WHO = (
    "nair", "lowe", "okafor", "adeyemi", "grant", "penn", "cole", "admin", "hallam", "larch",
    "osei", "audit", "marsh", "fenwick",
)  # fmt: skip
"""Who is asked, until one of them is let in as far as what was sent."""

FILES = "/api/cases/<ref:reference>/documents"
"""A program sends a file as a page does."""

ELSEWHERE = (
    (r"^/(admin|partner/agency)/people/", "/people/"),
    (r"/(people|links|documents|releases)/new$", r"/\1"),
    (r"/save$", ""),
)
"""Where a page's twin has another address."""

OWN = {
    "/admin/agencies/new": {"area", "code", "first_responder", "kind", "name", "notifies"},
    "/admin/find": {"name"},
    "/admin/teams/new": {"code", "department", "name", "organisation", "unit"},
    "/audit/export": {"case", "from", "kind", "role", "to"},
    "/cases/<ref:reference>/restricted": {"losing"},
    "/cases/<ref:reference>/retention/hold": {"at"},
    "/cases/<ref:reference>/retention/lift": {"at"},
    "/partner/agency/find": {"name"},
    "/sign-in/code": {"next"},
    "/log/<token:draft>/<code:step>": {"leave"},
    "/log/<token:draft>/<code:step>/save": {"leave"},
}
"""What a page asks that no twin of it does."""

MARKS = {"csrf_token", "once", "version"}
PARTS = re.compile(r"-(day|month|year|time)$")

UNREAD = {
    "/admin/waiting/<token:grant>/agree",
    "/admin/waiting/<token:grant>/refuse",
    "/api/cases/<ref:reference>/clocks/<int:clock>/pause",
    "/api/explain",
    "/cases/<ref:reference>/clocks/<int:clock>/pause",
    "/cases/<ref:reference>/release-team",
    "/conflicts/<int(max=2147483647):conflict>/ask",
    "/first-use/<token:link>",
    "/reset/<token:link>",
    "/try-the-rules",
}
"""Of this world no clock may be paused, no link was sent and nobody waits for an account or to be
released, nor is a case hidden from all who answer for it; the rules are tried on invented facts."""

MORE = {
    f"/api/cases/<ref:reference>/sharing{end}": {"to": "declined"}
    for end in ("", "/new", "/preview")
}


class Walk:
    """Each address is sent what is planted by one person after another, until it was read."""

    def __init__(self, app, world):
        self.app, self.world, self.wrong = app, world, []
        self.plants, self.found = plants(app), blanks()
        self.found.known |= {name: self.found.known[name][:1] for name in ("user", "agency")}
        people = [world.people.actors[name] for name in WHO]
        self.seats = [Seat(app, each.user_id, each.role) for each in people]
        self.names = dict(zip(self.seats, WHO, strict=True))
        assert all(seat.mark for seat in self.seats)
        self.rules = [each.rule for each in routes(app) if each.method == "POST"]

    def of_programs(self, yes):
        """Each database takes every other."""
        wanted = [rule for rule in self.rules if rule not in UNREAD]
        found = [each for each in wanted if (each.startswith("/api") and each != FILES) == yes]
        return found if WHOLE else found[db.engine.name == "sqlite" :: 2]

    def twin(self, rule):
        if rule.startswith("/api") or f"/api{rule}" in self.rules:
            return f"/api{rule.removeprefix('/api')}"
        for here, there in ELSEWHERE:
            rule = re.sub(here, there, rule)
        return f"/api{rule}"

    def sent(self, rule):
        """What it asks, and what else is sent to it: a body that would do, and the plants."""
        twin = self.twin(rule)
        takes = asks(self.app, twin) | OWN.get(rule, set())
        body = openapi.body(self.app, twin, "POST") if twin in self.rules else {}
        planted = {key: value for key, value in self.plants.items() if key not in takes}
        return takes, planted, body | openapi.BODIES.get(twin, {}) | MORE.get(twin, {})

    def tries(self, rule):
        """Whoever was let in last is the first to try the next."""
        of = (CHILD, ADULT, RESTRICTED) if "<ref:reference>" in rule else (CHILD,)
        for seat, case in itertools.product(list(self.seats), of):
            for address in self.found.addresses(rule, self.world.cases[case]):
                yield seat, address

    def hear(self, seat, address, answer):
        words, who = self.world.words, self.names[seat]
        for word in (words.known[letters] for letters in words.within(said(answer))):
            if not may(word, who):
                self.wrong.append(f"{who}, {address} {answer.status_code} says {word.name}")

    def read_by(self, seat):
        self.seats.remove(seat)
        self.seats.insert(0, seat)


@pytest.fixture(scope="module")
def waiting(told):
    """A form is begun, and a question waits for its answer."""
    app, world = told
    progress.move(world.people.nair, world.cases[RESTRICTED], ("nrm", "draft"), {})
    due = today() + dt.timedelta(days=3)
    information.ask(world.people.cole, world.cases[CHILD], "Who saw it?", due)
    return app, world


@pytest.fixture
def walk(waiting, monkeypatch):
    app, world = waiting
    heard = type("Heard", (app.request_class,), {"parameter_storage_class": Noted})
    monkeypatch.setattr(app, "request_class", heard)
    with time_machine.travel(now(), tick=False):
        yield Walk(app, world)


def test_a_program_is_told_of_every_key_that_is_not_asked(walk):
    for rule in walk.of_programs(True):
        _, planted, body = walk.sent(rule)
        for seat, address in walk.tries(rule):
            with kept_back() as stored:
                answer = seat.ask("POST", address, planted | body)
            walk.hear(seat, address, answer)
            assert not stored, address
            if planted.keys() <= (answer.json or {}).get("errors", {}).keys():
                walk.read_by(seat)
                break
        else:
            walk.wrong.append(f"{rule} was read by nobody")
    assert not walk.wrong, "\n".join(walk.wrong)


def test_a_page_looks_at_no_key_that_it_does_not_ask(walk):
    for rule in walk.of_programs(False):
        takes, planted, body = walk.sent(rule)
        for seat, address in walk.tries(rule):
            Noted.looked.clear()
            with kept_back() as stored:
                answer = as_a_form(seat, address, planted | body)
            walk.hear(seat, address, answer)
            status = answer.status_code
            looked = {PARTS.sub("", key) for key in Noted.looked} - MARKS
            if looked - takes or STORED.search(" ".join(stored)):
                walk.wrong.append(f"{rule}: {status}, {looked - takes or stored}")
            if looked or stored or (not takes and status not in {403, 404}):
                walk.read_by(seat)
                break
        else:
            walk.wrong.append(f"{rule} was read by nobody")
    assert not walk.wrong, "\n".join(walk.wrong)


def as_a_form(seat, address, body):
    if not address.startswith("/api"):
        return seat.ask("POST", address, body)
    who = {"Authorization": f"Bearer {seat.token}"}
    return seat.program.post(address, data=body | {"file": (io.BytesIO(b""), "x.pdf")}, headers=who)
