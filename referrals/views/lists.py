"""Lines of lists, and what a move or a record asks."""

import datetime as dt
from dataclasses import dataclass

from referrals.views.items import Left, Shown
from workflows.definition import Question


@dataclass(frozen=True)
class Row:
    """A line of a list: initials and age at most, and the one thing to do next."""

    reference: str
    who: str
    exploitation: Shown
    pathway: Shown
    stage: str
    stage_label: str
    waiting_for: str
    due: dt.datetime | None
    due_what: str
    due_tone: str
    due_left: str
    updated_at: dt.datetime | None
    missing: bool = False


@dataclass(frozen=True)
class QueueRow:
    """An unclaimed case as its team sees it: reference, pathway, risk, age band and unit."""

    reference: str
    version: int
    pathway: str
    because: str
    age_band: str
    lpu: str
    secured: bool
    safe_now: bool | None
    threat_to_life: bool
    waiting_since: dt.datetime
    waiting_left: str
    waiting_tone: str
    can_claim: bool
    unmet: tuple[Left, ...] = ()


@dataclass(frozen=True)
class TaskingRow:
    """A request for tasking as the team that is asked sees it, before it may read the case."""

    reference: str
    age_band: str
    lpu: str
    threat_to_life: bool
    why: str
    wanted: str
    asked_by: str
    asked_at: dt.datetime


@dataclass(frozen=True)
class Queue:
    """One page of a queue: its rows, and the cursor of the next page if there is one.

    `tasking` is what the team is asked for besides, in the same order.
    """

    rows: tuple[QueueRow, ...]
    next: str | None
    tasking: tuple[TaskingRow, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, and the cursor of the next page if there is one."""

    rows: tuple[Row, ...]
    next: str | None


@dataclass(frozen=True)
class Ask:
    """A move or record as it is asked: its questions, or everything still unmet."""

    reference: str
    version: int
    held: bool
    title: str
    words: str
    button: str
    who: str
    questions: tuple[Question, ...]
    values: dict[str, object]
    unmet: tuple[Left, ...]
    ask_first: str = ""
    """Whom to ask, for a reader who does not hold the case and so reads no more of it than this."""
