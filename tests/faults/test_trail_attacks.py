"""Somebody who can write anything to the database, and has no key, is found out every time."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Table, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from referrals import trail
from referrals.actor import Actor
from referrals.db import db, writing
from referrals.models import (
    Case,
    TrailChange,
    TrailHead,
    TrailIndex,
    TrailRead,
    TrailSeal,
    TrailSealHead,
    TrailValue,
)
from referrals.sealed import Ring, open_ring, ring, seal
from referrals.trail.anchor import anchored
from referrals.trail.rows import BOUND, START, code, written

CHANGES, READS, HEADS, INDEX, VALUES, SEALS, SEAL_HEADS = tables = [
    model.__table__
    for model in (
        TrailChange,
        TrailRead,
        TrailHead,
        TrailIndex,
        TrailValue,
        TrailSeal,
        TrailSealHead,
    )
]
STREAMS = [CHANGES, READS]
ADDED_ONLY = [table for table in tables if table is not HEADS]
KIM = Actor(7, "Kim", "ppd_supervisor", 3, "police", request="req-1")
CASES = [Case(id=n, reference=f"RP-12{n}-KT", rulebook="2026.1") for n in (10, 11)]


def live(turns: int) -> None:
    """Some days of work: acts with and without words, cases opened, lists shown, people refused."""
    for turn in range(turns):
        case = CASES[turn % len(CASES)]
        with writing():
            trail.changed(KIM, "note.add", case, reason="because" if turn % 2 else "")
            trail.changed(KIM, "user.add", None)
        trail.looked(KIM, "case.read", [(case.id, case.reference)], ("identity",), single=True)
        shown = [(case.id, case.reference) for case in CASES]
        trail.looked(KIM, "list.read", shown, (), single=False)
        trail.refused(None, "case.read", "RP-1299-KT", "not_found", 404)


@pytest.fixture
def anchor(app: Flask, tmp_path: Path) -> Path:
    """The anchor of a trail sealed twice."""
    for _ in range(2):
        live(3)
        trail.seal(tmp_path)
    return tmp_path / "trail.jsonl"


class Attack:
    """A connection on which triggers and foreign keys say nothing, and which never commits."""

    def __init__(self, connection: Connection, anchor: Path) -> None:
        self.connection = connection
        self.anchor = anchor

    def do(self, statement: Any) -> None:
        assert self.connection.execute(statement).rowcount

    def rows(self, table: Table) -> list[dict[str, Any]]:
        query = select(table).order_by(*table.primary_key)
        return [dict(row) for row in self.connection.execute(query).mappings()]

    def some(self, table: Table) -> list[dict[str, Any]]:
        """The first, a middle and the last row."""
        rows = self.rows(table)
        return [rows[0], rows[len(rows) // 2], rows[-1]]

    def ends(self, table: Table) -> list[dict[str, Any]]:
        """The last row of each chain."""
        return list({row["chain"]: row for row in self.rows(table)}.values())

    def advance(self, stream: str, row: dict[str, Any]) -> None:
        """Set the head of a chain to fit a row."""
        end = (HEADS.c.stream == stream, HEADS.c.chain == row["chain"])
        self.do(update(HEADS).where(*end).values(seq=row["seq"], mac=row["mac"]))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """One attack among several on the same trail."""
        point = self.connection.begin_nested()
        yield
        point.rollback()

    def found(self) -> trail.Break | None:
        size = self.anchor.stat().st_size
        return trail.examine(self.connection, anchored(self.anchor, size)).broken


@contextmanager
def attacking(anchor: Path) -> Iterator[Attack]:
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in connection.execute(text(triggers)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield Attack(connection, anchor)
        connection.rollback()


def same(table: Table, row: dict[str, Any]) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


def other(value: Any) -> Any:
    """Something else of the same kind, and as near as can be."""
    match value:
        case int():
            return value + 100_000
        case str():
            return value[:-1] + "x"
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case dt.datetime():
            return value + dt.timedelta(microseconds=1)


def forged(stream: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row with a code made under some other key: the attacker has every recipe and no key."""
    bound = [written(row[name]) if name == "at" else row[name] for name in BOUND]
    return row | {"mac": code(b"another key" * 3, stream, bound)}


class TestEveryColumn:
    @pytest.mark.parametrize("table", tables, ids=lambda table: table.name)
    def test_cannot_be_edited_in_any_row(self, anchor, table):
        with attacking(anchor) as attack:
            assert attack.found() is None
            for row, column in product(attack.some(table), table.columns):
                edit = update(table).where(*same(table, row))
                with attack.undone():
                    attack.do(edit.values({column: other(row[column.name])}))
                    found = attack.found()
                    assert found, (column, row)
                    if table in STREAMS and not column.primary_key:
                        there = (table.name, row["chain"], row["seq"])
                        assert (found.table, found.chain, found.seq) == there, column

    def test_cannot_be_edited_by_an_amount_no_display_shows(self, anchor):
        with attacking(anchor) as attack:
            row = attack.some(READS)[1]
            attack.do(update(READS).where(*same(READS, row)).values(act=row["act"] + "\u200b"))

            assert attack.found() == trail.Break(
                "trail_reads",
                row["chain"],
                row["seq"],
                "it was changed, or was written under another key",
            )


class TestRows:
    def test_cannot_be_deleted_first_middle_or_last(self, anchor):
        with attacking(anchor) as attack:
            for table in tables:
                ends = attack.ends(table) if table in STREAMS else []
                for row in attack.some(table):
                    with attack.undone():
                        attack.do(delete(table).where(*same(table, row)))
                        found = attack.found()
                        assert found, (table, row)
                        if table in STREAMS and row not in ends:
                            there = (table.name, row["chain"], row["seq"])
                            assert (found.table, found.chain, found.seq) == there

    def test_of_one_table_cannot_all_be_deleted(self, anchor):
        with attacking(anchor) as attack:
            for table in tables:
                with attack.undone():
                    attack.do(delete(table))
                    assert attack.found(), table

    def test_of_the_whole_trail_cannot_be_deleted(self, anchor):
        with attacking(anchor) as attack:
            for table in tables:
                attack.do(delete(table))

            assert attack.found() == trail.Break(
                "trail_seals", "seals", 1, "it was anchored and is missing: an old copy?"
            )

    @pytest.mark.parametrize("stream", ["changes", "reads"])
    def test_cannot_be_added(self, anchor, stream):
        table = {"changes": CHANGES, "reads": READS}[stream]
        with attacking(anchor) as attack:
            for last, advanced, keyed in product(attack.ends(table), (True, False), (True, False)):
                new = last | {"seq": last["seq"] + 1, "prev": last["mac"], "digest": ""}
                new = forged(stream, new) if keyed else new
                with attack.undone():
                    attack.do(insert(table).values(new))
                    if advanced:
                        attack.advance(stream, new)
                    found = attack.found()
                    assert found
                    place = (table.name, last["chain"], new["seq"])
                    assert (found.table, found.chain, found.seq) == place

    def test_cannot_be_added_under_a_key_that_is_not_on_the_ring(self, anchor):
        with attacking(anchor) as attack:
            [last, *_] = attack.ends(CHANGES)
            new = last | {"seq": last["seq"] + 1, "prev": last["mac"], "digest": "", "key_id": 9}
            bound = [written(new[name]) if name == "at" else new[name] for name in BOUND]
            new["mac"] = code(b"", "changes", bound)
            attack.do(insert(CHANGES).values(new))
            attack.advance("changes", new)

            found = attack.found()
            assert found
            assert found.why == "its key is not on the ring"

    @pytest.mark.parametrize("table", [CHANGES, READS], ids=lambda table: table.name)
    def test_cannot_be_swapped(self, anchor, table):
        with attacking(anchor) as attack:
            first, second = attack.rows(table)[:2]
            for row, act in ((first, "swapped.a"), (second, "swapped.b")):
                attack.do(update(table).where(*same(table, row)).values(prev=act))
            for row, into in ((first, second), (second, first)):
                body = {name: row[name] for name in row if name not in {"chain", "seq"}}
                attack.do(update(table).where(*same(table, into)).values(body))

            assert attack.found()

    @pytest.mark.parametrize("table", [CHANGES, READS], ids=lambda table: table.name)
    def test_cannot_close_up_over_a_hole(self, anchor, table):
        with attacking(anchor) as attack:
            [first, second, *rest] = [row for row in attack.rows(table) if row["chain"] == "user:7"]
            attack.do(delete(table).where(*same(table, second)))
            before = first
            for row in rest:
                closed = {"seq": before["seq"] + 1, "prev": before["mac"]}
                attack.do(update(table).where(*same(table, row)).values(closed))
                before = row | closed

            assert attack.found()

    @pytest.mark.parametrize("table", [CHANGES, READS], ids=lambda table: table.name)
    def test_cannot_be_moved_to_another_chain(self, anchor, table):
        with attacking(anchor) as attack:
            stream = "changes" if table is CHANGES else "reads"
            attack.do(update(table).where(table.c.chain == "user:7").values(chain="user:8"))
            heads = (HEADS.c.stream == stream, HEADS.c.chain == "user:7")
            attack.do(update(HEADS).where(*heads).values(chain="user:8"))

            found = attack.found()
            assert found
            assert (found.table, found.chain, found.seq) == (table.name, "user:8", 1)

    def test_cannot_be_moved_to_the_other_stream(self, anchor):
        with attacking(anchor) as attack:
            chain = [row for row in attack.rows(CHANGES) if row["chain"] == "user:7"]
            attack.do(delete(READS).where(READS.c.chain == "user:7"))
            attack.do(insert(READS).values(chain))

            found = attack.found()
            assert found
            assert (found.table, found.chain, found.seq) == ("trail_reads", "user:7", 1)

    def test_say_which_row_is_the_first_that_does_not_fit(self, anchor):
        with attacking(anchor) as attack:
            for seq in (5, 3):
                row = (CHANGES.c.chain == "user:7", CHANGES.c.seq == seq)
                attack.do(update(CHANGES).where(*row).values(role="auditor"))

            assert str(attack.found()) == (
                "trail_changes, chain user:7, row 3: "
                "it was changed, or was written under another key"
            )


class TestBeside:
    def test_words_cannot_be_exchanged(self, anchor):
        with attacking(anchor) as attack:
            first, second = attack.rows(VALUES)[:2]
            swapped = {"words_sealed": second["words_sealed"]}
            attack.do(update(VALUES).where(*same(VALUES, first)).values(swapped))

            found = attack.found()
            assert found
            assert found.table == "trail_values"

    def test_words_cannot_be_replaced_even_by_who_can_seal(self, anchor):
        with attacking(anchor) as attack:
            [first, *_] = attack.rows(VALUES)
            there = f"trail_values.words_sealed:{first['digest']}"
            forgery = seal('{"reason":"x"}', there, "trail")
            attack.do(update(VALUES).where(*same(VALUES, first)).values(words_sealed=forgery))

            found = attack.found()
            assert found
            assert found.why == "its words are not what was recorded"

    def test_words_cannot_be_added(self, anchor):
        with attacking(anchor) as attack:
            attack.do(insert(VALUES).values(digest="f" * 64, words_sealed=b"x"))

            assert attack.found() == trail.Break(
                "trail_values", "f" * 64, 0, "these words belong to no row"
            )

    def test_an_index_row_cannot_be_added(self, anchor):
        with attacking(anchor) as attack:
            for chain in ("user:7", "user:999", "a"):
                row = {"chain": chain, "seq": 1, "position": 99, "reference": "RP-1299-KT"}
                with attack.undone():
                    attack.do(insert(INDEX).values(row))
                    found = attack.found()
                    assert found
                    assert found.table == "trail_index"

    def test_a_head_cannot_be_added(self, anchor):
        with attacking(anchor) as attack:
            for stream in ("changes", "reads", "seals", "other"):
                head = {"stream": stream, "chain": "user:999", "seq": 1, "mac": START, "sealed": 0}
                with attack.undone():
                    attack.do(insert(HEADS).values(head))
                    assert attack.found(), stream

    def test_nothing_can_be_added_to_the_seals(self, anchor):
        with attacking(anchor) as attack:
            seals, lists = attack.rows(SEALS), attack.rows(SEAL_HEADS)
            for table, row in (
                (SEALS, seals[-1] | {"number": 3, "prev": seals[-1]["mac"]}),
                (SEAL_HEADS, lists[-1] | {"position": 99, "chain": "user:999"}),
                (SEAL_HEADS, lists[-1] | {"number": 99, "chain": "user:999"}),
            ):
                with attack.undone():
                    attack.do(insert(table).values(row))
                    assert attack.found()


class TestTheEnd:
    @pytest.mark.parametrize("stream", ["changes", "reads"])
    def test_of_no_chain_can_be_cut_off(self, anchor, stream):
        table = {"changes": CHANGES, "reads": READS}[stream]
        with attacking(anchor) as attack:
            for last, rows in product(attack.ends(table), (1, 2, 3)):
                with attack.undone():
                    self.cut(attack, stream, table, last, rows)
                    found = attack.found()
                    assert found
                    assert (found.table, found.chain) == (table.name, last["chain"])

    @staticmethod
    def cut(attack: Attack, stream: str, table: Table, last: dict[str, Any], rows: int) -> None:
        """Take the last rows away with all that is beside them, and set the head back to fit."""
        chain = table.c.chain == last["chain"]
        gone = (chain, table.c.seq > last["seq"] - rows)
        digests = select(table.c.digest).where(*gone)
        attack.connection.execute(delete(VALUES).where(VALUES.c.digest.in_(digests)))
        if stream == "reads":
            listed = (INDEX.c.chain == last["chain"], INDEX.c.seq > last["seq"] - rows)
            attack.connection.execute(delete(INDEX).where(*listed))
        attack.do(delete(table).where(*gone))
        left = select(table.c.mac).where(chain).order_by(table.c.seq.desc()).limit(1)
        mac = attack.connection.scalar(left) or START
        attack.advance(stream, last | {"seq": last["seq"] - rows, "mac": mac})

    def test_cannot_be_set_back_to_an_old_copy(self, app, tmp_path):
        live(3)
        trail.seal(tmp_path)
        with db.engine.connect() as connection:
            old = {table: Attack(connection, tmp_path).rows(table) for table in tables}
        live(2)
        trail.seal(tmp_path)
        with attacking(tmp_path / "trail.jsonl") as attack:
            for table, rows in old.items():
                attack.do(delete(table))
                attack.do(insert(table).values(rows))

            assert attack.found() == trail.Break(
                "trail_seals", "seals", 2, "it was anchored and is missing: an old copy?"
            )
            first_line = (tmp_path / "trail.jsonl").read_text().splitlines(keepends=True)[0]
            (tmp_path / "trail.jsonl").write_text(first_line)
            assert attack.found() is None  # it was whole in its day

    def test_cannot_be_set_back_and_sealed_again(self, app, tmp_path):
        """An old copy that went on living, with the keys, on a service whose anchor is newer."""
        live(2)
        trail.seal(tmp_path / "copy")
        anchor = (tmp_path / "copy" / "trail.jsonl").read_text()
        live(1)
        trail.seal(tmp_path / "copy")
        forked = (tmp_path / "copy" / "trail.jsonl").read_text().splitlines(keepends=True)
        (tmp_path / "trail.jsonl").write_text(anchor + forked[1].replace('"rows": ', '"rows": 1'))

        found = trail.verify(tmp_path).broken
        assert found
        assert found.why == "it is not the seal that was anchored"


class TestTheAnchor:
    @pytest.mark.parametrize("which", [0, 1])
    def test_cannot_be_edited(self, anchor, which):
        whole = anchor.read_text()
        for name in ("number", "mac", "chains", "rows", "at"):
            lines = [json.loads(line) for line in whole.splitlines()]
            lines[which][name] = other(lines[which][name])
            anchor.write_text("".join(json.dumps(line) + "\n" for line in lines))

            found = trail.verify(anchor).broken
            assert found, name
            assert (found.table, found.seq) == ("trail_seals", which + 1)

    def test_holds_every_seal_once_and_in_order(self, anchor):
        first, second = anchor.read_text().splitlines(keepends=True)
        for edited in (
            second,
            second + first,
            first + first + second,
            "\n" + first + second,
            "{}\n",
            "null\n",
            first + second + second,
        ):
            anchor.write_text(edited)
            assert trail.verify(anchor).broken, edited

    def test_that_is_empty_tells_nothing(self, anchor):
        anchor.write_text("")

        with pytest.raises(trail.CouldNotRun):
            trail.verify(anchor)


class TestKeys:
    @pytest.fixture
    def with_other(self) -> Iterator[Callable[[str], None]]:
        """Reads with the ring of another service, for one purpose."""
        kept: Ring = ring()

        def use(kind: str) -> None:
            open_ring(replace(kept, **{kind: {1: bytes(range(32))}}))

        yield use
        open_ring(kept)

    @pytest.mark.parametrize(
        ("kind", "table"),
        [("trail", "trail_changes"), ("anchor", "trail_seals")],
    )
    def test_that_are_wrong_prove_nothing_whole(self, anchor, with_other, kind, table):
        with_other(kind)

        found = trail.verify(anchor).broken
        assert found
        assert found.table == table

    def test_can_be_changed_and_the_old_rows_still_hold(self, anchor):
        kept = ring()
        both = {kind: {**getattr(kept, kind), 2: bytes(range(32))} for kind in ("trail", "anchor")}
        open_ring(replace(kept, **both, current={**kept.current, "trail": 2, "anchor": 2}))
        live(1)
        trail.seal(anchor.parent)
        try:
            assert trail.verify(anchor).ok
            assert db.session.scalar(select(func.max(CHANGES.c.key_id))) == 2
        finally:
            open_ring(kept)


class TestTheDatabase:
    @pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
    def test_refuses_to_change_or_delete(self, anchor, verb):
        for table in ADDED_ONLY:
            column = next(iter(table.columns))
            statement = {
                "UPDATE": update(table).values({column: column}),
                "DELETE": delete(table),
                "TRUNCATE": text(f"TRUNCATE {table.name} CASCADE"),
            }[verb]
            if verb == "TRUNCATE" and db.engine.dialect.name == "sqlite":
                statement = delete(table)  # SQLite knows no other way to empty a table
            with db.engine.connect() as connection:
                with pytest.raises(DBAPIError, match="only ever added to"):
                    connection.execute(statement)
                connection.rollback()
