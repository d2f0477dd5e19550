"""What would change for one case under another version of the rules, said before it is moved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflows import engine
from workflows.clocks import Clock, clocks
from workflows.facts import LONDON, CaseFacts
from workflows.routing import route, team_label
from workflows.versions import book
from workflows.working_time import NONE_LATER

KEPT = frozenset({"met", "missed"})


@dataclass(frozen=True)
class Change:
    """One difference: of a move, a gate, a clock or the route, in words for whoever decides."""

    kind: str
    words: str


def changes(
    facts: CaseFacts, to: str, extra_holidays: frozenset[date] = NONE_LATER
) -> tuple[Change, ...]:
    """Everything that would change if a case moved to version `to`; what is over stays (R22)."""
    under = replace(facts, rulebook=to)
    return (
        *(Change("move", words) for words in _moves(facts, under)),
        *(Change("gate", words) for words in _gates(facts, under)),
        *(Change("clock", words) for words in _clocks(facts, under, extra_holidays)),
        *(Change("route", words) for words in _route(facts, under)),
    )


def strangers(facts: CaseFacts, to: str) -> tuple[str, ...]:
    """Where the case stands that version `to` does not know: it could not go on from there."""
    tracks = book(to).tracks
    return tuple(
        f"{track.label} stands at a state that the new rules do not have"
        for track in book(facts.rulebook).tracks.values()
        if track.code not in tracks
        or facts.state(track.code) not in {state.code for state in tracks[track.code].states}
    )


Conditions = dict[tuple[str, str], tuple[str, frozenset[str]]]


def _offered(facts: CaseFacts) -> Conditions:
    """Each move from where the tracks stand: its words, and what it still waits for."""
    found = engine.open_moves(facts)
    return {(row.track, row.move.code): (row.move.label, frozenset()) for row in found.open} | {
        (row.track, row.move.code): (row.move.label, frozenset(each.words for each in row.unmet))
        for row in found.blocked
    }


def _moves(before: CaseFacts, after: CaseFacts) -> Iterator[str]:
    old, new = _offered(before), _offered(after)
    yield from (f"“{new[key][0]}” becomes possible from here" for key in new if key not in old)
    yield from (f"“{old[key][0]}” is no longer possible" for key in old if key not in new)


def _gates(before: CaseFacts, after: CaseFacts) -> Iterator[str]:
    old, new = _offered(before), _offered(after)
    for key in (each for each in new if each in old):
        label = new[key][0]
        for words in sorted(new[key][1] - old[key][1]):
            yield f"“{label}” also waits for: {words}"
        for words in sorted(old[key][1] - new[key][1]):
            yield f"“{label}” no longer waits for: {words}"


def _clocks(before: CaseFacts, after: CaseFacts, extra: frozenset[date]) -> Iterator[str]:
    old = {each.key: each for each in clocks(before, extra, book(before.rulebook).clocks)}
    new = {each.key: each for each in clocks(after, extra, book(after.rulebook).clocks)}
    yield from (f"A clock starts: {_said(new[key])}" for key in new if key not in old)
    for key, clock in old.items():
        if key not in new:
            over = clock.state in KEPT
            yield f"{'Stays as it is' if over else 'A clock stops'}: {_said(clock)}"
        elif new[key].due != clock.due and clock.state not in KEPT:
            due = _day(new[key])
            yield f"Keeps its time, though the new rules would give {due}: {_said(clock)}"


def _said(clock: Clock) -> str:
    over = f"{clock.state}, " if clock.state in KEPT else ""
    return f"{clock.what} ({over}due {_day(clock)})"


def _day(clock: Clock) -> str:
    if isinstance(clock.due, datetime):
        return clock.due.astimezone(LONDON).strftime("%-d %B %Y, %H:%M")
    return clock.due.strftime("%-d %B %Y")


def _route(before: CaseFacts, after: CaseFacts) -> Iterator[str]:
    old, new = route(before), route(after)
    if old.lead != new.lead:
        yield f"The rule leads to {team_label(new.lead)}, not {team_label(old.lead)}"
    for team in sorted(new.supporting - old.supporting):
        yield f"{team_label(team)} supports"
    for team in sorted(old.supporting - new.supporting):
        yield f"{team_label(team)} is not asked to support"
    if old.pathway != new.pathway:
        yield "The pathway changes, and with it what a closing needs"
