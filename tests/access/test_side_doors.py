"""AC7: no word leaves by any way to whom section e does not give it.

A cell is one person and one address (or one file, table or log) searched for every word there is.
The commit walks whoever leads a case through all of it, and everybody else in turns, other turns
on each database; `make matrix` walks everybody through everything.
"""

import itertools
import json
import os
import re
from pathlib import Path

from referrals import outbox, sealed
from referrals.db import Base, db, reading
from tests import openapi
from tests.access.readers import HELD, may
from tests.access.scan import files, said, stored
from tests.access.walk import Seat, blanks, routes
from tests.access.writer import ADULT, CHILD, RESTRICTED

WHOLE = bool(os.environ.get("WHOLE_MATRIX"))
TURNS = 120
FINDER = "nair"
"""Who leads the child's case walks all of it; what is not theirs to read is found as below."""

FILES = "/cases/<ref:reference>/documents/<token:document>/file"
MUST = {
    "okafor": {"/log/<token:draft>/<code:step>", "/api/log/<token:draft>"},
    "audit": {"/audit/emergency-access", "/audit/emergency-access/<token:opening>"},
    "lowe": {"/looks", "/cases/<ref:reference>/grants"},
    "adeyemi": {FILES},
    "grant": {FILES},
    "penn": {FILES},
}
MUST_OF = {
    CHILD: MUST,
    ADULT: {"osei": {"/cases/<ref:reference>/<any(timeline, people, tasks):tab>"}},
}
KEPT_ONLY = {
    "board.why", "conflict.lifted", "conflict.other", "conflict.reason",
    "restricted.reason", "share.extended", "safe_contact", "victim.about", "victim.address",
    "link.joined", "look.words", "emergency.needs_more",
}  # fmt: skip
"""Kept, sealed, for a review of the record; no page says them to anybody yet."""

FEW = {"clock": 2, "task": 3, "share": 6, "release": 2, "link": 1, "opening": 2}
"""Of these a case has many alike."""


class Scan:
    """One search of everything: what was found by whom, and what nobody should have found."""

    def __init__(self, app, told):
        self.app, self.told, self.words = app, told, told.words
        self.cells, self.leaks, self.seen = 0, [], set()
        self.seats = {}
        self.found = blanks()
        for case, reference in told.cases.items():
            of = self.found.of_case[reference]
            of["share"] = tuple(told.shares[case].values())
            of |= {name: of[name][:most] for name, most in FEW.items() if name in of}

    def seat(self, name):
        if name not in self.seats:
            actor = self.told.people.actors[name]
            self.seats[name] = Seat(self.app, actor.user_id, actor.role)
        return self.seats[name]

    def look(self, who, where, text):
        self.cells, self.last = self.cells + 1, text
        for letters in self.words.within(text):
            word = self.words.known[letters]
            if may(word, who):
                self.seen.add(letters)
            else:
                self.leaks.append(f"{who}, {where}: {word.name}")

    def get(self, who, address):
        """The page, and those that follow it."""
        while address:
            answer = self.seat(who).ask("GET", address)
            self.look(who, f"GET {address}", said(answer))
            address = onward(address, answer)

    def take(self, who, receiver, address):
        """A copy, for the first purpose that is offered; whether it was handed over."""
        seat = self.seat(who)
        asked = (seat.ask("GET", address).json or {}).get("questions", ())
        body = {each["key"]: each["choices"][0]["code"] for each in asked if each["choices"]}
        answer = seat.ask("POST", address, body or MEETING.get(address.rpartition("/")[2]))
        for reader in filter(None, (who, receiver)):
            self.look(reader, f"POST {address}", said(answer))
        return answer.status_code == OK


OK = 200
MEETING = {"pack": {"meeting": "2026-04-07"}}


def onward(address, answer):
    """Where a list goes on, or nothing."""
    here = address.partition("?")[0]
    if answer.mimetype not in {"text/html", "application/json"}:
        return None
    if answer.is_json:
        after = (answer.json or {}).get("next")
    else:
        found = re.search(rf'href="{re.escape(here)}\?[^"]*after=([^"&]+)', answer.text)
        after = found and found[1]
    return f"{here}?after={after}" if after else None


def reads(app):
    return [route for route in routes(app) if route.method == "GET" and not route.public]


def offset():
    """The two databases take other turns."""
    return TURNS // 2 if db.engine.name == "sqlite" else 0


def of_cases(scan):
    """Everybody, at every address of every case; but for what must be found, in turns."""
    wanted = [route for route in reads(scan.app) if route.of_a_case]
    each = itertools.product(scan.told.cases.items(), scan.told.people.actors)
    for turn, ((case, reference), who) in enumerate(each):
        for number, route in enumerate(wanted):
            mine = (who, case) == (FINDER, CHILD) and not route.api
            must = mine or route.rule in MUST_OF.get(case, {}).get(who, ())
            if WHOLE or must or (turn + number + offset()) % TURNS == 0:
                for address in scan.found.addresses(route.rule, reference):
                    yield who, address


def of_no_case(scan):
    """The same of all other addresses: of what they name, one, or where it must be found, all."""
    wanted = [route for route in reads(scan.app) if not route.of_a_case]
    for turn, who in enumerate(scan.told.people.actors):
        for number, route in enumerate(wanted):
            must = route.rule in MUST.get(who, ())
            if WHOLE or must or (turn + number + offset()) % (TURNS // 4) == 0:
                scan.found.most = None if must else 1
                for address in scan.found.addresses(route.rule):
                    yield who, address
    scan.found.most = None


def test_no_word_is_read_by_whom_it_is_not_for_and_each_by_whom_it_is(told, capfd):
    app, world = told
    scan = Scan(app, world)
    for who, address in itertools.chain(of_cases(scan), of_no_case(scan)):
        scan.get(who, address)
    scan.look("nobody", "the log", capfd.readouterr().err)
    with capfd.disabled():
        print(f"\n{scan.cells} cells searched on {db.engine.name}")  # noqa: T201
    assert not scan.leaks, "\n".join(sorted(set(scan.leaks)))
    found = {scan.words.known[letters].what for letters in scan.seen}
    unseen = {word.what for word in scan.words.known.values()} - found - KEPT_ONLY
    assert not unseen, "\n".join(sorted(unseen))


HANDS_OVER = re.compile("TakenCopy|ActivityCopy")
TAKERS = {
    "sqlite": ((CHILD, "nair"), (CHILD, "adeyemi"), (CHILD, "audit")),
    "postgresql": ((ADULT, "osei"), (RESTRICTED, "nair"), (ADULT, "audit")),
}
"""Each database prints other cases, since paper is slow."""
FOR = {"harbour": "grant", "nhs": "penn"}
"""At a meeting each organisation has its own paper, and its people read it."""


def test_no_copy_that_leaves_holds_a_word_that_is_not_for_its_taker_or_its_receiver(told):
    """Every address whose answer is a copy: packs, the case in the standard, the record."""
    app, world = told
    scan, taken = Scan(app, world), set()
    of_copies = [each for each in routes(app) if HANDS_OVER.search(gives(app, each))]
    for route, (case, who) in itertools.product(of_copies, TAKERS[db.engine.name]):
        for address in scan.found.addresses(route.rule, world.cases[case]):
            if scan.take(who, receiver(world.shares[case], address), address):
                taken.add(route.rule)
    assert not scan.leaks, "\n".join(sorted(set(scan.leaks)))
    assert len(taken) >= 5
    found = {scan.words.known[letters].what for letters in scan.seen}
    assert "name" in found
    assert [what for what in found if what.startswith("nrm.")], sorted(found)


def gives(app, route):
    """What a program is told that it gets for a body, as the document says it."""
    if not route.api or route.method != "POST":
        return ""
    told = openapi.document(app)["paths"][openapi.BLANK.sub(r"{\1}", route.rule)]["post"]
    return json.dumps(told["responses"].get("200", {}))


def receiver(shares, address):
    """Whoever reads this paper beside its taker."""
    if "/nrm/" in address:
        return "cole"
    return next((FOR.get(to) for to, share in shares.items() if share in address), None)


SOUGHT = {"name", "suspect.name", "associate.name", "carer.name", "victim.aliases"}
SEARCHERS = ("lowe", "quayle", "osei", "larch", "reid", "castellan", "marlow", "kerr")


def test_a_search_finds_a_case_for_who_may_read_the_name_and_says_none_of_its_words(told):
    """By the beginning of every name there is: what was typed is no word of anybody's."""
    app, world = told
    scan = Scan(app, world)
    sought = sorted(letters for letters, word in scan.words.known.items() if word.what in SOUGHT)
    for turn, letters in enumerate(sought):
        word = scan.words.known[letters]
        for who in (FINDER, SEARCHERS[(turn + offset()) % len(SEARCHERS)]):
            body = {"name": letters[:5], "why": "working_on_it"}
            token = scan.seat(who).ask("POST", "/api/search", body).json["token"]
            scan.get(who, f"/api/search/r/{token}")
            there, holds = world.cases[word.case] in scan.last, who in HELD[word.case]["identity"]
            if (there and not holds) or (who == FINDER and there != may(word, who)):
                scan.leaks.append(f"{who}, {word.name}: {'found' if there else 'not found'}")
    assert not scan.leaks, "\n".join(sorted(set(scan.leaks)))


SEALED_ELSEWHERE = {"account_links.token", "searches.query"}
"""A way in by mail is nobody's words; a search is kept as `test_searching` shows."""


def test_every_sealed_column_holds_a_word(told):
    """A new column without one is a column that nobody has searched for."""
    _, world = told
    empty = set(SEALED_ELSEWHERE) ^ {
        f"{mapper.class_.__tablename__}.{name}"
        for mapper in Base.registry.mappers
        for name, kept in vars(mapper.class_).items()
        if isinstance(kept, sealed.Sealed) and not holds_a_word(world, mapper.class_, name)
    }
    assert empty == set()


def holds_a_word(world, model, name):
    with reading():
        return any(
            world.words.within(getattr(row, name) or "") for row in db.session.query(model).all()
        )


def test_nothing_lies_in_clear_where_it_is_kept_or_in_what_is_sent(told):
    app, world = told
    settings = app.config["SETTINGS"]
    outbox.drain(outbox.to_folder(settings.mail_dir), settings.base_url, limit=500)
    kept = itertools.chain(
        stored(db.engine), files(settings.upload_dir, settings.mail_dir, settings.anchor_dir)
    )
    in_clear = {f"{where}: {text[:80]}" for where, text in kept if world.words.within(text)}
    assert not in_clear, "\n".join(sorted(in_clear))
    assert list(settings.mail_dir.iterdir())
    if db.engine.name == "sqlite":
        assert not world.words.within(Path(db.engine.url.database).read_bytes())
