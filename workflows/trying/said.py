"""What `explain` answers, in words: every line is of its own output, and nothing is added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from workflows import eras
from workflows.agencies import ROLES
from workflows.clocks import ALERTED, TURNING_18
from workflows.clocks.table import ROWS
from workflows.facts import LONDON
from workflows.pathways import PATHWAYS
from workflows.routing import RULES, team_label
from workflows.stage import STAGES
from workflows.tasks import BY_CODE
from workflows.tracks import TRACKS

Answer = Mapping[str, Any]
NOBODY = "Nobody yet: nothing has been sent"
FLAGS: Mapping[str, str] = MappingProxyType({
    "threat_to_life": "Threat to life: before everything in every queue",
    "missing": "Missing",
    "s45": "A defence may apply to a crime they were made to commit (MSA 2015 s45)",
    "cross_lpu": "It happened in more than one local policing area",
    "non_recent": "Non-recent",
    "disqualified": "Disqualified from recovery protection",
    "disclosure_schedule": "A disclosure schedule is kept: it may come to court",
})  # fmt: skip
STANDS: Mapping[str, str] = MappingProxyType({
    "running": "Running", "met": "Met", "missed": "Missed", "stopped": "No longer applies",
})  # fmt: skip
LEVELS: Mapping[str, str] = MappingProxyType({
    "write": "Reads and writes",
    "read": "Reads",
    "summary": "Summary",
    "released": "What the police release, item by item",
    "masked": "Masked",
})  # fmt: skip
TIERS: Mapping[str, str] = MappingProxyType({
    "identity": "Identity", "contact": "Contact", "allegation": "Allegation",
    "intelligence": "Intelligence", "medical": "Medical", "interview": "Interview",
    "nrm_decision": "NRM", "safeguarding": "Safeguarding", "support": "Support",
    "tasks": "Tasks", "audit": "Audit",
})  # fmt: skip
UNASKED: Mapping[str, str] = MappingProxyType({
    "consent": "Whether they agree", "wants_support": "Whether they want support",
})  # fmt: skip


@dataclass(frozen=True)
class SaidClock:
    what: str
    due: str
    kind: str
    state: str


@dataclass(frozen=True)
class SaidMove:
    """A move, where it leads, and everything in its way: gate, words, what would satisfy it."""

    track: str
    label: str
    to: str
    unmet: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class SaidReader:
    """A role, and what it would hold of each tier."""

    label: str
    holds: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Said:
    """The whole answer in words, in the order it is read."""

    goes_to: str
    rule: str
    because: str
    pathway: str
    supporting: tuple[str, ...]
    sto: bool
    specialist_interview: bool
    as_child: bool
    era: str
    stage: str
    authority: str
    clocks: tuple[SaidClock, ...]
    open: tuple[SaidMove, ...]
    blocked: tuple[SaidMove, ...]
    flags: tuple[str, ...]
    tasks: tuple[str, ...]
    not_asked: tuple[str, ...]
    readers: tuple[SaidReader, ...]


def in_words(answer: Answer) -> Said:
    """What `explain` answered, code by code in the words of the rule book."""
    route = answer["route"]
    return Said(
        goes_to=team_label(route["lead"]),
        rule=f"Rule {route['rule']}: {_rule(route['rule'])}",
        because=route["because"],
        pathway=PATHWAYS[route["pathway"]].label,
        supporting=tuple(team_label(team) for team in route["supporting"]),
        sto=route["sto"],
        specialist_interview=route["specialist_interview"],
        as_child=answer["treat_as_child"],
        era=answer["era"],
        stage=STAGES[answer["stage"]],
        authority=eras.AUTHORITIES.get(answer["competent_authority"], NOBODY),
        clocks=tuple(_clock(row) for row in answer["clocks"]),
        open=tuple(_move(row) for row in answer["moves"]["open"]),
        blocked=tuple(_move(row) for row in answer["moves"]["blocked"]),
        flags=_each(answer["flags"], FLAGS),
        tasks=tuple(BY_CODE[code].label for code in answer["tasks"]),
        not_asked=_each(answer["questions_not_asked"], UNASKED),
        readers=tuple(_reader(*row) for row in answer["visible"].items()),
    )


def _rule(number: int) -> str:
    return next(rule.words for rule in RULES if rule.number == number)


def _each(codes: Iterable[str], words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(words[code] for code in codes)


def _clock(row: Answer) -> SaidClock:
    return SaidClock(WHAT[row["id"]], _when(row["due"]), row["kind"], STANDS[row["state"]])


WHAT = {row.id: row.what for row in ROWS} | {TURNING_18: ALERTED}


def _when(due: str) -> str:
    """The end of a day, or the hour of a limit in hours, by the London clock."""
    if len(due) == len("2026-07-01"):
        day = date.fromisoformat(due)
        return f"{day:%a} {day.day} {day:%B %Y}"
    at = datetime.fromisoformat(due).astimezone(LONDON)
    return f"{at:%a} {at.day} {at:%B %Y, %H:%M}"


def _move(row: Answer) -> SaidMove:
    track = TRACKS[row["track"]]
    label = next(move.label for move in track.moves if move.code == row["move"])
    to = next(state.label for state in track.states if state.code == row["to"])
    unmet = tuple((u["gate"], u["words"], u["satisfied_by"]) for u in row.get("unmet", ()))
    return SaidMove(track.label, label, to, unmet)


def _reader(role: str, tiers: Mapping[str, str]) -> SaidReader:
    return SaidReader(
        ROLES[role], tuple((TIERS[tier], LEVELS[level]) for tier, level in tiers.items())
    )
