"""The rule book as one thing; whoever imports the engine imports this, and an unsound book fails.

Each track, record and question is refused by itself where it is defined; here, what holds only
between them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from workflows import eras
from workflows.clocks import MET_BY_HAND
from workflows.clocks.table import ROWS, Row
from workflows.definition import Guard, Move, Record, Track, Unsound, reachable
from workflows.facts import CaseFacts
from workflows.guards.closing import CLOSE, SETTLED
from workflows.guards.deciding import DECIDED
from workflows.pathways import CONSEQUENCES, PATHWAYS, Consequence, Pathway
from workflows.records import RECORDS
from workflows.routing import RULES, Rule
from workflows.tasks import BY_CODE, Task
from workflows.tracks import TRACKS

__all__ = ["BOOK", "RECORDS", "TRACKS", "Book", "sound"]

OF_THE_SERVICE = frozenset({"logged", "turned_18", "task_done", MET_BY_HAND})
"""Events that no move and no record writes down: the service does, as they happen."""

FIXES = frozenset({"", "nrm", "tasks"})
ANY_DAY = CaseFacts(datetime(2026, 1, 1, tzinfo=UTC))
EXAMPLES: Mapping[str, CaseFacts] = {
    "cse": replace(ANY_DAY, age_band="child", ms_indicator=False, sexual_exploitation=True),
    "child_trafficking": replace(ANY_DAY, age_band="child", ms_indicator=True),
    "adult_modern_slavery": replace(ANY_DAY, age_band="adult", ms_indicator=True),
    "related_offence": replace(
        ANY_DAY, age_band="adult", ms_indicator=False, offence_suspected=True
    ),
    "support_only": replace(ANY_DAY, age_band="adult", ms_indicator=False, offence_suspected=False),
}
"""One case of each pathway, to ask whether it could ever be closed."""


@dataclass(frozen=True)
class Book:
    """Everything that must fit together."""

    tracks: Mapping[str, Track]
    records: Mapping[str, Record]
    pathways: Mapping[str, Pathway]
    rules: tuple[Rule, ...]
    tasks: Mapping[str, Task]
    clocks: tuple[Row, ...]
    consequences: tuple[Consequence, ...]
    laws: tuple[eras.Row, ...] = eras.ROWS

    @property
    def moves(self) -> list[tuple[str, Move]]:
        return [(track.code, move) for track in self.tracks.values() for move in track.moves]


def sound(book: Book) -> Book:
    """The book itself, or Unsound with the first thing in it that does not fit."""
    for fault in _faults(book):
        raise Unsound(fault)
    return book


def _faults(book: Book) -> Iterator[str]:
    yield from _acts(book)
    yield from _clocks(book)
    yield from _tasks(book)
    yield from _consequences(book)
    yield from _routes(book)
    yield from _laws(book)
    for pathway in book.pathways.values():
        yield from _pathway(book, pathway)


def _acts(book: Book) -> Iterator[str]:
    """What an unmet condition points to is there, and so is every task that is opened."""
    known = _known(book) | FIXES
    for where, act in _every_act(book):
        yield from (f"{where}: leads to {g.fix}" for g in act.gates if g.fix not in known)
        yield from (f"{where}: opens task {code}" for code in act.opens if code not in book.tasks)


def _known(book: Book) -> set[str]:
    moves = {f"move/{track}/{move.code}" for track, move in book.moves}
    return moves | {f"record/{code}" for code in book.records}


def _every_act(book: Book) -> Iterator[tuple[str, Move | Record]]:
    yield from ((f"{track}.{move.code}", move) for track, move in book.moves)
    yield from ((f"record {record.code}", record) for record in book.records.values())


def _clocks(book: Book) -> Iterator[str]:
    """A clock that nothing starts, or that waits for what nobody can record, is an orphan."""
    happens = _happens(book)
    for row in book.clocks:
        unheard = {*row.starts.kinds, *row.met_by} - happens
        if unheard:
            yield f"clock {row.id}: nothing records {', '.join(sorted(unheard))}"


def _happens(book: Book) -> frozenset[str]:
    """Every event that a move, a record or the service writes down."""
    moves = {move.records for _, move in book.moves}
    return OF_THE_SERVICE | moves | {record.event for record in book.records.values()}


def _tasks(book: Book) -> Iterator[str]:
    """What asks for a task anew can happen, and what alone does it is there."""
    happens, acts = _happens(book), _known(book) | {""}
    for task in book.tasks.values():
        unheard = set(task.again) - happens
        if unheard:
            yield f"task {task.code}: nothing records {', '.join(sorted(unheard))}"
        if task.act not in acts:
            yield f"task {task.code}: nothing is {task.act}"


def _consequences(book: Book) -> Iterator[str]:
    """What moves of itself goes from states that are there, to one that a move leads to."""
    for row in book.consequences:
        codes = {state.code for state in book.tracks[row.track].states}
        led_to = {move.to for move in book.tracks[row.track].moves}
        if row.stands - codes or row.to not in led_to:
            yield f"{row.track} cannot move of itself to {row.to}"


def _routes(book: Book) -> Iterator[str]:
    """Every rule leads to a pathway, and every pathway is led to."""
    led_to = {rule.pathway for rule in book.rules}
    yield from (f"a rule leads to no pathway: {code}" for code in led_to - set(book.pathways))
    yield from (f"no rule leads to pathway {code}" for code in set(book.pathways) - led_to)


def _laws(book: Book) -> Iterator[str]:
    """Every law has words, is known from the beginning, and says one thing of one kind a day."""
    for rule in dict.fromkeys(row.rule for row in book.laws):
        rows = [row for row in book.laws if row.rule == rule]
        days = [row.valid_from for row in rows]
        if min(days) != eras.BEGINNING or len(set(days)) < len(days):
            yield f"law {rule}: it does not say one thing on every day"
        if len({type(row.value) for row in rows} - {type(None)}) != 1:
            yield f"law {rule}: its values are of more than one kind"
        if rule not in eras.LAWS:
            yield f"law {rule}: it has no plain words"


def _pathway(book: Book, pathway: Pathway) -> Iterator[str]:
    """Its tracks begin where they can, each can come to an end, and it can be closed."""
    for code, state in pathway.tracks.items():
        if state not in {each.code for each in book.tracks[code].states}:
            yield f"{pathway.code}: {code} begins at unknown state {state}"
        elif not reachable(book.tracks[code].moves, state) & ends(code):
            yield f"{pathway.code}: {code} cannot be settled from {state}"
    yield from (
        f"{pathway.code}: cannot be closed, since nothing meets “{guard.words}”"
        for guard in pathway.closes
        if not _can_be_met(book, pathway, guard)
    )
    yield from _unheeded(book, pathway)


def ends(track: str) -> frozenset[str]:
    """Where a track may stand when a case is closed (R25)."""
    return SETTLED[track] | (frozenset(DECIDED) if track == "nrm" else frozenset())


def _can_be_met(book: Book, pathway: Pathway, guard: Guard) -> bool:
    """Whether some state of the NRM that a case of this pathway can reach lets it close."""
    example = EXAMPLES.get(pathway.code)
    if example is None or _led_to(book, example) != pathway.code:
        return False
    states = reachable(book.tracks["nrm"].moves, pathway.tracks["nrm"]) & ends("nrm")
    return any(guard.holds(replace(example, tracks={"nrm": state}), None) for state in states)


def _led_to(book: Book, example: CaseFacts) -> str | None:
    return next((rule.pathway for rule in book.rules if rule.holds(example)), None)


def _unheeded(book: Book, pathway: Pathway) -> Iterator[str]:
    """What a pathway wants before closing is a gate of the move that closes."""
    asked = _gates_of(move for _, move in book.moves if move.code == "close")
    missing = [guard for guard in (*CLOSE, *pathway.closes) if guard not in asked]
    yield from (f"{pathway.code}: closing does not ask “{guard.words}”" for guard in missing)


def _gates_of(moves: Iterable[Move]) -> list[Guard]:
    return [guard for move in moves for guard in move.gates]


BOOK = sound(Book(TRACKS, RECORDS, PATHWAYS, RULES, BY_CODE, ROWS, CONSEQUENCES))
