"""The record of activity: what an auditor reads of it, what a supervisor, and what nobody does."""

import ast
import csv
import dataclasses
import datetime as dt
import hashlib
import io
import json
import re
import zipfile

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from config import ROOT
from referrals import trail
from referrals.clock import now
from referrals.db import db
from referrals.db import writing as writing_down
from referrals.pages.acts import ACTS, LOOKS
from referrals.services import (
    conflicts,
    grants,
    information,
    integrity,
    record,
    retention,
    worklists,
    writing,
)
from referrals.services import reading as opening
from referrals.services.record import Narrowed
from referrals.services.worklists import Filters
from tests import factories
from tests.factories import TUESDAY

GRANT = {
    "tiers": ["identity"],
    "days": 7,
    "reason": "complaint",
    "words": "A complaint about it all",
}
FRIDAY = dt.date(2026, 3, 20)
WORDS = "SHE WAS MET AT THE STATION"


@pytest.fixture
def world(app: Flask):
    with time_machine.travel(TUESDAY, tick=True):
        yield factories.world()


@pytest.fixture
def anchor(app: Flask, tmp_path, monkeypatch):
    """Seals are anchored in a place of this test's own, since other databases had theirs."""
    settings = dataclasses.replace(app.config["SETTINGS"], anchor_dir=tmp_path)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return tmp_path


@pytest.fixture
def case(world):
    reference = factories.claimed(world).reference
    writing.note(world.nair, reference, "update", WORDS)
    opening.read(world.nair, reference)
    return reference


def test_an_auditor_reads_who_did_what_and_never_what_it_said(world, seats, case):
    audit = seats.page("audit")
    page = audit.get("/audit").text
    assert "Opened the case" in page
    assert case in page
    for secret in (WORDS, "Kayla", "Marsh,"):
        assert secret not in page
    note = next(
        row for row in record.activity(world.audit, Narrowed()).entries if row.act == "note.update"
    )
    shown = audit.get(f"/audit/entries/{note.id}").text
    assert WORDS not in shown
    assert "What is there now" in shown
    assert note.mac in shown
    found = record.one(world.audit, note.id)
    assert (found.after, found.reasoned) == (("note",), False)
    assert audit.get(f"/cases/{case}").status_code == 404


def test_whom_it_was_told_to_is_said_by_name(world, seats, case):
    """A person is kept by their number, and an agency by its code."""
    grants.give(world.lowe, case, world.audit.user_id, GRANT)
    reading_on = record.activity(world.audit, Narrowed()).entries
    given = next(row for row in reading_on if row.act == "grant.given")
    assert record.one(world.audit, given.id).recipients == (world.audit.name,)


def test_no_act_or_ground_is_told_by_its_code(seats, case):
    """Every act that is written down has words, and so have the grounds and results of the page."""
    written = {
        str(given.value)
        for file in (ROOT / "referrals").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("changed", "looked"))
        for given in call.args[:2]
        if isinstance(given, ast.Constant) and given.value
    }
    assert len(written) > 90
    assert written - set(ACTS) == set()
    assert len(set(LOOKS.values())) == len(LOOKS), "two that read alike would be two lines"

    nair, audit = seats.page("nair"), seats.page("audit")
    assert nair.get("/cases/RP-0000-AA").status_code == 404
    page = audit.get("/audit").text
    assert "Not found, or not theirs to see" in page
    assert "Claimed, now in specialist investigation" in page
    text = re.sub(r"<[^>]*>", " ", page)
    assert not re.search(r"\b[a-z]+_[a-z]+\b|\b404\b|: [a-z]+ read", text)


def test_whom_an_act_told_is_said_by_name(seats, world):
    """People and agencies are numbers and codes in the record; one is outside the service."""
    story = factories.submitted(world)
    factories.shared(world, story, {"identity": "share"})
    task = str(information.ask(world.cole, story.reference, "Who paid?", FRIDAY)["task"])
    information.answer(world.nair, story.reference, task, "A cousin paid")
    conflicts.record(world.lowe, story.reference, "dray@police.example", "They are cousins")
    with writing_down():
        case, gone = factories.row(story), ("home_office_2014",)
        trail.changed(world.nair, "export.taken", case, recipients=gone)

    audit, told = seats.page("audit"), {}
    for entry in record.copied(world.audit, Narrowed(case=story.reference)):
        told.setdefault(entry.act, record.one(world.audit, entry.id).recipients)
        if entry.act == "share.offered":
            assert "Harbour Light" in audit.get(f"/audit/entries/{entry.id}").text
    assert told["share.offered"] == ("Harbour Light",)
    assert told["information.answered"] == ("Single Competent Authority",)
    assert told["case.conflict_recorded"] == ("Dray",)
    assert set(told) <= set(ACTS)
    assert told["export.taken"] == ("Home Office",)
    assert told["case.logged"] == ()


def test_no_list_names_to_an_auditor_a_case_in_which_they_know_somebody(world):
    """Section e, rule 5: neither a list that others read, nor their own grants, nor retention."""
    story, other = factories.claimed(world), factories.claimed(world)
    both = {story.reference, other.reference}
    for one in (story, other):
        grants.give(world.lowe, one.reference, world.audit.user_id, GRANT)
        with writing_down():
            factories.row(one).closed_at = now() - dt.timedelta(days=365 * 150)
        worklists.team_cases(world.lowe, "ppd_child_abuse", Filters(closed=True))

    def named():
        entries = record.activity(world.audit, Narrowed()).entries
        yield {reference for entry in entries for reference in entry.cases}
        yield {row.reference for row in retention.due(world.audit).rows}
        yield {row.reference for row in grants.granted(world.audit)}

    assert list(named()) == [both, both, both]
    factories.conflict(story, world.audit)
    assert all(story.reference not in found for found in named())
    assert record.activity(world.audit, Narrowed(case=story.reference)).entries == ()


def test_each_page_is_a_row_of_its_own(world, case):
    record.activity(world.audit, Narrowed())
    newest = record.activity(world.audit, Narrowed()).entries[0]
    assert (newest.act, newest.who) == ("audit.read", "Audit")
    assert case in newest.cases


def test_filters_name_no_person_and_every_page_follows_the_last(world, seats, case):
    everything = record.copied(world.audit, Narrowed())
    assert [row.at for row in everything] == sorted((r.at for r in everything), reverse=True)
    walked, after = [], None
    with pytest.MonkeyPatch.context() as small:
        small.setattr(record, "PAGE", 4)
        while True:
            page = record.activity(world.audit, Narrowed(case=case, role="ppd_investigator"), after)
            walked += page.entries
            after = page.next
            if after is None:
                break
    assert walked == [
        row for row in everything if row.role == "ppd_investigator" and case in row.cases
    ]
    refused = record.activity(world.audit, Narrowed(kind="refused")).entries
    seats.page("grant").get(f"/cases/{case}")
    assert len(record.activity(world.audit, Narrowed(kind="refused")).entries) == len(refused) + 1
    wrong = seats.page("audit").get("/audit?from=tomorrow&case=nair")
    assert "From must be a date" in wrong.text
    before_time = "0001-01-01T00:00:00%2B14:00~c-case_1-1"
    for after in ("rubbish", before_time, "9999-12-31T23:59:59-14:00~r-case_1-1"):
        further = seats.page("audit").get(f"/audit?after={after}&to=11/3/2026")
        assert further.status_code == 200
        assert 'href="/audit?to=11%2F3%2F2026">Back to the newest' in further.text
    for name, day in (("From", "0001-01-01"), ("To", "9999-12-31")):
        wrong = seats.page("audit").get(f"/audit?{name.lower()}={day}")
        assert (wrong.status_code, f"{name} must be a date" in wrong.text) == (200, True)


def test_a_supervisor_reads_it_of_the_cases_they_see(world, seats, case):
    adult = factories.claimed(world, "adult")
    opening.read(world.osei, adult.reference)
    lowe = record.activity(world.lowe, Narrowed()).entries
    assert lowe
    assert {ref for row in lowe for ref in row.cases} == {case}
    theirs = next(
        row for row in record.activity(world.audit, Narrowed(case=adult.reference)).entries
        if row.act == "case.read"
    )  # fmt: skip
    assert seats.page("lowe").get(f"/audit/entries/{theirs.id}").status_code == 404
    assert seats.page("lowe").post("/audit/verify").status_code in {400, 403}
    for name in ("nair", "grant", "admin", "marsh"):
        assert seats.page(name).get("/audit").status_code == 403


def test_the_check_says_that_it_is_whole_or_where_it_is_not(anchor, world, seats, case):
    audit = seats.page("audit")
    trail.seal(anchor)
    assert "has not been checked yet" in audit.get("/audit").text
    assert audit.fill("/audit/verify").status_code == 303
    assert "The record is intact" in audit.get("/audit").text
    assert integrity.check_daily(anchor) is False

    guard = "ALTER TABLE trail_reads DISABLE TRIGGER ALL"
    lite = db.engine.dialect.name == "sqlite"
    db.session.execute(text("DROP TRIGGER trail_reads_no_update" if lite else guard))
    db.session.execute(text("UPDATE trail_reads SET act = 'case.shown' WHERE act = 'case.read'"))
    db.session.commit()
    try:
        assert integrity.check(world.audit, anchor) == "broken"
        page = audit.get("/audit/verify").text
        assert "trail_reads" in page
        assert "Change nothing, and restart nothing" in page
    finally:
        _mend(lite)


def _mend(lite):
    from referrals.models.trail import guards

    if lite:
        db.session.execute(text(guards("sqlite", "trail_reads")[0]))
    else:
        db.session.execute(text("ALTER TABLE trail_reads ENABLE TRIGGER ALL"))
    db.session.commit()


def test_a_copy_proves_itself_and_there_are_five_a_day(world, seats, case):
    audit = seats.page("audit")
    page = f"/audit?case={case}"
    made = audit.fill(page, to="/audit/export")
    assert made.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(made.data)) as packed:
        table, manifest = packed.read("activity.csv"), json.loads(packed.read("manifest.json"))
    assert hashlib.sha256(table).hexdigest() == manifest["sha256"]
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    assert len(rows) == manifest["rows"] > 3
    assert all(case in row["cases"] for row in rows)
    assert WORDS.encode() not in table
    for _ in range(4):
        assert audit.fill(page, to="/audit/export").status_code == 200
    sixth = audit.fill(page, to="/audit/export")
    assert sixth.status_code == 429
    assert int(sixth.headers["Retry-After"]) > 3600


def test_by_the_api(anchor, seats, case):
    trail.seal(anchor)
    audit = seats.program("audit")
    page = audit.seen("/api/audit", case=case, kind="viewed")
    assert {row["operation"] for row in page["entries"]} == {"consultation"}
    assert audit.seen(f"/api/audit/entries/{page['entries'][0]['id']}")["entry"]["cases"] == [case]
    assert audit.done("/api/audit/verify")["outcome"] == "whole"
    assert audit.done("/api/audit/export")["manifest"]["rows"] > 3
    assert audit.get("/api/audit", kind="people").status_code == 422
    for days in ({"from": "0001-01-01"}, {"to": "9999-12-31"}):
        assert audit.get("/api/audit", **days).status_code == 422
    assert audit.get("/api/audit/entries/c-case_0-1").status_code == 404
    assert seats.program("lowe").post("/api/audit/export").status_code == 403
