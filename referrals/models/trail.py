"""The record of activity (DPA 2018 s.62): rows in keyed chains, added and never changed.

The database is asked to refuse anything else: the migration runs `guards` for each table named in
`ADDED_ONLY`, as `create_all` does here, and keeps UPDATE and DELETE from the service's own role.
Whoever gets past both is found by `trail verify`.
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from referrals.db import Base, plumbing, shown
from workflows.sharing import Tier

MAC = String(64)


class TrailHead(Base):
    """Where a chain ends; locked while a row is added, so that chains never fork (AU4)."""

    __tablename__ = "trail_heads"
    __table_args__ = (
        Index(
            "ix_trail_heads_unsealed",
            "stream",
            "chain",
            sqlite_where=text("sealed < seq"),
            postgresql_where=text("sealed < seq"),
        ),
    )

    stream: Mapped[str] = mapped_column(String(10), primary_key=True, info=plumbing())
    chain: Mapped[str] = mapped_column(String(40), primary_key=True, info=plumbing())
    seq: Mapped[int] = mapped_column(info=plumbing())
    mac: Mapped[str] = mapped_column(MAC, info=plumbing())
    sealed: Mapped[int] = mapped_column(default=0, info=plumbing())


class TrailRow(Base):
    """Who did what to which case, when, as what, on what ground; never a fact about a person."""

    __abstract__ = True

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (
            UniqueConstraint("chain", "prev"),
            Index(None, "actor_id", "at"),
            Index(None, "at"),
        )

    chain: Mapped[str] = mapped_column(String(40), primary_key=True, info=plumbing())
    seq: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=shown("When", Tier.AUDIT))
    act: Mapped[str] = mapped_column(String(80), info=shown("What was done", Tier.AUDIT))
    operation: Mapped[str] = mapped_column(String(20), info=shown("Kind", Tier.AUDIT))
    actor_id: Mapped[int] = mapped_column(info=shown("Who", Tier.AUDIT))
    organisation_id: Mapped[int] = mapped_column(info=shown("Organisation", Tier.AUDIT))
    role: Mapped[str] = mapped_column(String(40), info=shown("Role", Tier.AUDIT))
    request: Mapped[str] = mapped_column(String(64), info=shown("Request", Tier.AUDIT))
    cases: Mapped[str] = mapped_column(Text, info=shown("Cases", Tier.AUDIT))
    tiers: Mapped[str] = mapped_column(String(200), info=shown("What was seen", Tier.AUDIT))
    basis: Mapped[str] = mapped_column(String(80), info=shown("Ground", Tier.AUDIT))
    recipients: Mapped[str] = mapped_column(Text, info=shown("Recipients", Tier.AUDIT))
    reason_code: Mapped[str] = mapped_column(String(60), info=shown("Reason", Tier.AUDIT))
    rulebook: Mapped[str] = mapped_column(String(20), info=shown("Rule book", Tier.AUDIT))
    digest: Mapped[str] = mapped_column(MAC, info=plumbing())
    key_id: Mapped[int] = mapped_column(info=plumbing())
    prev: Mapped[str] = mapped_column(MAC, info=plumbing())
    mac: Mapped[str] = mapped_column(MAC, info=plumbing())


class TrailChange(TrailRow):
    """An act that changed something: one chain for each case, and for each actor without one."""

    __tablename__ = "trail_changes"

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (
            UniqueConstraint("chain", "prev"),
            Index(None, "actor_id", "at"),
            Index(None, "at"),
            Index(
                "ix_trail_changes_digest",
                "digest",
                sqlite_where=text("digest <> ''"),
                postgresql_where=text("digest <> ''"),
            ),
        )


class TrailRead(TrailRow):
    """Something that was looked at, shown in a list, or refused."""

    __tablename__ = "trail_reads"


class TrailIndex(Base):
    """One case that a list showed, so that *who has seen this* finds lists too."""

    __tablename__ = "trail_index"
    __table_args__ = (
        ForeignKeyConstraint(["chain", "seq"], ["trail_reads.chain", "trail_reads.seq"]),
        Index(None, "reference"),
    )

    chain: Mapped[str] = mapped_column(String(40), primary_key=True, info=plumbing())
    seq: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    position: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    reference: Mapped[str] = mapped_column(String(14), info=plumbing())


class TrailValue(Base):
    """What was there before, what is there now, and why in somebody's words; sealed (AU7)."""

    __tablename__ = "trail_values"

    digest: Mapped[str] = mapped_column(MAC, primary_key=True, info=plumbing())
    words_sealed: Mapped[bytes] = mapped_column(
        LargeBinary, info=shown("Before, after and why", Tier.AUDIT)
    )


class TrailSeal(Base):
    """One seal over every chain that grew since the seal before; its mac is anchored elsewhere."""

    __tablename__ = "trail_seals"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=plumbing())
    at: Mapped[dt.datetime] = mapped_column(info=shown("Sealed", Tier.AUDIT))
    chains: Mapped[int] = mapped_column(info=shown("Chains", Tier.AUDIT))
    rows: Mapped[int] = mapped_column(info=shown("Rows", Tier.AUDIT))
    key_id: Mapped[int] = mapped_column(info=plumbing())
    prev: Mapped[str] = mapped_column(MAC, unique=True, info=plumbing())
    mac: Mapped[str] = mapped_column(MAC, info=plumbing())


class TrailSealHead(Base):
    """Where one chain stood when a seal was made."""

    __tablename__ = "trail_seal_heads"
    __table_args__ = (
        ForeignKeyConstraint(["number"], ["trail_seals.number"]),
        UniqueConstraint("stream", "chain", "seq"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    position: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    stream: Mapped[str] = mapped_column(String(10), info=plumbing())
    chain: Mapped[str] = mapped_column(String(40), info=plumbing())
    seq: Mapped[int] = mapped_column(info=plumbing())
    mac: Mapped[str] = mapped_column(MAC, info=plumbing())


ADDED_ONLY = (TrailChange, TrailRead, TrailIndex, TrailValue, TrailSeal, TrailSealHead)

REFUSAL = """CREATE OR REPLACE FUNCTION trail_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$"""


DISPOSED = "case.disposed"
"""The act after which the words of a case's chain may go; its rows and their chain never do."""

FORGOTTEN = f"""EXISTS (SELECT 1 FROM trail_changes AS said
  JOIN trail_changes AS gone ON gone.chain = said.chain AND gone.seq > said.seq
  WHERE said.digest = OLD.digest AND gone.act = '{DISPOSED}')"""  # noqa: S608 - fixed words

WORDS = f"""CREATE OR REPLACE FUNCTION trail_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {FORGOTTEN} THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$"""


def word_guards(dialect: str) -> tuple[str, ...]:
    """Words are never changed, and go only when their case has been disposed of (RT1)."""
    if dialect == "postgresql":
        return (
            REFUSAL,
            WORDS,
            "CREATE TRIGGER trail_values_added_only BEFORE UPDATE OR TRUNCATE ON trail_values "
            "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses()",
            "CREATE TRIGGER trail_values_forgotten BEFORE DELETE ON trail_values "
            "FOR EACH ROW EXECUTE FUNCTION trail_forgets()",
        )
    return (
        "CREATE TRIGGER trail_values_no_update BEFORE UPDATE ON trail_values "
        "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END",
        f"CREATE TRIGGER trail_values_no_delete BEFORE DELETE ON trail_values WHEN NOT {FORGOTTEN} "
        "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END",
    )


def guards(dialect: str, table: str) -> tuple[str, ...]:
    """The statements that make a database refuse to change or delete the rows of a table."""
    if table == TrailValue.__tablename__:
        return word_guards(dialect)
    if dialect == "postgresql":
        return (
            REFUSAL,
            f"CREATE TRIGGER {table}_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses()",
        )
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END"
        for verb in ("UPDATE", "DELETE")
    )


def _guard(table: Table, connection: Connection, **_: Any) -> None:
    for statement in guards(connection.dialect.name, table.name):
        connection.exec_driver_sql(statement)


for _model in ADDED_ONLY:
    event.listen(_model.__table__, "after_create", _guard)
