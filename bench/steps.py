"""What the rule book costs: one step of the engine, and offering every move of a case.

`python -m bench.steps` prints microseconds and the ratio to a floor taken in the same breath: a
table of the same moves, whose conditions are asked one after the other and nothing else.
"""

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from bench import results
from workflows.engine import NotOffered, Refused, open_moves, take
from workflows.facts import CaseFacts, Mover
from workflows.told import from_json
from workflows.tracks import TRACKS

ROUNDS, TURNS = 12, 40
STEP_GOAL, OFFER_GOAL = 100, 1000
NOW = "2026-07-01T09:30:00+01:00"
LA = {"name": "Coventry", "phone": "024 7601 0101", "email": "duty@coventry.example"}
POLICE = {"kind": "police", "designated_first_responder": True, "owes_duty_to_notify": True}
SUPERVISOR = Mover("ppd_supervisor", team="ppd_child_abuse", assigned=True)


def _history(events: int) -> list[dict[str, object]]:
    """A referral sent and decided, and as many other events before it as make up the number."""
    told = [
        {"kind": "logged", "at": "2026-06-01T08:00:00+01:00"},
        {"kind": "la_referral_made", "at": "2026-06-01T08:40:00+01:00", "la": LA},
        {"kind": "nrm_submitted", "at": "2026-06-02T09:00:00+01:00"},
        {"kind": "rg_decision", "at": "2026-06-09", "outcome": "positive"},
    ]
    kinds = ("victim_update_trigger", "draft_updated", "went_missing", "returned")
    more = ({"kind": kinds[n % 4], "at": "2026-06-01T10:00:00+01:00"} for n in range(events - 4))
    return [*told[:2], *more, *told[2:]]


CHILD = {"now": NOW, "age_band": "child", "ms_indicator": True, "submitting_organisation": POLICE}
ADULT = {**CHILD, "age_band": "adult", "vulnerable_adult": "yes"}
AT_WORK = {"response": "made_safe", "safeguarding": "referred", "investigation": "claimed"}
CASES: dict[str, dict[str, object]] = {
    "a child, just logged": {**CHILD, "tracks": {"investigation": "queued"}},
    "an adult, in draft": {**ADULT, "tracks": {**AT_WORK, "nrm": "draft", "support": "offered"}},
    "a child, decided, 20 events": {
        **CHILD, "tracks": {**AT_WORK, "nrm": "rg_positive", "support": "active"},
        "events": _history(20),
    },
    "a child, decided, 200 events": {
        **CHILD, "tracks": {**AT_WORK, "nrm": "rg_positive", "support": "active"},
        "events": _history(200),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """Microseconds of ours and of the floor; `goal` is for ours."""

    what: str
    case: str
    ours: float
    floor: float
    goal: int

    @property
    def ratio(self) -> float:
        return self.ours / self.floor


def measured() -> Iterator[Figure]:
    """Every figure of this run; the facts are new each time, as they are for each request."""
    for name, told in CASES.items():
        facts = from_json(told)[0]
        steps = [
            _both(facts, lambda each, s=step: _taken(s, each), lambda each, s=step: _asked(s, each))
            for step in _steps(facts)
        ]
        dearest = max(steps, key=lambda pair: pair[0])
        yield Figure("the dearest step", name, *dearest, STEP_GOAL)
        yield Figure(
            "offering every move", name,
            *_both(facts, lambda each: open_moves(each, SUPERVISOR), _asked_all), OFFER_GOAL,
        )  # fmt: skip


def _steps(facts: CaseFacts) -> list[tuple[str, str]]:
    found = open_moves(facts, SUPERVISOR)
    return sorted({(row.track, row.move.code) for row in (*found.open, *found.blocked)})


def _both(
    facts: CaseFacts, ours: Callable[[CaseFacts], Any], floor: Callable[[CaseFacts], Any]
) -> tuple[float, float]:
    """The calmest of some rounds each, taken in turn: a busy machine is busy for both."""
    rounds = [(_round(facts, ours), _round(facts, floor)) for _ in range(ROUNDS)]
    return min(each[0] for each in rounds), min(each[1] for each in rounds)


def _round(facts: CaseFacts, act: Callable[[CaseFacts], Any]) -> float:
    spent = []
    for new in [replace(facts) for _ in range(TURNS)]:
        began = time.perf_counter()
        act(new)
        spent.append(time.perf_counter() - began)
    return median(spent) * 1e6


def _taken(step: tuple[str, str], facts: CaseFacts) -> None:
    """Made, or refused with every reason, which costs as much."""
    with suppress(Refused, NotOffered):
        take(*step, facts, SUPERVISOR)


TABLE = {
    (track.code, state, move.code): move
    for track in TRACKS.values()
    for move in track.moves
    for state in move.sources
}
LEAVING = {
    (track.code, state.code): [m for m in track.moves if state.code in m.sources]
    for track in TRACKS.values()
    for state in track.states
}


def _asked(step: tuple[str, str], facts: CaseFacts) -> list[bool]:
    """The floor: the move looked up, its conditions asked, and no word said."""
    track, code = step
    move = TABLE[track, facts.state(track), code]
    return [gate.holds(facts, SUPERVISOR) for gate in move.gates]


def _asked_all(facts: CaseFacts) -> list[bool]:
    moves = [move for track in TRACKS for move in LEAVING[track, facts.state(track)]]
    return [gate.holds(facts, SUPERVISOR) for move in moves for gate in move.gates]


def lines(figures: list[Figure]) -> Iterator[str]:
    yield "| | case | µs | goal | ratio to the floor |"
    yield "| --- | --- | --- | --- | --- |"
    for row in figures:
        yield f"| {row.what} | {row.case} | {row.ours:.0f} | {row.goal} | {row.ratio:.1f} |"
    python, cores, load = platform.python_version(), os.cpu_count(), os.getloadavg()[0]
    yield ""
    yield (
        f"The calmest of {ROUNDS} medians of {TURNS}. Python {python}, {cores} cores, and a load "
        f"of {load:.1f} while it ran."
    )


def main() -> None:
    text = "\n".join(lines(list(measured())))
    print(text)
    results.put("steps", text)


if __name__ == "__main__":
    main()
