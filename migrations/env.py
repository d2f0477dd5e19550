"""How Alembic reaches the tables: in one transaction, by the owner's role where there is one."""

import os
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Column, create_engine, inspect, make_url, text

from config import database_url
from referrals.db import Base, UtcDateTime, db
from referrals.models.trail import ADDED_ONLY

OWNER = os.environ.get("MIGRATION_DATABASE_URL")
ONE_AT_A_TIME = 5_219_044  # any number: two nodes that upgrade at once take turns


def render_item(kind, item, _autogen):
    """Write our own types as the plain ones they are, so that a revision outlives our modules."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


def include_object(item, name, kind, _reflected, _compared):
    """SQLite cannot tell what an index over an expression is made of, so it cannot be compared."""
    if kind != "index" or context.get_context().dialect.name != "sqlite":
        return True
    indexes = (index for table in Base.metadata.tables.values() for index in table.indexes)
    return name not in {index.name for index in indexes if not _plain(index)}


def _plain(index):
    return all(isinstance(part, Column) for part in index.expressions)


def run():
    engine = create_engine(database_url(OWNER)) if OWNER else db.engine
    guard = _sqlite if engine.dialect.name == "sqlite" else _postgresql
    with engine.connect() as connection, guard(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            include_object=include_object,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            process_revision_directives=_nothing_from_nothing,
        )
        with context.begin_transaction():
            context.run_migrations()
    if OWNER:
        engine.dispose()


def _nothing_from_nothing(migration, _revision, directives):
    """No revision is written where models and tables agree."""
    options = migration.config.cmd_opts
    if getattr(options, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


@contextmanager
def _sqlite(connection):
    """Let a table be rebuilt: its children must not go with it, and its triggers must come back."""
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # is ignored inside a transaction
    try:
        with connection.begin():
            before = _triggers(connection)
            yield
            after = _triggers(connection)
            tables = inspect(connection).get_table_names()
            for name, (table, sql) in before.items():
                if name not in after and table in tables:
                    connection.exec_driver_sql(sql)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"rows point at nothing: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _triggers(connection):
    rows = connection.exec_driver_sql(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    )
    return {name: (table, sql) for name, table, sql in rows}


@contextmanager
def _postgresql(connection):
    """No time limit, one at a time, and then what the service's own role may do."""
    with connection.begin():
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        yield
        service = make_url(os.environ.get("DATABASE_URL") or connection.engine.url).username
        if service != connection.engine.url.username:
            _grant(connection, service)


def _grant(connection, role):
    """The service reads and writes all tables, but adds only to those that are never rewritten."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {quoted}"))
    connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"))
    added_only = {model.__tablename__ for model in ADDED_ONLY}
    for name in inspect(connection).get_table_names():
        may = "SELECT, INSERT" if name in added_only else "SELECT, INSERT, UPDATE, DELETE"
        if name == "trail_values":
            may += ", DELETE"  # which a trigger refuses, but of a disposed case
        connection.execute(text(f"REVOKE ALL ON {name} FROM {quoted}"))
        connection.execute(text(f"GRANT {may} ON {name} TO {quoted}"))


run()
