"""The ground: tables, transactions, and how guarded each column is."""

import datetime as dt
import functools
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    bindparam,
    event,
    func,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from referrals.clock import LONDON, local, now
from workflows.sharing import Tier

P = ParamSpec("P")
R = TypeVar("R")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware instant, kept in UTC on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        at = value.astimezone(dt.UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


MOMENT = bindparam("moment", callable_=now, type_=UtcDateTime())
"""When a question is asked, where it is worded once: to word one costs more than to ask it."""


class Base(DeclarativeBase):
    """Every table says its name, and every column how guarded it is."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dt.datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON}


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def shown(label: str, tier: Tier) -> dict[str, Any]:
    """Mark a column as something a person may be shown, and how guarded it is."""
    return {"label": label, "tier": tier}


def plumbing() -> dict[str, Any]:
    """Mark a column that no reader is ever shown for its own sake: keys, versions, owners."""
    return {"tier": None}


def new_id() -> str:
    """A row's own opaque name: 128 random bits, known before the row is stored."""
    return secrets.token_hex(16)


def next_id() -> str:
    """The same for rows that nobody is shown by it: those of one instant sort as they were made."""
    return f"{time.perf_counter_ns():016x}{secrets.token_hex(8)}"


@contextmanager
def reading() -> Iterator[None]:
    """A plain read transaction: takes no write lock, and refuses to write on SQLite."""
    db.session.rollback()
    db.session.connection(execution_options={"write": False, "postgresql_readonly": True})
    try:
        yield
    finally:
        db.session.close()


@contextmanager
def writing() -> Iterator[None]:
    """One act, one transaction: all of it is stored, or none of it."""
    db.session.rollback()
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Make a service function one act: its changes, trail and notices commit together."""

    @functools.wraps(function)
    def acted(*args: P.args, **kwargs: P.kwargs) -> R:
        with writing():
            return function(*args, **kwargs)

    return acted


def london_day(at: Any) -> ColumnElement[Any]:
    """The day in England that an instant in the database falls on, to group by."""
    if db.engine.dialect.name == "sqlite":
        return func.london_day(at)
    return func.date(func.timezone(LONDON.key, at))


def _london_day(at: str) -> str:
    """The same, of an instant as SQLite keeps it."""
    return local(dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)).date().isoformat()


def prepare(engine: Engine) -> None:
    """Make SQLite behave: write-ahead log, foreign keys, and a lock taken before a write reads."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        pragmas = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=5000", "synchronous=FULL")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("london_day", 1, _london_day, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        write = connection.get_execution_options().get("write", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
