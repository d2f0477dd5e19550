"""One head, named in a file; up, down and up again; and no drift from the models."""

import re

import pytest
from sqlalchemy import inspect, text

from referrals.db import Base, db
from tests.remembering import beginning
from tools.migrations import downgrade, drift, heads, named, upgrade

EVERYTHING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'",
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        UNION ALL SELECT table_name || '.' || column_name,
            concat_ws(' ', data_type, character_maximum_length, is_nullable)
            FROM information_schema.columns WHERE table_schema = 'public'""",
}


def test_there_is_one_head_and_the_file_names_it():
    assert heads() == [named()]


def test_the_migrated_tables_are_what_the_models_say(app):
    assert drift(app) == ""


@pytest.fixture
def remade(app):
    """A database whose tables a test may take apart; put back for the tests after it."""
    yield app
    db.drop_all()
    db.session.execute(text("DROP TABLE IF EXISTS alembic_version"))
    db.session.commit()
    upgrade(app)
    beginning.forget()


def test_every_revision_can_be_taken_back_and_made_again(remade):
    before = everything()
    downgrade(remade)
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade(remade)
    assert everything() == before


def test_migrations_make_just_what_the_models_make_by_themselves(remade):
    """Indexes over expressions and triggers too, which Alembic does not compare."""
    migrated = everything()
    downgrade(remade)
    Base.metadata.create_all(db.engine)
    assert everything() == migrated


def everything() -> dict[str, list[str]]:
    """The words in which the database tells its tables, indexes, constraints and triggers."""
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(EVERYTHING[db.engine.dialect.name]).all()
    return {
        name: sorted(re.findall(r"[^\s,]+", (sql or "").replace('"', "")))  # SQLite quotes a copy
        for name, sql in rows
        if not name.startswith(("alembic_version", "sqlite_autoindex"))
    }
