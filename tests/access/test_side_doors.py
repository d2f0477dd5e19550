"""AC7: no word leaves by any way to whom section e does not give it.

A cell is one person and one address (or one file, table or log) searched for every word there is.
The commit walks whoever leads a case through all of it, and everybody else in turns, other turns
on each database; `make matrix` walks everybody through everything.
"""

import itertools
import os
from pathlib import Path

from referrals import outbox, sealed
from referrals.db import Base, db, reading
from tests.access.readers import may
from tests.access.scan import files, said, stored
from tests.access.walk import Seat, blanks, routes
from tests.access.writer import ADULT, CHILD

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
    "ask_to_close.reason", "board.why", "conflict.lifted", "conflict.other", "conflict.reason",
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
        self.cells += 1
        for letters in self.words.within(text):
            word = self.words.known[letters]
            if may(word, who):
                self.seen.add(letters)
            else:
                self.leaks.append(f"{who}, {where}: {word.name}")

    def get(self, who, address):
        self.look(who, f"GET {address}", said(self.seat(who).ask("GET", address)))


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
