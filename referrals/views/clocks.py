"""One clock with all that is known of it."""

import datetime as dt
from dataclasses import dataclass

from referrals.views.items import ClockView, Shown


@dataclass(frozen=True)
class PauseView:
    """A time for which a clock stood still: by whom and why; `until` is None while it does."""

    since: dt.datetime
    until: dt.datetime | None
    by: str
    reason: str
    words: Shown


@dataclass(frozen=True)
class RungView:
    """A rung of the ladder: whom it tells, and when it did (`told` people) or would."""

    code: str
    words: str
    to: str
    source: str
    at: dt.datetime
    reached: bool
    told: int


@dataclass(frozen=True)
class ClockPage:
    """A clock's rule, start, pauses and ladder; `may` names the acts open to this reader.

    `met_at` is when what it waited for came, and `met_by` what it was, as the timeline says it.
    """

    reference: str
    version: int | None
    clock: ClockView
    must: bool
    kind_words: str
    rule: str
    unit: str
    started: dt.datetime
    whole_days: bool
    start: str
    met_at: dt.datetime | None
    met_by: str
    pauses: tuple[PauseView, ...]
    ladder: tuple[RungView, ...]
    never_paused: str
    may: frozenset[str]
