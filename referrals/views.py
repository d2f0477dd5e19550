"""What readers are handed: frozen pictures, with a reason in place of what is not theirs."""

import datetime as dt
from dataclasses import dataclass, field

from workflows.definition import Question


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
    note: str = ""
    fix: str = ""


@dataclass(frozen=True)
class PathNode:
    """A stage as it is drawn: state is done, now, started, next or not_needed."""

    code: str
    label: str
    state: str
    words: str


@dataclass(frozen=True)
class Left:
    """One thing left to do: a gate says Must do, good practice Should do."""

    must: bool
    gate: str
    words: str
    why: str
    fix: str


@dataclass(frozen=True)
class NextStep:
    """The panel over a case: what stands between it and its next move."""

    title: str
    track: str
    move: str
    left: tuple[Left, ...]


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
    """A clock: `left` in words ("3 working days left"), `tone` late, soon, ok, met or met_late."""

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
    initials: str
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


@dataclass(frozen=True)
class NrmView:
    """Where the referral stands: how many answers are missing, and what was decided."""

    state: str
    missing: int
    competent_authority: str
    submitted_at: dt.datetime | None


@dataclass(frozen=True)
class CaseView:
    """One case as one reader may see it. `kind` picks the template: police, partner or masked."""

    kind: str
    reference: str
    version: int
    opened_at: dt.datetime
    logged_by: str
    closed_at: dt.datetime | None
    initials: str
    who: str
    name: Shown | None
    pathway: Shown
    exploitation: Shown
    stage: str
    stage_label: str
    safe_now: bool | None
    missing: bool
    threat_to_life: bool
    restricted: bool
    team: str
    lead: str
    why_you: str
    because: Shown
    never_shown: str
    path: tuple[PathNode, ...] = ()
    next_step: NextStep | None = None
    moves: tuple[MoveLink, ...] = ()
    records: tuple[RecordLink, ...] = ()
    clocks: tuple[ClockView, ...] = ()
    tasks: tuple[TaskView, ...] = ()
    timeline: tuple[Entry, ...] = ()
    people: tuple[PersonView, ...] = ()
    summary: tuple[Fact, ...] = ()
    shares: tuple[ShareView, ...] = ()
    nrm: NrmView | None = None
    own_share: ShareView | None = None
    may: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class OfferView:
    """A case that is only offered: the offer, and nothing of the case (decision 9)."""

    reference: str
    share: ShareView
    sender: str


@dataclass(frozen=True)
class Row:
    """A line of a list: initials and age at most, and the one thing to do next."""

    reference: str
    who: str
    exploitation: str
    pathway: str
    stage: str
    stage_label: str
    waiting_for: str
    due: dt.datetime | None
    due_what: str
    due_tone: str
    due_left: str
    updated_at: dt.datetime
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
