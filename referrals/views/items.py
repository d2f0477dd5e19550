"""The parts a picture is made of: an item or why it is withheld, a step, a clock, an entry."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Withheld:
    """In place of an item: its reason, never its size or content."""

    reason: str
    may_ask: bool = False


Shown = str | Withheld


@dataclass(frozen=True)
class Fact:
    """One labelled item; `fix` is the act that would change it ("record/safety"), if any."""

    key: str
    label: str
    value: Shown
    fix: str = ""


@dataclass(frozen=True)
class Left:
    """One thing left to do: a gate says Must do, good practice Should do."""

    must: bool
    gate: str
    words: str
    why: str
    fix: str


@dataclass(frozen=True)
class MoveLink:
    """A move that could be made now (`ready`), or that waits for `left` things."""

    track: str
    code: str
    label: str
    ready: bool
    left: tuple[Left, ...] = ()


@dataclass(frozen=True)
class RecordLink:
    """A fact that may be written down now."""

    code: str
    label: str


@dataclass(frozen=True)
class ClockView:
    """A clock: `left` in words ("3 working days left"), and the rest of it in `note`.

    `tone` is late, soon, ok, paused, met or met_late.
    """

    id: int
    by_hand: bool
    code: str
    what: str
    kind: str
    due: dt.datetime
    due_day: dt.date | None
    state: str
    tone: str
    left: str
    percent: int
    note: str = ""


@dataclass(frozen=True)
class TaskView:
    id: str
    title: str
    owner: str
    due: dt.datetime | None
    state: str
    statutory: bool
    mine: bool


@dataclass(frozen=True)
class Entry:
    """A line of the timeline: when it happened, and when it was written up if that differs."""

    at: dt.datetime
    recorded_at: dt.datetime
    day_only: bool
    kind: str
    heading: str
    by: str
    text: Shown = ""


@dataclass(frozen=True)
class PersonView:
    role: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class ShareView:
    """A share as the police on the case see it, and as its receiver is offered it."""

    id: str
    version: int
    organisation: str
    state: str
    purpose: str
    legal_basis: str
    action: str
    tiers: tuple[str, ...]
    withheld: tuple[str, ...]
    offered_at: dt.datetime
    offered_by: str
    answered_at: dt.datetime | None
    until: dt.datetime
    reason: str = ""
    outcome: str = ""
