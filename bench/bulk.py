"""Bulk inserts in which every row that a case has is there."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from typing import Any

import psycopg
from sqlalchemy import JSON, Table, insert, text

from bench.facts import Told, told
from bench.ruler import model
from bench.shape import MARK, PER_CASE, Shape
from bench.world import World
from referrals.clock import now
from referrals.db import Base, db, writing

CHUNK = 1_000
SEED = 7
TEAM = "ppd_child_abuse"
FULL = 30
TABLES = {table.name: table for table in Base.metadata.sorted_tables}


@dataclass
class Ids:
    """Which cases the load opens, claims and moves on, and who may."""

    detail: dict[str, list[str]] = field(default_factory=dict)
    advance: dict[str, list[str]] = field(default_factory=dict)
    claim: list[str] = field(default_factory=list)

    def note(self, told: Told, shape: Shape) -> None:
        if shape.team != TEAM:
            return
        if shape.lead is None:
            self.claim.append(shape.reference)
            return
        if told.state == "claimed":
            self.advance.setdefault(shape.lead.email, []).append(shape.reference)
        if told.entries == FULL:
            self.detail.setdefault(shape.lead.email, []).append(shape.reference)


class Columns:
    """The columns of a table in order, and what a row that says nothing of one has in it."""

    def __init__(self, table: Table) -> None:
        self.names = [column.name for column in table.columns]
        self.defaults = [
            column.default.arg if column.default and column.default.is_scalar else None
            for column in table.columns
        ]
        self.json = {column.name for column in table.columns if isinstance(column.type, JSON)}

    def row(self, given: dict[str, Any]) -> list[Any]:
        return [
            self._told(name, given.get(name, default))
            for name, default in zip(self.names, self.defaults, strict=True)
        ]

    def _told(self, name: str, value: Any) -> Any:
        return json.dumps(value) if name in self.json and value is not None else value


def cases(count: int, hand: int, hands: int) -> Iterator[list[Told]]:
    """The chunks of the ruler's referrals that fall to one hand."""
    for number, chunk in enumerate(model.gen_cases(count, SEED, CHUNK)):
        if number % hands == hand:
            yield [
                told(dict(zip(model.COLS, row, strict=True)), entries, agencies)
                for row, entries, agencies in chunk
            ]


def shaped(world: World, at: datetime, chunk: Iterable[Told], ids: Ids) -> dict[str, list[Any]]:
    made: dict[str, list[Any]] = {}
    for each in chunk:
        shape = Shape(world, at, each)
        ids.note(each, shape)
        for table, row in shape.rows():
            made.setdefault(table, []).append(row)
    return made


def by_copy(url: str, world: World, at: datetime, count: int, share: tuple[int, int]) -> Ids:
    """PostgreSQL: COPY. Foreign keys are right by the way rows are made, and are not asked for."""
    ids, columns = Ids(), {name: Columns(table) for name, table in TABLES.items()}
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        for chunk in cases(count, *share):
            for table, rows in shaped(world, at, chunk, ids).items():
                names = ", ".join(columns[table].names)
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(columns[table].row(row))
            connection.commit()
    return ids


def by_insert(world: World, at: datetime, count: int) -> Ids:
    """SQLite: one writer, many rows a statement."""
    ids = Ids()
    for chunk in cases(count, 0, 1):
        made = shaped(world, at, chunk, ids)
        with writing():
            for name, table in TABLES.items():
                for rows in _batches(made.get(name, [])):
                    columns = Columns(table)
                    full = [
                        dict(zip(columns.names, _plain(columns, row), strict=True)) for row in rows
                    ]
                    db.session.connection().execute(insert(table), full)
    return ids


def _plain(columns: Columns, row: dict[str, Any]) -> list[Any]:
    return [row.get(n, d) for n, d in zip(columns.names, columns.defaults, strict=True)]


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, CHUNK)):
        yield batch


def load(world: World, count: int, hands: int) -> Ids:
    at = now()
    if db.engine.dialect.name == "sqlite":
        return by_insert(world, at, count)
    url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    db.engine.dispose()
    jobs = [(url, world, at, count, (hand, hands)) for hand in range(hands)]
    with get_context("fork").Pool(hands) as pool:
        parts = pool.starmap(by_copy, jobs)
    ids = Ids()
    for part in parts:
        ids.claim += part.claim
        for mine, theirs in ((ids.detail, part.detail), (ids.advance, part.advance)):
            for email, found in theirs.items():
                mine.setdefault(email, []).extend(found)
    return ids


def settle(count: int, touched: list[str]) -> None:
    """Put the counters of ids past ours, tell the planner, and keep what claims will change."""
    last = MARK + count + 1
    with writing():
        here = db.session.connection()
        if here.dialect.name == "postgresql":
            here.execute(text("SET LOCAL statement_timeout = 0"))
            for table, each in {"cases": 1, **PER_CASE}.items():
                here.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), :at)"),
                    {"at": (last + 1) * each},
                )
        known = text("CREATE TABLE bench_known (reference varchar(14) PRIMARY KEY)")
        here.execute(known)
        rows = [{"reference": reference} for reference in touched]
        here.execute(text("INSERT INTO bench_known VALUES (:reference)"), rows)
        which = "SELECT id FROM cases JOIN bench_known USING (reference)"
        here.execute(text(f"CREATE TABLE bench_cases AS SELECT * FROM cases WHERE id IN ({which})"))
        for table in ("tracks", "clocks", "assignments", "tasks", "events"):
            kept = f"CREATE TABLE bench_{table} AS SELECT * FROM {table} WHERE case_id IN ({which})"
            here.execute(text(kept))
        here.execute(text("ANALYZE"))
