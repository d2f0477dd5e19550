"""The grammar every track, record and form is written in; an unsound one is refused at import."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workflows.facts import FIELDS, CaseFacts, Mover, nothing
from workflows.sharing import ROLES, Tier

STAY = "="
GATE = re.compile(r"role|local|G([1-9]|1[0-3])|R([1-9]|1[0-9]|2[0-7])|S11|s63")


class Unsound(Exception):
    """A definition that could strand a case or show what it should not."""


class Kind(StrEnum):
    LINE = "line"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    INSTANT = "instant"
    SELECT = "select"
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "number"
    LIST = "list"


CHOOSING = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.SELECT})


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    hint: str = ""


def choices(labels: Mapping[str, str]) -> tuple[Choice, ...]:
    """A code list as it is chosen from."""
    return tuple(Choice(code, label) for code, label in labels.items())


@dataclass(frozen=True)
class Question:
    """One thing asked; `sets` names the fact it answers, `when` the answer that makes it asked."""

    key: str
    label: str
    kind: Kind
    tier: Tier
    required: bool = True
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    when: tuple[str, frozenset[str]] | None = None
    sets: str | None = None
    limit: int = 4000
    most: int = 1
    missing: str = ""


@dataclass(frozen=True)
class State:
    """`resting` may be the last without being terminal (R25)."""

    code: str
    label: str
    terminal: bool = False
    resting: bool = False

    @property
    def may_end(self) -> bool:
        return self.terminal or self.resting


@dataclass(frozen=True)
class Guard:
    """One condition of one gate: what it wants, in the words shown while it is not met.

    `each` takes it apart, where a case knows which of many things are not met.
    """

    gate: str
    holds: Callable[[CaseFacts, Mover | None], bool]
    words: str
    satisfied_by: str
    fix: str = ""
    told: Callable[[CaseFacts], str] | None = None
    each: "Callable[[CaseFacts], tuple[Guard, ...]] | None" = None

    def says(self, facts: CaseFacts) -> str:
        """The words for this case, where a date or a count makes them plainer."""
        return self.told(facts) if self.told else self.words


def always(facts: CaseFacts) -> bool:
    return True


@dataclass(frozen=True)
class Move:
    """One verb on a track; `applies` tells destinations of one verb apart by the events.

    Done by a role of `keyed_by` it says what a letter says, and is marked so.
    """

    code: str
    label: str
    sources: frozenset[str]
    to: str
    by: frozenset[str]
    gates: tuple[Guard, ...] = ()
    questions: tuple[Question, ...] = ()
    records: str = "moved"
    words: str = ""
    done: str = ""
    opens: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    sets: Mapping[str, object] = field(default_factory=nothing)
    keyed_by: frozenset[str] = frozenset()
    applies: Callable[[CaseFacts], bool] = always


@dataclass(frozen=True)
class Track:
    code: str
    label: str
    states: tuple[State, ...]
    start: str
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        _states(self)
        for move in self.moves:
            _move(self, move)
            sound_questions(f"{self.code}.{move.code}", move.questions)


@dataclass(frozen=True)
class Record:
    """An act that writes down a fact and moves nothing.

    It is as guarded as the first thing it asks; one that asks nothing names its `tier`.
    """

    code: str
    label: str
    by: frozenset[str]
    questions: tuple[Question, ...]
    event: str
    words: str = ""
    done: str = ""
    gates: tuple[Guard, ...] = ()
    sets: Mapping[str, object] = field(default_factory=nothing)
    opens: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    tier: Tier | None = None

    def __post_init__(self) -> None:
        where = f"record {self.code}"
        _refuse(not (self.questions or self.tier), f"{where}: asks nothing and has no tier")
        _refuse(bool(self.questions and self.tier), f"{where}: is as guarded as what it asks")
        _actors(where, self.by)
        _gates(where, self.gates)
        _fields(where, self.sets)
        sound_questions(where, self.questions)


def _refuse(broken: bool, what: str) -> None:
    if broken:
        raise Unsound(what)


def _once(codes: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for code in codes:
        _refuse(code in seen, f"{where}: {code} is there twice")
        seen.add(code)


def _states(track: Track) -> None:
    codes = [state.code for state in track.states]
    _once(codes, track.code)
    _refuse(track.start not in codes, f"{track.code}: start {track.start} is not a state")
    reached = reachable(track.moves, track.start)
    ends = {state.code for state in track.states if state.may_end}
    for state in track.states:
        _refuse(state.code not in reached, f"{track.code}: nothing reaches {state.code}")
        _refuse(
            not reachable(track.moves, state.code) & ends,
            f"{track.code}: {state.code} is a dead end",
        )


def reachable(moves: Iterable[Move], start: str) -> frozenset[str]:
    """Every state that moves lead to from one, itself included."""
    steps = [(source, move.to) for move in moves if move.to != STAY for source in move.sources]
    found, before = {start}, -1
    while len(found) > before:
        before = len(found)
        found |= {to for source, to in steps if source in found}
    return frozenset(found)


def _move(track: Track, move: Move) -> None:
    where = f"{track.code}.{move.code}"
    unknown = (move.sources | {move.to}) - {s.code for s in track.states} - {STAY}
    _refuse(bool(unknown), f"{where}: unknown state {', '.join(sorted(unknown))}")
    _refuse(not move.sources, f"{where}: starts nowhere")
    twins = [m for m in track.moves if (m.code, m.to) == (move.code, move.to)]
    _refuse(len(twins) > 1, f"{where} to {move.to} is there twice")
    _actors(where, move.by)
    _gates(where, move.gates)
    _fields(where, move.sets)


def _actors(where: str, by: frozenset[str]) -> None:
    _refuse(not by, f"{where}: nobody may do it")
    strangers = by - frozenset(ROLES)
    _refuse(bool(strangers), f"{where}: unknown role {', '.join(sorted(strangers))}")


def _gates(where: str, gates: Iterable[Guard]) -> None:
    """A gate has a source: the table of gates, a ruling, an Act, the role, or local practice."""
    for guard in gates:
        _refuse(not GATE.fullmatch(guard.gate), f"{where}: unknown gate {guard.gate}")
        _refuse(not (guard.words and guard.satisfied_by), f"{where}: {guard.gate} has no words")


def _fields(where: str, names: Iterable[str]) -> None:
    strangers = set(names) - FIELDS
    _refuse(bool(strangers), f"{where}: sets unknown fact {', '.join(sorted(strangers))}")


def sound_questions(where: str, questions: tuple[Question, ...]) -> None:
    """Refuse questions that could not be asked, stored or guarded."""
    _once((q.key for q in questions), where)
    keys = {q.key: q for q in questions}
    for q in questions:
        _refuse(not isinstance(q.tier, Tier), f"{where}: {q.key} has no tier")
        _refuse((q.kind in CHOOSING) != bool(q.choices), f"{where}: {q.key} and its choices differ")
        _once((c.code for c in q.choices), f"{where}.{q.key}")
        _fields(f"{where}.{q.key}", [q.sets] if q.sets else [])
        if q.when:
            _asked_by(f"{where}.{q.key}", q.when, keys)


def _asked_by(where: str, when: tuple[str, frozenset[str]], keys: Mapping[str, Question]) -> None:
    asker = keys.get(when[0])
    _refuse(asker is None, f"{where}: waits for unknown question {when[0]}")
    codes = {c.code for c in asker.choices} or {"yes", "no"} if asker else set()
    _refuse(not when[1] or not when[1] <= codes, f"{where}: waits for an answer nobody can give")
