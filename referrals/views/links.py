"""Cases that belong together, as far as their reader may open both."""

import datetime as dt
from dataclasses import dataclass

from referrals.views.case import Tab
from referrals.views.lists import Row


@dataclass(frozen=True)
class LinkView:
    """One linked case: how it is linked, how sure that is, and who said so."""

    id: str
    row: Row
    kind: str
    label: str
    sure: str
    words: str
    made_at: dt.datetime
    made_by: str


@dataclass(frozen=True)
class LinksView(Tab):
    """Of links to cases this reader may not open there is neither row nor number."""

    reference: str
    links: tuple[LinkView, ...]
    may_join: bool


@dataclass(frozen=True)
class MatchView:
    """A case that may be about the same person: how strong that is, why, and what differs."""

    row: Row
    strength: str
    because: tuple[str, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True)
class MatchesView:
    reference: str
    matches: tuple[MatchView, ...]


@dataclass(frozen=True)
class Compared:
    """One thing that is known in either case, and whether they agree."""

    label: str
    here: str
    there: str
    differs: bool


@dataclass(frozen=True)
class CompareView:
    """Two cases side by side."""

    reference: str
    other: str
    rows: tuple[Compared, ...]
    may_join: bool
