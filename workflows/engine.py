"""Which moves are open, which are blocked and why, and where a move leads."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import cast

from transitions import EventData, Machine, MachineError

from workflows.agencies import any_of
from workflows.definition import STAY, Guard, Move, Record
from workflows.facts import CaseFacts, Mover
from workflows.guards.closing import OPEN
from workflows.versions import book, book_of


@dataclass(frozen=True)
class Unmet:
    """One condition that is not met: the gate, the words, and what would satisfy it."""

    gate: str
    words: str
    satisfied_by: str
    fix: str = ""


@dataclass(frozen=True)
class Offer:
    track: str
    move: Move


@dataclass(frozen=True)
class Blocked:
    track: str
    move: Move
    unmet: tuple[Unmet, ...]


@dataclass(frozen=True)
class Moves:
    open: tuple[Offer, ...]
    blocked: tuple[Blocked, ...]


class NotOffered(Exception):
    """No such move from where the track stands."""

    def __init__(self, track: str, move: str) -> None:
        super().__init__(f"{track}.{move}")
        self.track, self.move = track, move


class Refused(Exception):
    """A move that may not be made yet, with every reason at once."""

    def __init__(self, unmet: tuple[Unmet, ...]) -> None:
        super().__init__("; ".join(f"{row.gate}: {row.words}" for row in unmet))
        self.unmet = unmet


@dataclass(slots=True)
class Standing:
    """Where one track of one case stands, for the shared machine to move."""

    state: str
    taken: Move | None = None


@cache
def machine(version: str, track: str) -> Machine:
    """One flat machine a track of a rule book, shared: nothing of a case stays in it."""
    defined = book(version).tracks[track]
    built = Machine(
        model=None,
        states=[state.code for state in defined.states],
        initial=defined.start,
        auto_transitions=False,
        send_event=True,
    )
    for move in defined.moves:
        built.add_transition(
            move.code,
            [*sorted(move.sources)],
            move.to,
            conditions=[partial(_applies, move)],
            after=[partial(_taken, move)],
        )
    return built


def _applies(move: Move, event: EventData) -> bool:
    return move.applies(event.kwargs["facts"])


def _taken(move: Move, event: EventData) -> None:
    cast(Standing, event.model).taken = move


@cache
def _leaving(version: str, track: str, state: str) -> tuple[Move, ...]:
    return tuple(move for move in book(version).tracks[track].moves if state in move.sources)


def _offered(facts: CaseFacts) -> Iterator[Offer]:
    for track in book_of(facts).tracks:
        state = facts.state(track)
        for move in _leaving(facts.rulebook, track, state):
            if move.applies(facts):
                yield Offer(track, replace(move, to=state) if move.to == STAY else move)


def open_moves(facts: CaseFacts, mover: Mover | None = None) -> Moves:
    """Every move from where each track stands: open, or blocked by all that is unmet."""
    free: list[Offer] = []
    blocked: list[Blocked] = []
    for offer in _offered(facts):
        unmet = _unmet(offer.track, offer.move, facts, mover)
        if unmet:
            blocked.append(Blocked(offer.track, offer.move, unmet))
        else:
            free.append(offer)
    return Moves(tuple(free), tuple(blocked))


def take(track: str, move: str, facts: CaseFacts, mover: Mover | None = None) -> Move:
    """The move whose destination applies, or every reason why it may not be made."""
    known = track in book_of(facts).tracks
    standing = Standing(facts.state(track) if known else "")
    try:
        machine(facts.rulebook, track).events[move].trigger(standing, facts=facts)
    except (KeyError, MachineError):
        raise NotOffered(track, move) from None
    if standing.taken is None:
        raise NotOffered(track, move)
    unmet = _unmet(track, standing.taken, facts, mover)
    if unmet:
        raise Refused(unmet)
    return replace(standing.taken, to=standing.state)


def open_records(facts: CaseFacts, mover: Mover | None = None) -> tuple[Record, ...]:
    """The facts this person may write down now."""
    return tuple(
        record for record in book_of(facts).records.values() if not judged(record, facts, mover)
    )


def judged(
    act: Move | Record, facts: CaseFacts, mover: Mover | None, also: tuple[Guard, ...] = ()
) -> tuple[Unmet, ...]:
    """All that stands in the way of one act; a role not entitled says so once."""
    stranger = mover is not None and mover.role not in act.by
    found = [Unmet("role", "Your role cannot do this", any_of(act.by))] if stranger else []
    for guard in (*also, *act.gates):
        said = stranger and guard.gate == "role"
        if not said and not guard.holds(facts, mover):
            found += [_told(part, facts) for part in _parts(guard, facts)]
    return tuple(found)


def for_them(
    unmet: Iterable[Unmet], found: Moves, facts: CaseFacts, mover: Mover
) -> tuple[Unmet, ...]:
    """The conditions, each with what would meet it only where this person may do that now.

    What is for others says in words for whom; `found` are the moves of this person.
    """
    offered = {f"move/{row.track}/{row.move.code}" for row in found.open}
    offered |= {f"move/{row.track}/{row.move.code}" for row in _theirs(found)}
    acts = _acts(facts)
    return tuple(_for_one(row, offered, acts.get(row.fix), mover) for row in unmet)


def _for_one(
    row: Unmet, offered: Collection[str], by: frozenset[str] | None, mover: Mover
) -> Unmet:
    written = row.fix.startswith("record/") and by is not None and mover.role in by
    if by is None or row.fix in offered or written:
        return row
    who = row.satisfied_by if mover.role in by else f"{row.satisfied_by}: {any_of(by)}"
    return replace(row, fix="", satisfied_by=who)


def _theirs(found: Moves) -> Iterator[Blocked]:
    return (row for row in found.blocked if all(each.gate != "role" for each in row.unmet))


def _acts(facts: CaseFacts) -> dict[str, frozenset[str]]:
    """Who may do each act that a condition may point to."""
    here = book_of(facts)
    moves = {f"move/{track}/{move.code}": move.by for track, move in here.moves}
    return moves | {f"record/{code}": record.by for code, record in here.records.items()}


def _parts(guard: Guard, facts: CaseFacts) -> tuple[Guard, ...]:
    """A condition one by one, where the case knows which of many things are not met."""
    return (guard.each(facts) if guard.each else ()) or (guard,)


def _told(guard: Guard, facts: CaseFacts) -> Unmet:
    return Unmet(guard.gate, guard.says(facts), guard.satisfied_by, guard.fix)


def _unmet(track: str, move: Move, facts: CaseFacts, mover: Mover | None) -> tuple[Unmet, ...]:
    return judged(move, facts, mover, () if track == "case" else (OPEN,))
