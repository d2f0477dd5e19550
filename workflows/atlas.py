"""The rule book in rows, for the pages and documents that explain it: nothing is written twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from workflows import eras
from workflows.clocks import ALERTED, ALERTS_RULE
from workflows.clocks.table import ROWS, Row
from workflows.definition import STAY, Guard, Move, Record, Track
from workflows.facts import CaseFacts, Event
from workflows.pathways import CONSEQUENCES, PATHWAYS, Consequence
from workflows.records import RECORDS
from workflows.routing import LABELS, RULES, team_label
from workflows.tracks import TRACKS

LOGGED = "logged"
LOG = "Log a case"
ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class StateLine:
    """A state, and what can be done in it."""

    code: str
    label: str
    begins: bool
    ends: bool
    moves: tuple[str, ...]


@dataclass(frozen=True)
class MoveLine:
    """A move: from where to where, by whom, what must be true, and which clocks it can start."""

    label: str
    sources: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    needs: tuple[Guard, ...]
    clocks: tuple[str, ...]


@dataclass(frozen=True)
class FollowLine:
    """What moves of itself when a fact changes."""

    words: str
    sources: tuple[str, ...]
    to: str


@dataclass(frozen=True)
class TrackPage:
    track: Track
    states: tuple[StateLine, ...]
    moves: tuple[MoveLine, ...]
    follows: tuple[FollowLine, ...]


@dataclass(frozen=True)
class ClockLine:
    """A clock: the acts that can start it, how long it runs and by which rule."""

    what: str
    starts: tuple[str, ...]
    rule: str
    kind: str


@dataclass(frozen=True)
class PathwayLine:
    """A pathway: where its tracks begin, and what it adds to what every closing needs."""

    code: str
    label: str
    begins: Mapping[str, str]
    closes: tuple[Guard, ...]


@dataclass(frozen=True)
class RouteLine:
    """A routing rule: the first that matches decides."""

    number: int
    words: str
    pathway: str
    goes_to: str
    with_it: tuple[str, ...]


@dataclass(frozen=True)
class LawLine:
    """What one legal rule says from a day on; no day is from the beginning."""

    law: str
    since: date | None
    says: str
    source: str


def tracks() -> tuple[TrackPage, ...]:
    return tuple(_page(track) for track in TRACKS.values())


def pathways() -> tuple[PathwayLine, ...]:
    return tuple(
        PathwayLine(
            pathway.code,
            pathway.label,
            {TRACKS[code].label: label(code, state) for code, state in pathway.tracks.items()},
            pathway.closes,
        )
        for pathway in PATHWAYS.values()
    )


def routes() -> tuple[RouteLine, ...]:
    return tuple(
        RouteLine(
            rule.number,
            rule.words,
            PATHWAYS[rule.pathway].label,
            team_label(rule.lead),
            tuple(LABELS[team] for team, _ in rule.supports),
        )
        for rule in RULES
    )


def clocks() -> tuple[ClockLine, ...]:
    """Those of the table, and the alerts before a birthday, which no event starts."""
    lines = [ClockLine(row.what, tuple(_acts(row)), row.rule, row.kind) for row in ROWS]
    return (*lines, ClockLine(ALERTED, (LOG,), ALERTS_RULE, "internal"))


def laws() -> tuple[LawLine, ...]:
    """Every rule that changes on a date, with what it says from each of its days on."""
    return tuple(
        LawLine(
            eras.LAWS[row.rule],
            None if row.valid_from == eras.BEGINNING else row.valid_from,
            eras.said(row),
            row.source,
        )
        for row in eras.ROWS
    )


def label(track: str, state: str) -> str:
    """What a state is called."""
    return next(each.label for each in TRACKS[track].states if each.code == state)


def _page(track: Track) -> TrackPage:
    return TrackPage(
        track=track,
        states=tuple(
            StateLine(
                state.code,
                state.label,
                state.code == track.start,
                state.terminal,
                tuple(dict.fromkeys(m.label for m in track.moves if state.code in m.sources)),
            )
            for state in track.states
        ),
        moves=tuple(_move(track, move) for move in track.moves),
        follows=tuple(
            FollowLine(row.words, _labels(track, row.stands), _led_to(row))
            for row in CONSEQUENCES
            if row.track == track.code
        ),
    )


def _led_to(row: Consequence) -> str:
    return row.done if row.to == STAY else label(row.track, row.to)


def _move(track: Track, move: Move) -> MoveLine:
    return MoveLine(
        label=move.label,
        sources=_labels(track, move.sources),
        to="" if move.to == STAY else label(track.code, move.to),
        by=tuple(sorted(move.by)),
        needs=move.gates,
        clocks=tuple(row.what for row in ROWS if _starts(row, move)),
    )


def _labels(track: Track, codes: frozenset[str]) -> tuple[str, ...]:
    return tuple(state.label for state in track.states if state.code in codes)


def _acts(row: Row) -> Iterator[str]:
    """What people press, in the words they press it by."""
    if LOGGED in row.starts.kinds:
        yield LOG
    acts: list[Move | Record] = [move for track in TRACKS.values() for move in track.moves]
    acts += RECORDS.values()
    yield from dict.fromkeys(act.label for act in acts if _starts(row, act))


def _starts(row: Row, act: Move | Record) -> bool:
    """A decision starts the clocks of the outcome it leads to."""
    kind = act.event if isinstance(act, Record) else act.records
    if kind not in row.starts.kinds:
        return False
    if row.starts.outcome is None or isinstance(act, Record):
        return True
    letter = Event(kind, ANY_DAY, detail={"outcome": row.starts.outcome})
    return act.applies(CaseFacts(ANY_DAY, events=(letter,)))
