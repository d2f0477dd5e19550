"""Who did and who saw what: one row each, in chains that never fork, or nothing happens at all."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select, text

from referrals import trail
from referrals.actor import Actor
from referrals.db import act, db, reading, writing
from referrals.errors import NotFound, TrailUnavailable
from referrals.models import (
    Area,
    Case,
    Organisation,
    TrailChange,
    TrailHead,
    TrailIndex,
    TrailRead,
    TrailSeal,
    TrailValue,
    User,
)
from referrals.trail.rows import code, lines

AT = dt.datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=dt.UTC)
KIM = Actor(7, "Kim", "ppd_supervisor", 3, "police", request="req-1")
LEE = Actor(8, "Lee", "ngo_support_worker", 4, "ngo", request="req-2")
CASE = Case(id=12, reference="RP-1204-KT", rulebook="2025.3")


def change(actor: Actor | None = KIM, **said: Any) -> None:
    with writing():
        trail.changed(actor, "investigation.claim", said.pop("case", CASE), **said)


def look(*references: str, actor: Actor = KIM, single: bool = False, **said: Any) -> None:
    cases = [(int(reference[3:7]), reference) for reference in references]
    trail.looked(actor, "case.read", cases, ("identity", "contact"), single=single, **said)


@act
def claim_refused() -> None:
    """An act that recorded itself and was then refused."""
    trail.changed(KIM, "investigation.claim", CASE, reason="x")
    raise NotFound


@act
def add_area() -> None:
    db.session.add(Area(code="north", name="Northside"))
    trail.changed(KIM, "areas.add", CASE, reason="x")


def rows(model: type) -> list[Any]:
    return list(db.session.scalars(select(model).order_by(model.chain, model.seq)))


@contextmanager
def failing(statement: str) -> Iterator[None]:
    """Make the database refuse what begins so, as a full disk or a withdrawn right would."""

    def refuse(_connection: Any, _cursor: Any, sent: str, *_rest: Any) -> tuple[str, Any]:
        return ("INSERT INTO nowhere VALUES (1)" if sent.startswith(statement) else sent), _rest[0]

    event.listen(db.engine, "before_cursor_execute", refuse, retval=True)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)


@pytest.fixture
def whole(app: Flask, tmp_path: Path) -> Iterator[Callable[[], trail.Report]]:
    """Reads the trail again, and does so once more when the test ends: it must be whole."""

    def verify() -> trail.Report:
        return trail.verify(tmp_path)

    yield verify
    assert trail.seal(tmp_path) >= 0
    assert trail.verify(tmp_path).broken is None


@pytest.mark.usefixtures("whole")
class TestChanges:
    def test_say_who_did_what_when_and_why(self):
        with time_machine.travel(AT, tick=False):
            change(
                tiers=("nrm_decision", "identity"),
                reason_code="risk_of_harm",
                recipients=(4, 5),
                basis="lead",
                operation="disclosure",
            )

        [row] = rows(TrailChange)
        assert (row.chain, row.seq, row.at) == ("case:12", 1, AT)
        assert (row.act, row.operation) == ("investigation.claim", "disclosure")
        assert (row.actor_id, row.organisation_id, row.role) == (7, 3, "ppd_supervisor")
        assert (row.request, row.cases, row.tiers) == (
            "req-1",
            "RP-1204-KT",
            "identity,nrm_decision",
        )
        assert (row.basis, row.recipients, row.reason_code) == ("lead", "4,5", "risk_of_harm")
        assert (row.rulebook, row.digest, row.key_id) == ("2025.3", "", 1)
        assert row.prev == "0" * 64
        assert len(row.mac) == 64

    def test_follow_one_another_in_the_chain_of_their_case(self):
        other = Case(id=13, reference="RP-1305-KT", rulebook="2026.1")
        for case in (CASE, other, CASE):
            change(case=case)

        found = rows(TrailChange)
        assert [(row.chain, row.seq) for row in found] == [
            ("case:12", 1),
            ("case:12", 2),
            ("case:13", 1),
        ]
        assert found[1].prev == found[0].mac

    def test_without_a_case_stand_in_the_chain_of_their_actor(self):
        change(case=None)
        change(case=None, actor=None)

        found = rows(TrailChange)
        assert [(row.chain, row.actor_id, row.role) for row in found] == [
            ("nobody", 0, "nobody"),
            ("user:7", 7, "ppd_supervisor"),
        ]

    def test_keep_before_after_and_the_reason_sealed_aside(self):
        change(before={"state": "queued"}, after={"state": "held"}, reason="Mrs Okafor asked")

        [row] = rows(TrailChange)
        assert trail.words(row.digest) == {
            "before": {"state": "queued"},
            "after": {"state": "held"},
            "reason": "Mrs Okafor asked",
        }
        assert trail.words("") == {}

    def test_of_the_same_words_cannot_be_told_to_be_the_same(self):
        change(reason="no")
        change(reason="no")

        first, second = rows(TrailChange)
        assert first.digest != second.digest

    def test_put_no_word_in_clear_in_any_table(self):
        change(before={"name": "Okafor"}, after={"name": "Okonkwo"}, reason="Okeke said so")
        look("RP-1204-KT")
        trail.refused(KIM, "case.read", "Okoro", "no_such_case", 404)

        tables = [row[0] for row in db.session.execute(text(TABLES[db.engine.dialect.name]))]
        dump = str([db.session.execute(select("*").select_from(text(t))).all() for t in tables])
        assert len(tables) == 7
        assert "RP-1204-KT" in dump
        assert "Ok" not in dump

    def test_are_undone_with_their_act(self):
        with pytest.raises(NotFound):
            claim_refused()

        assert rows(TrailChange) == []
        assert db.session.scalar(select(func.count()).select_from(TrailValue)) == 0

    @pytest.mark.parametrize(
        "statement",
        ["SELECT trail_heads", "INSERT INTO trail_changes", "INSERT INTO trail_values", "UPDATE"],
    )
    def test_that_cannot_be_recorded_do_not_happen(self, statement):
        with failing(statement), pytest.raises(TrailUnavailable):
            add_area()

        assert db.session.scalar(select(func.count()).select_from(Area)) == 0

    def test_cost_four_statements_and_one_more_for_words(self, query_count):
        change()
        change(reason="warm")
        with query_count() as plain:
            change()
        with query_count() as worded:
            change(reason="x")

        assert len([one for one in plain if not one.startswith("BEGIN")]) == 4
        assert len([one for one in worded if not one.startswith("BEGIN")]) == 5


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'trail%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE tablename LIKE 'trail%'",
}


@pytest.mark.usefixtures("whole")
class TestLooking:
    def test_at_one_case_stands_in_that_case_s_own_chain(self):
        look("RP-1204-KT", single=True, basis="lead")

        [row] = rows(TrailRead)
        assert (row.chain, row.cases, row.tiers, row.basis, row.operation) == (
            "case:1204",
            "RP-1204-KT",
            "contact,identity",
            "lead",
            "consultation",
        )
        assert db.session.scalar(select(func.count()).select_from(TrailIndex)) == 0

    def test_at_a_list_is_one_row_with_an_index_row_for_each_case(self):
        look("RP-1204-KT", "RP-1305-KT", "RP-1204-KT", operation="disclosure", recipients=(9,))

        [row] = rows(TrailRead)
        assert (row.chain, row.cases) == ("user:7", "RP-1204-KT,RP-1305-KT")
        assert (row.operation, row.recipients) == ("disclosure", "9")
        index = db.session.scalars(select(TrailIndex).order_by(TrailIndex.position))
        assert [(one.chain, one.seq, one.reference) for one in index] == [
            ("user:7", 1, "RP-1204-KT"),
            ("user:7", 1, "RP-1305-KT"),
        ]

    def test_at_an_empty_list_is_recorded_too(self):
        look()

        assert [row.cases for row in rows(TrailRead)] == [""]

    def test_is_committed_before_it_returns(self):
        look("RP-1204-KT")
        db.session.rollback()

        assert len(rows(TrailRead)) == 1

    def test_writes_what_belongs_to_the_moment_in_the_same_transaction(self):
        look("RP-1204-KT", also=lambda: db.session.add(Area(code="north", name="Northside")))

        assert db.session.scalar(select(func.count()).select_from(Area)) == 1

    def test_that_cannot_be_recorded_shows_nothing_and_keeps_nothing(self):
        with failing("INSERT INTO trail_reads"), pytest.raises(TrailUnavailable):
            look("RP-1204-KT", also=lambda: db.session.add(Area(code="north", name="Northside")))

        assert db.session.scalar(select(func.count()).select_from(Area)) == 0
        assert rows(TrailRead) == []

    def test_is_not_recorded_if_what_belongs_to_the_moment_is_refused(self):
        def ended() -> None:
            raise NotFound

        with pytest.raises(NotFound):
            look("RP-1204-KT", also=ended)

        assert rows(TrailRead) == []

    def test_takes_no_write_lock_while_a_page_is_read(self):
        with reading():
            assert rows(TrailRead) == []
        look("RP-1204-KT")

    def test_of_one_case_costs_three_statements(self, query_count):
        look("RP-1204-KT", single=True)
        with query_count() as sent:
            look("RP-1204-KT", single=True)

        assert len([one for one in sent if not one.startswith("BEGIN")]) == 3


@pytest.mark.usefixtures("whole")
class TestRefusals:
    def test_of_hidden_and_absent_cases_are_alike_in_the_chain_of_who_asked(self):
        trail.refused(LEE, "case.read", "RP-1204-KT", "not_found", 404)
        trail.refused(LEE, "case.read", "RP-9999-KT", "not_found", 404)

        first, second = rows(TrailRead)
        assert (first.chain, first.operation, first.basis) == ("user:8", "refusal", "404")
        assert (first.cases, second.cases) == ("RP-1204-KT", "RP-9999-KT")
        assert (first.reason_code, first.request) == ("not_found", "req-2")

    def test_of_nobody_share_one_chain(self):
        trail.refused(None, "case.read", "", "no_session", 401, request="req-9")

        [row] = rows(TrailRead)
        assert (row.chain, row.actor_id, row.organisation_id) == ("nobody", 0, 0)
        assert (row.role, row.request) == ("nobody", "req-9")

    def test_name_both_cases_that_were_to_be_compared(self):
        trail.refused(LEE, "linking.compare", "RP-1204-KT,RP-1305-KT", "not_found", 404)

        assert [row.cases for row in rows(TrailRead)] == ["RP-1204-KT,RP-1305-KT"]

    @pytest.mark.parametrize(
        "typed",
        ["Amara Okoro", "RP-1204-KT,Amara", "RP-1204-KT,RP-1305-KT,RP-1406-KT", "rp-1204-kt", ""],
    )
    def test_keep_nothing_that_is_no_reference(self, typed):
        trail.refused(LEE, "case.read", typed, "not_found", 404)

        assert [row.cases for row in rows(TrailRead)] == [""]

    def test_outlive_the_act_that_was_refused(self):
        with pytest.raises(NotFound):
            claim_refused()
        trail.refused(LEE, "investigation.claim", "RP-1204-KT", "not_found", 404)

        assert (len(rows(TrailChange)), len(rows(TrailRead))) == (0, 1)


class TestWhoHasSeenThis:
    @pytest.fixture(autouse=True)
    def _people(self, app: Flask) -> None:
        at = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
        with writing():
            db.session.add(Area(code="north", name="Northside"))
            for actor, name in ((KIM, "Police"), (LEE, "Harbour House")):
                number = actor.organisation_id
                db.session.add(
                    Organisation(id=number, code=name, name=name, kind=actor.organisation_kind)
                )
                db.session.flush()
                db.session.add(
                    User(
                        id=actor.user_id,
                        email=f"{actor.name}@example.test",
                        name=actor.name,
                        role=actor.role,
                        organisation_id=number,
                        created_at=at,
                    )
                )
            db.session.flush()
            for number in (1204, 1305):
                db.session.add(
                    Case(
                        id=number,
                        reference=f"RP-{number}-KT",
                        rulebook="2026.1",
                        stage="initial_response",
                        opened_at=at,
                        updated_at=at,
                        logged_by_id=KIM.user_id,
                        area="north",
                        pathway="support_only",
                        rule=1,
                        because="x",
                        age_band="adult",
                    )
                )

    def test_finds_those_who_opened_it_before_those_shown_it_in_a_list(self):
        for minute, lookup in enumerate(
            (
                lambda: look("RP-1204-KT", single=True, basis="lead"),
                lambda: look("RP-1305-KT", "RP-1204-KT", actor=LEE),
                lambda: look("RP-1305-KT", actor=LEE),
                lambda: trail.refused(LEE, "case.read", "RP-1204-KT", "not_found", 404),
            )
        ):
            with time_machine.travel(AT + dt.timedelta(minutes=minute), tick=False):
                lookup()

        assert trail.lookers(1204) == (
            trail.Looker(
                AT,
                7,
                "Kim",
                "Police",
                "ppd_supervisor",
                "case.read",
                "consultation",
                ("contact", "identity"),
                "lead",
            ),
            trail.Looker(
                AT + dt.timedelta(minutes=1),
                8,
                "Lee",
                "Harbour House",
                "ngo_support_worker",
                "case.read",
                "consultation",
                ("contact", "identity"),
                "",
            ),
        )

    def test_nobody_hides_what_another_did_by_looking_again(self):
        """Many looks of one person, in one way and on one day, are one line of a page."""
        moments = [AT, *(AT + dt.timedelta(hours=1, minutes=minute) for minute in range(3))]
        for moment in (*moments, AT + dt.timedelta(days=1)):
            with time_machine.travel(moment, tick=False):
                look("RP-1204-KT", single=moment == AT)
                look("RP-1204-KT", actor=LEE)

        found = [(one.name, one.at, one.times) for one in trail.lookers(1204)]
        assert found == [
            ("Kim", AT, 1),
            ("Kim", AT + dt.timedelta(days=1), 1),
            ("Lee", AT + dt.timedelta(days=1), 1),
            ("Kim", moments[-1], 3),
            ("Lee", moments[-1], 4),
        ]
        pages = [*trail.lookers(1204, 0, 2), *trail.lookers(1204, 2, 3)]
        assert pages == list(trail.lookers(1204))
        assert trail.lookers(1305) == ()

    def test_what_reads_the_same_is_one_line_of_a_day_in_england(self):
        """In summer a day begins at 23:00 UTC; of what was seen the line names all."""
        midnight = dt.datetime(2026, 6, 10, 23, tzinfo=dt.UTC)
        seen = (("identity",), ("identity", "contact"), ())
        for minutes, tiers in zip((-1, 0, 600), seen, strict=True):
            with time_machine.travel(midnight + dt.timedelta(minutes=minutes), tick=False):
                trail.looked(KIM, "nrm.section_read", [(1204, "RP-1204-KT")], tiers, single=True)

        late, early = trail.lookers(1204)
        assert (late.at, late.times) == (midnight + dt.timedelta(minutes=600), 2)
        assert late.tiers == ("contact", "identity")
        assert (early.times, early.tiers) == (1, ("identity",))


class TestManyWriters:
    def test_of_one_chain_make_no_fork_and_no_gap(self, app, whole):
        on_sqlite = db.engine.dialect.name == "sqlite"  # where eight is all that a service has
        writers, each = (8, 24) if on_sqlite else (32, 25)

        def write(_number: int) -> None:
            with app.app_context():
                for _ in range(each):
                    change(reason="x")

        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write, range(writers)))

        found = rows(TrailChange)
        assert [row.seq for row in found] == list(range(1, writers * each + 1))
        assert [row.prev for row in found[1:]] == [row.mac for row in found[:-1]]
        assert whole().rows == writers * each

    def test_and_sealers_at_once_leave_it_whole(self, app, whole, tmp_path):
        def write(number: int) -> None:
            with app.app_context():
                for turn in range(6):
                    look(f"RP-12{number % 5:02}-KT", single=turn % 2 == 0)
                    if number % 4 == 0:
                        trail.seal(tmp_path)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write, range(8)))

        trail.seal(tmp_path)
        assert whole().ok
        lines = (tmp_path / "trail.jsonl").read_text().splitlines()
        assert [json.loads(line)["number"] for line in lines] == list(range(1, len(lines) + 1))


class TestSealing:
    def test_lists_what_grew_and_chains_to_the_seal_before(self, whole, tmp_path):
        change()
        change()
        look("RP-1204-KT")
        assert trail.seal(tmp_path) == 1
        change()
        assert trail.seal(tmp_path) == 1
        assert trail.seal(tmp_path) == 0

        first, second = db.session.scalars(select(TrailSeal).order_by(TrailSeal.number))
        assert (first.chains, first.rows, second.chains, second.rows) == (2, 3, 1, 1)
        assert second.prev == first.mac
        report = whole()
        assert (report.ok, report.rows, report.seals) == (True, 4, 2)

    def test_is_anchored_by_a_line_outside_the_database(self, app, tmp_path):
        with time_machine.travel(AT, tick=False):
            change()
            trail.seal(tmp_path)

        [line] = (tmp_path / "trail.jsonl").read_text().splitlines()
        mac = db.session.scalar(select(TrailSeal.mac))
        assert json.loads(line) == {
            "number": 1,
            "mac": mac,
            "chains": 1,
            "rows": 1,
            "at": "2026-03-29 00:59:59.123456",
        }

    def test_anchors_what_a_dead_worker_left(self, app, tmp_path):
        for _ in range(3):
            change()
            trail.seal(tmp_path)
        anchor = tmp_path / "trail.jsonl"
        whole = anchor.read_bytes()
        first, second, _third = whole.splitlines(keepends=True)
        anchor.write_bytes(first + second[:-1])

        assert trail.verify(tmp_path).ok
        trail.seal(tmp_path)
        assert anchor.read_bytes() == whole

    def test_begins_a_new_anchor_at_the_first_seal(self, app, tmp_path):
        change()
        trail.seal(tmp_path)
        (tmp_path / "moved").mkdir()
        trail.seal(tmp_path / "moved")

        assert trail.verify(tmp_path / "moved").ok
        assert trail.verify(tmp_path / "moved" / "trail.jsonl").ok

    def test_takes_many_chains_in_several_seals(self, app, tmp_path, monkeypatch):
        monkeypatch.setattr("referrals.trail.sealing.AT_ONCE", 2)
        for number in range(5):
            change(case=Case(id=number, reference=f"RP-120{number}-KT", rulebook="2026.1"))

        assert trail.seal(tmp_path) == 3
        assert trail.verify(tmp_path).ok


class TestBinding:
    def test_reads_no_two_lists_of_values_alike(self):
        signs = ("", "a", "\n", "\\", "\\n", "a\n", "\na", "\\\n")
        lists = [list(values) for size in (1, 2, 3) for values in product(signs, repeat=size)]

        assert len({lines(values) for values in lists}) == len(lists)

    def test_keeps_codes_of_different_things_and_keys_apart(self):
        codes = {code(key, kind, ["a"]) for key in (b"k" * 32, b"l" * 32) for kind in "ab"}

        assert len(codes) == 4


class TestVerifying:
    def test_finds_an_empty_trail_whole(self, app, tmp_path):
        assert trail.verify(tmp_path) == trail.Report(rows=0, seals=0)

    def test_could_not_run_without_the_anchor_of_a_sealed_trail(self, app, tmp_path):
        change()
        trail.seal(tmp_path)
        (tmp_path / "elsewhere").mkdir()

        for anchor in (tmp_path / "elsewhere", tmp_path / "nothing.jsonl"):
            with pytest.raises(trail.CouldNotRun, match="no anchor"):
                trail.verify(anchor)

    def test_could_not_run_without_the_tables(self, app, tmp_path):
        with (
            failing("SELECT"),
            pytest.raises(trail.CouldNotRun, match="could not be read"),
        ):
            trail.verify(tmp_path)

    @pytest.mark.parametrize("years", [1, 2, 10, 40])
    def test_holds_no_time_bomb(self, whole, years):
        with time_machine.travel(AT.replace(year=AT.year + years)):
            change(reason="x")
            look("RP-1204-KT")
            assert whole().rows == 2

    def test_keeps_a_microsecond_in_any_zone_the_session_is_in(self, app, whole):
        with time_machine.travel(AT, tick=False):
            change()
        if db.engine.dialect.name == "postgresql":
            name = db.engine.url.database
            db.session.execute(text(f"ALTER DATABASE {name} SET timezone = 'Asia/Kathmandu'"))
            db.session.commit()
            db.engine.dispose()
        try:
            assert whole().ok
            assert rows(TrailChange)[0].at == AT
        finally:
            if db.engine.dialect.name == "postgresql":
                db.session.rollback()
                db.session.execute(text(f"ALTER DATABASE {name} RESET timezone"))
                db.session.commit()
                db.engine.dispose()

    def test_a_head_is_never_left_without_a_row(self, whole):
        with pytest.raises(NotFound):
            claim_refused()

        assert db.session.scalar(select(func.count()).select_from(TrailHead)) == 0
