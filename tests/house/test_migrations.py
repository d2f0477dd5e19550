"""One head, named in a file; up, down and up again; and no drift from the models."""

import datetime as dt
import re

import pytest
import time_machine
from sqlalchemy import delete, inspect, select, text

from referrals.db import Base, db, reading, writing
from referrals.models import PartnerCopy
from referrals.services import released, releasing, sharing
from referrals.services import writing as notes
from tests.factories import TUESDAY
from tests.remembering import beginning
from tests.services.neighbours import ITEMS, find, shareable, taken_on
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


@pytest.fixture
def told(remade, station, near):
    """A case that was shared for a day, and words of intelligence that went to the council."""
    with time_machine.travel(TUESDAY, tick=False):
        case = shareable(station)
        share = taken_on(station, near, case, ITEMS | {"who": "risk_of_harm"})
        sharing.end(station.nair, case, share, "work_done", version=2)
        notes.note(station.nair, case, "intelligence", "A source at the garage says so")
        source = released.releases(station.nair, case).sources[0].code
        answers = {"source": source, "to": "council", "wording": "By car", "why": "Home visits"}
        release = str(releasing.ask(station.nair, case, answers)["release"])
        releasing.decide(station.lowe, case, release, {"decision": "yes"})
    return case


def test_what_was_told_before_partners_had_a_clock_of_their_own_has_one_too(remade, told):
    before = copies()
    for age_band, years in (("child", {2051}), ("adult", {2032, 2051})):
        with writing():
            find(told).age_band = age_band
        downgrade(remade, "0019")
        upgrade(remade)
        assert {row.pop("dispose_by").year for row in copies()} == years
        assert [row | {"dispose_by": dt.date(2051, 12, 31)} for row in copies()] == before


def test_where_the_clocks_were_made_before_any_of_them_began_they_begin_now(remade, told):
    before = copies()
    downgrade(remade, "0020")
    with writing():
        db.session.execute(delete(PartnerCopy).where(PartnerCopy.source == "share"))
    upgrade(remade)
    assert copies() == before


def copies() -> list[dict[str, object]]:
    """What partners keep, but for its number."""
    names = [each.name for each in PartnerCopy.__table__.columns if each.name != "id"]
    with reading():
        rows = db.session.scalars(select(PartnerCopy).order_by(PartnerCopy.source)).all()
        return [{name: getattr(row, name) for name in names} for row in rows]


def everything() -> dict[str, list[str]]:
    """The words in which the database tells its tables, indexes, constraints and triggers."""
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(EVERYTHING[db.engine.dialect.name]).all()
    return {
        name: sorted(re.findall(r"[^\s,]+", (sql or "").replace('"', "")))  # SQLite quotes a copy
        for name, sql in rows
        if not name.startswith(("alembic_version", "sqlite_autoindex"))
    }
