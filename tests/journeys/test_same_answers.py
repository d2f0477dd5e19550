"""The pages and the API say of a case what `explain` says of it, in the same words."""

import datetime as dt
from html import unescape

import pytest
import time_machine
from flask import Flask

from referrals.seed import teller
from tests import factories, telling
from tests.factories import TUESDAY, World
from workflows.routing import team_label
from workflows.stage import STAGES
from workflows.tracks import TRACKS

LABELS = {(code, move.code): move.label for code, track in TRACKS.items() for move in track.moves}


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return factories.world()


def drafted(world):
    """An adult who said no, in draft: six days have gone, and clocks with them."""
    story = factories.claimed(world, "adult")
    factories.move(world.osei, story, "nrm", "draft")
    teller.consent(story, given=False)
    return story


def decided(outcome, kind="trafficked_child"):
    def live(world):
        story = factories.submitted(world, kind)
        day = dt.date(2026, 3, 10)
        factories.move(world.cole, story, "nrm", "record_rg", at=day, outcome=outcome)
        return story

    return live


def missing(world):
    story = factories.submitted(world)
    factories.record(
        world.nair, story, "went_missing", at=dt.datetime(2026, 3, 10, 8, tzinfo=dt.UTC)
    )
    return story


def kept_safe(world):
    """With the authority's answer, an arrest, and a crime on record."""
    story = factories.claimed(world)
    teller.start(story)
    teller.social_work(story, world.adeyemi)
    story.records(world.nair, "victim_update_trigger", what="arrest", at=story.at)
    story.records(world.nair, "crime_reported", crime_reference="20/1/26", at=story.at)
    return story


LIVES = {
    "a child, logged": (factories.log, "okafor"),
    "cse, safe": (lambda world: factories.safe(world, "cse"), "quayle"),
    "a child, kept safe": (kept_safe, "nair"),
    "an adult, for the supervisor": (drafted, "larch"),
    "a child, missing": (missing, "nair"),
    "a child, yes": (decided("positive"), "nair"),
    "an adult, no": (decided("negative", "adult"), "osei"),
    "support only": (lambda world: factories.log(world, "support_only"), "abara"),
}


@pytest.fixture(params=LIVES)
def asked(request, seats, tmp_path, capsys):
    """One case as the API shows it, as its pages do, and as the command answers."""
    live, who = LIVES[request.param]
    world = seats.world
    story = live(world)
    facts = telling.told(story.reference, world.actors[who])
    said = telling.answered(facts, tmp_path, capsys)
    case = f"/cases/{story.reference}"
    program = seats.program(who)
    assert program.done("/api/explain", facts) == said
    pages = [seats.page(who).get(f"{case}{tab}") for tab in ("", "/steps")]
    assert [page.status_code for page in pages] == [200, 200]
    return said, program.seen(f"/api{case}"), unescape(" ".join(page.text for page in pages))


def test_the_same_case_has_the_same_answers(asked):
    said, shown, words = asked
    same_place(said, shown, words)
    same_moves(said, shown, words)
    same_clocks(said, shown, words)


def same_place(said, shown, words):
    route = said["route"]
    assert (shown["stage"], shown["stage_label"]) == (said["stage"], STAGES[said["stage"]])
    assert shown["stage_label"] in words
    assert shown["routing"]["rule"] == route["rule"]
    assert shown["routing"]["rule_team"] == team_label(route["lead"])
    assert shown["because"] == route["because"]
    assert route["because"][1:] in words  # there it begins a sentence
    authority = (shown["nrm"] or {}).get("competent_authority", "")
    assert authority == (said["competent_authority"] or "")


def same_moves(said, shown, words):
    """All that is open, and all that waits for something other than another role, with why."""
    free = {(row["track"], row["move"]) for row in said["moves"]["open"]}
    held = {
        (row["track"], row["move"]): [tuple(unmet.values()) for unmet in row["unmet"]]
        for row in said["moves"]["blocked"]
        if all(unmet["gate"] != "role" for unmet in row["unmet"])
    }  # fmt: skip
    links = {(row["track"], row["code"]): row for row in shown["moves"]}
    assert {step for step, row in links.items() if row["ready"]} == free
    assert {
        step: [(left["gate"], left["words"], left["why"]) for left in row["left"]]
        for step, row in links.items()
        if not row["ready"]
    } == held
    for step, row in links.items():
        assert row["label"] == LABELS[step]
        assert row["label"] in words, step
    for rows in held.values():
        assert all(told in words for _, told, _ in rows)


KEPT = (
    "CLAIM_4H", "SAFEGUARD_24H", "NRM_WHY_5D", "LA_DECISION", "CHILD_ASSESS", "ICPC", "STRATEGY_1D",
)  # fmt: skip
"""Met by what a track shows: told it later, nobody can say it was in time; seen, it is kept."""


def same_clocks(said, shown, words):
    ours = sorted(
        (row["code"], row["due_day"] or row["due"], row["state"]) for row in shown["clocks"]
    )
    theirs = sorted(
        (row["id"], due(row["due"]), row["state"]) for row in said["clocks"] if row["id"] != "AGE18"
    )  # alerts of a birthday that is years away are not shown
    assert [row[:2] for row in ours] == [row[:2] for row in theirs]
    for (code, _, state), (_, _, told) in zip(ours, theirs, strict=True):
        assert state == told or (code in KEPT and (state, told) == ("met", "missed")), code
    assert all(row["what"] in words for row in shown["clocks"])


def due(told):
    """A day as it is, and an instant in UTC, as the API writes one."""
    if "T" not in told:
        return told
    return dt.datetime.fromisoformat(told).astimezone(dt.UTC).isoformat()
