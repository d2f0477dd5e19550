"""AC11: of two organisations of a kind, what one is given changes no byte that the other is told.

`test_matrix` and `test_swaps` show that a case of another organisation does not open, and
`test_side_doors` that no word of it is read anywhere. Here are the pages that name no case, and
what sets one's own case beside others, before and after: lists, counts, what they are narrowed
by, likeness, search, notices and figures.
"""

import re

import pytest

from referrals.clock import now
from referrals.db import db, writing
from referrals.models import Case
from referrals.seed import teller
from tests import factories
from tests.access.table import NRM, OPEN, OTHER_PAGES, P
from tests.access.walk import Seat, blanks, routes
from tests.access.worlds import CHILD, at_stage
from tests.services import station

OTHERS = ("fenwick", "kerr", "tandy", "ames", "ryde", "osei", "larch")
"""A unit, a coordinator, a council, a charity, an authority and a team, each beside one of its
kind that is given cases: Hallam, Reid, Adeyemi, Grant, Cole, and Nair with Lowe."""

OWN = {"osei": "adult", "larch": "adult"}
SAME = re.compile(r"^(/api)?/(audit|docs|openapi|guide|how)")
"""The record grows by being read, and the rest says the same to everybody."""
BESIDE = re.compile(r"(<ref:reference>|/matches|/links|/sharing/new)$")
ONCE = re.compile(r'name="once" value="[^"]+"')


@pytest.fixture
def theirs(world):
    """A child's case of the next town, and an adult's of the other department."""
    told = {"area": "sandwell", "lpu": "sandwell"}
    child = teller.log(world.bright, station.answers(**told), now())
    teller.make_safe(child, "Sandwell Council", child=True)
    with writing():
        row = db.session.query(Case).filter_by(reference=child.reference).one()
        row.logged_team_id = world.teams["response_sandwell"]
    return {"child": child.reference, "adult": factories.claimed(world, "adult").reference}


class Listening:
    """What each of them is told, by where it was asked: pages on one database, the API on the
    other."""

    def __init__(self, app, world, theirs):
        self.theirs, self.found = theirs, blanks(most=1)
        self.api = db.engine.name == "postgresql"
        actors = world.actors
        self.seats = {n: Seat(app, actors[n].user_id, actors[n].role) for n in (*OTHERS, "reid")}
        self.roles = {who: actors[who].role for who in self.seats}
        reads = [each for each in routes(app) if each.method == "GET" and each.api == self.api]
        self.rules = [
            each.rule
            for each in reads
            if not each.public
            and (BESIDE.search(each.rule) if each.of_a_case else not SAME.match(each.rule))
        ]

    def heard(self, who):
        seat, said = self.seats[who], {}
        for rule in self.rules:
            page = OTHER_PAGES.get(rule.removeprefix("/api"), {})
            if page.get(self.roles[who], OPEN) not in {OPEN, P}:
                continue
            for address in self.found.addresses(rule, self.theirs[OWN.get(who, "child")]):
                answer = seat.ask("GET", address)
                said[who, address] = answer.status_code, ONCE.sub("", answer.text)
        body = {"name": "Kayla", "why": "working_on_it"}
        token = (seat.ask("POST", "/api/search", body).json or {}).get("token")
        found = seat.ask("GET", f"/api/search/r/{token}").text if token else ""
        return said | {(who, "search"): (0, found)}

    def everybody(self):
        return {where: told for who in OTHERS for where, told in self.heard(who).items()}


def test_what_one_is_given_changes_nothing_that_the_other_is_told(app, world, theirs):
    listening = Listening(app, world, theirs)
    before, nothing = listening.everybody(), listening.heard("reid")
    at_stage(world, NRM, CHILD)

    after = listening.everybody()
    assert [where for where in before if before[where] != after[where]] == []
    assert nothing != listening.heard("reid"), "those whose cases they are were told of them"
    for who in ("kerr", "tandy", "osei"):
        mine = theirs[OWN.get(who, "child")]
        told = [text for (name, _), (_, text) in after.items() if name == who]
        assert sum(mine in text for text in told) > 1, f"{who} was told of nothing"
