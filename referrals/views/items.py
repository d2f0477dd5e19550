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
    """Something to do; `about` is the address under the case where it is done, if it has one.

    `theirs` is whether that is a place for this reader. `source` says of a local target how long
    it gives, and why; `four_p` which of the four Ps it serves (a code), if it serves one.
    """

    id: str
    title: str
    owner: str
    due: dt.datetime | None
    state: str
    statutory: bool
    mine: bool
    about: str = ""
    theirs: bool = True
    source: str = ""
    four_p: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the timeline: when it happened, and when it was written up if that differs.

    `own` is what the reader's own organisation did or wrote.
    """

    at: dt.datetime
    recorded_at: dt.datetime
    day_only: bool
    kind: str
    heading: str
    by: str
    text: Shown = ""
    own: bool = False


@dataclass(frozen=True)
class TimelinePage:
    """Which part of a timeline is shown: after how many of its entries, and of how many.

    `next` is the cursor of the earlier ones. `told_last` is the entry that was written down last,
    wherever it stands.
    """

    before: int = 0
    count: int = 0
    next: str | None = None
    told_last: Entry | None = None


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
    items: tuple[str, ...]
    withheld: tuple[str, ...]
    offered_at: dt.datetime
    offered_by: str
    answered_at: dt.datetime | None
    until: dt.datetime
    review_on: dt.date
    reason: str = ""
    outcome: str = ""
    copy: str = ""
    """What their own copy is called, and how long they may keep it once the sharing is over."""
    copy_kept: str = ""
    ended_at: dt.datetime | None = None
    """When it was over before its day, or on it: declined, withdrawn or ended."""


@dataclass(frozen=True)
class GrantView:
    """What an auditor may read of a case, by whose decision, why, and until when."""

    tiers: tuple[str, ...]
    given_by: str
    reason: str
    words: str
    until: dt.datetime


@dataclass(frozen=True)
class HolderView:
    """Who has one way in to a case: a person, or the people of a team, an agency or an area.

    `way` is the code of the rule that lets them in, `about` a place under the case that says more.
    """

    way: str
    group: str
    who: str
    why: str
    until: dt.datetime | None
    about: str = ""


@dataclass(frozen=True)
class AskedView:
    """An item that a partner asked for: state is asked, given, refused or lapsed.

    `reason` is why it is withheld: while it waits, why it was; once refused, why it still is.
    """

    id: str
    share: str
    organisation: str
    item: str
    label: str
    state: str
    why: str
    asked_by: str
    asked_at: dt.datetime
    due: dt.datetime
    answered_at: dt.datetime | None
    reason: str


@dataclass(frozen=True)
class ReleasedView:
    """Intelligence as it was released: the agreed words and no others (G13).

    `copy` is what the reader's own copy of them is called.
    """

    at: dt.datetime
    wording: str
    copy: str
