"""One case as one reader may see it."""

import datetime as dt
from dataclasses import dataclass, field

from referrals.views.items import (
    AskedView,
    ClockView,
    Entry,
    Fact,
    GrantView,
    HolderView,
    Left,
    MoveLink,
    PersonView,
    RecordLink,
    ReleasedView,
    ShareView,
    Shown,
    TaskView,
    TimelinePage,
)


@dataclass(frozen=True)
class PathNode:
    """A stage as it is drawn: state is done, now, started, next or not_needed."""

    code: str
    label: str
    state: str
    words: str


@dataclass(frozen=True)
class NextStep:
    """The panel over a case: what stands between it and its next move."""

    title: str
    track: str
    move: str
    left: tuple[Left, ...]


@dataclass(frozen=True)
class NrmView:
    """Where the referral stands, and who decides it (a code).

    How many answers are missing tells some of those that are there: it is for the police alone.
    """

    state: str
    missing: int | None
    competent_authority: str
    submitted_at: dt.datetime | None


@dataclass(frozen=True)
class RoutingView:
    """What the routing rule says, kept beside what people decided; `asked` while it is queried."""

    rule: int
    rule_team: str
    by_person: bool
    asked: bool


@dataclass(frozen=True)
class CaseView:
    """One case as one reader may see it. `kind` picks the template: police, partner or masked."""

    kind: str
    reference: str
    version: int | None
    opened_at: dt.datetime
    logged_by: str
    closed_at: dt.datetime | None
    initials: str
    who: str
    pathway: Shown
    exploitation: Shown
    stage: str
    stage_label: str
    safe_now: bool | None
    secured: bool
    missing: bool
    threat_to_life: bool
    restricted: bool
    disclosure_schedule: bool
    team: str
    lead: str
    because: Shown
    never_shown: str
    name: Shown | None = None
    why_you: str = ""
    routing: RoutingView | None = None
    path: tuple[PathNode, ...] = ()
    next_step: NextStep | None = None
    moves: tuple[MoveLink, ...] = ()
    records: tuple[RecordLink, ...] = ()
    clocks: tuple[ClockView, ...] = ()
    tasks: tuple[TaskView, ...] = ()
    timeline: tuple[Entry, ...] = ()
    timeline_page: TimelinePage = field(default_factory=TimelinePage)
    people: tuple[PersonView, ...] = ()
    released: tuple[ReleasedView, ...] = ()
    summary: tuple[Fact, ...] = ()
    withheld: tuple[Fact, ...] = ()
    granted: tuple[Fact, ...] = ()
    """What they asked for and were given that is no item of the summary: where it stands."""
    shares: tuple[ShareView, ...] = ()
    partners: tuple[str, ...] = ()
    holders: tuple[HolderView, ...] = ()
    nrm: NrmView | None = None
    own_share: ShareView | None = None
    review_on: dt.date | None = None
    """Of a closed case, to the police: when it is looked at whether to keep it."""
    own_grants: tuple[GrantView, ...] = ()
    asked: tuple[AskedView, ...] = ()
    may: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A page under the heading of its case: `over` is for the pages of the police, never JSON."""

    over: CaseView | None = None


@dataclass(frozen=True)
class OfferView:
    """A case that is only offered: the offer, and nothing of the case (decision 9)."""

    reference: str
    share: ShareView
    sender: str
