"""Two rule books side by side: each case is judged by its own, and what a move would change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.oldbook import OLD, older
from tests.rules.test_clocks import CHILD, LOGGED, case, found
from workflows import VERSION, engine, versions
from workflows.book import BOOK
from workflows.clocks import clocks
from workflows.explain import explain
from workflows.facts import Mover
from workflows.routing import matched
from workflows.sharing import held
from workflows.stage import path
from workflows.tasks import statutory, wanted
from workflows.upgrading import changes, strangers

NOW = "2026-07-01T10:00"
TRACKS = {"response": "made_safe", "investigation": "claimed"}


@pytest.fixture(scope="module")
def old_book():
    return older()


@pytest.fixture(autouse=True)
def _side_by_side(old_book, monkeypatch):
    monkeypatch.setitem(versions.BOOKS, OLD, old_book)


def facts(version=OLD, now=NOW, **more):
    return case(now, LOGGED, rulebook=version, tracks=TRACKS, **CHILD, **more)


def offered(which):
    return {(row.track, row.move.code) for row in engine.open_moves(which).open}


def test_each_case_is_judged_by_the_book_it_is_pinned_to():
    assert ("response", "hand_over") in offered(facts())
    assert ("response", "hand_over") not in offered(facts(VERSION))
    assert engine.take("response", "hand_over", facts()).to == "handed_over"
    with pytest.raises(engine.Refused):
        engine.take("response", "hand_over", facts(VERSION))
    with pytest.raises(engine.NotOffered):
        engine.take("investigation", "release", facts())


def test_what_books_share_reads_the_table_and_the_tasks_of_the_pinned_one(monkeypatch):
    """Decision 7: guards, triggers, stage and sharing ask the case's own book, as the engine does.

    By the other book nobody investigates a trafficked child, and no statutory task is asked.
    """
    first, *others = BOOK.rules
    tasks = {code: replace(task, statutory=False) for code, task in BOOK.tasks.items()}
    alone = replace(first, pathway="support_only", lead=None, supports=())
    other = replace(BOOK, rules=(alone, *others), tasks=tasks)
    monkeypatch.setitem(versions.BOOKS, "2025.1", other)
    present, pinned = facts(VERSION), facts("2025.1")
    hallam, detective = Mover("response_supervisor"), Mover("ppd_investigator")

    def role_bars(who, which, track, move):
        found = engine.open_moves(which, who).blocked
        return any(
            row.gate == "role"
            for blocked in found if (blocked.track, blocked.move.code) == (track, move)
            for row in blocked.unmet
        )  # fmt: skip

    assert [matched(row).pathway for row in (present, pinned)] == [
        "child_trafficking", "support_only",
    ]  # fmt: skip
    assert [role_bars(hallam, row, "case", "close") for row in (present, pinned)] == [True, False]
    assert [bool(held(detective.role, row)) for row in (present, pinned)] == [True, False]
    assert ["ictg_referral" in wanted(row) for row in (present, pinned)] == [True, False]
    rows = [{clock.id for clock in clocks(row)} for row in (present, pinned)]
    assert ["CLAIM_4H" in ids for ids in rows] == ["NRM_WHY_5D" in ids for ids in rows]
    assert ["CLAIM_4H" in ids for ids in rows] == [True, False]
    started = [{node.code: node.state for node in path(row)} for row in (present, pinned)]
    assert [row["support_outside_nrm"] for row in started] == ["next", "started"]
    adults = [replace(row, age_band="adult", vulnerable_adult="yes") for row in (present, pinned)]
    assert [statutory(row) for row in adults] == [("s42_concern",), ()]
    assert ["s42_concern" in wanted(row) for row in adults] == [True, True]


def test_no_version_is_the_present_one():
    assert versions.book("") is versions.book(VERSION) is BOOK
    assert versions.book_of(facts()) is versions.BOOKS[OLD]


def test_a_version_that_is_not_here_is_said_and_never_replaced():
    with pytest.raises(
        versions.UnknownVersion, match=r"version 1999\.1 .* holds only 2025\.9, 202"
    ):
        versions.book("1999.1")
    with pytest.raises(versions.UnknownVersion):
        engine.open_moves(facts("1999.1"))
    with pytest.raises(versions.UnknownVersion):
        engine.take("response", "hand_over", facts("1999.1"))


def test_clocks_and_route_are_of_the_pinned_book():
    told = explain(facts())
    ids = {clock["id"] for clock in told["clocks"]}

    assert "REVIEW_7D" not in ids
    assert told["route"]["lead"] == "ppd_cse"
    assert [
        c.due for c in clocks(facts(), rows=versions.BOOKS[OLD].clocks) if c.id == "CLAIM_4H"
    ] == [datetime(2026, 7, 1, 15, tzinfo=UTC)]
    assert found(facts(VERSION), "CLAIM_4H")[0].due == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_what_would_change_is_said_of_moves_gates_clocks_and_route():
    said = changes(facts(), VERSION)
    words = {kind: [each.words for each in said if each.kind == kind]
             for kind in ("move", "gate", "clock", "route")}  # fmt: skip

    assert words["move"] == ["“Hand back to the team” becomes possible from here"]
    assert (
        "“Hand over to the specialist team” also waits for: Say whether anyone else is at risk"
        in words["gate"]
    )
    assert words["clock"] == [
        "A clock starts: A supervisor reviews the case (due 8 July 2026)",
    ]
    assert words["route"] == [
        "The rule leads to Child Abuse Team, not CSE Team",
    ]


def test_a_clock_that_runs_keeps_its_time():
    waiting = replace(facts(), tracks={"investigation": "queued"})
    assert [each.words for each in changes(waiting, VERSION) if "Keeps" in each.words] == [
        "Keeps its time, though the new rules would give 1 July 2026, 12:00: "
        "An investigator claims the case (due 1 July 2026, 16:00)"
    ]


def test_the_other_way_it_says_what_ends_and_what_is_over_stays():
    past = facts(VERSION, "2026-07-20T10:00")
    said = [each.words for each in changes(past, OLD)]

    assert "Stays as it is: A supervisor reviews the case (missed, due 8 July 2026)" in said
    running = [each.words for each in changes(facts(VERSION), OLD)]
    assert "A clock stops: A supervisor reviews the case (due 8 July 2026)" in running
    assert any("is no longer possible" in each for each in running)
    assert any("no longer waits for:" in each for each in running)


def test_nothing_changes_between_a_book_and_itself():
    assert changes(facts(VERSION), VERSION) == ()


def test_a_case_that_stands_where_the_new_book_has_no_state_is_named(monkeypatch, old_book):
    response = old_book.tracks["response"]
    without = replace(
        old_book,
        tracks={code: track for code, track in old_book.tracks.items() if code != "response"},
    )
    monkeypatch.setitem(versions.BOOKS, "2025.1", without)

    assert strangers(facts(), VERSION) == ()
    assert strangers(facts(), "2025.1") == (
        f"{response.label} stands at a state that the new rules do not have",
    )
