"""What the pages of logging a case are handed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.routing import RuleLine


@dataclass(frozen=True)
class DraftLine:
    """A draft in its owner's list: no name, and where to go on."""

    token: str
    next: str
    so_far: str
    started_at: dt.datetime
    saved_at: dt.datetime
    expires_at: dt.datetime
    expires_soon: bool


@dataclass(frozen=True)
class DraftView:
    """One draft open on one page; `version` is how often that page was answered before."""

    token: str
    step: str
    version: int
    answers: Mapping[str, object]
    typed: Mapping[str, object]
    next: str
    so_far: tuple[str, ...]
    likely: str | None
    saved_at: dt.datetime


@dataclass(frozen=True)
class Row:
    """One answer to check, and the page that changes it."""

    step: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class CheckView:
    """Everything the sender should see first: the answers, where they send the case, and why."""

    token: str
    safety: tuple[Row, ...]
    person: tuple[Row, ...]
    happening: tuple[Row, ...]
    reasons: tuple[tuple[str, str], ...]
    team: str
    button: str
    told_too: tuple[str, ...]
    rules: tuple[RuleLine, ...]
    change: str
    on_sending: tuple[str, ...]
    vulnerable_unsure: bool
    saved_at: dt.datetime
    started_at: dt.datetime


@dataclass(frozen=True)
class SentView:
    """What the sender is told; no later move of the case changes it."""

    reference: str
    team: str | None
    because: Sequence[str]
    told: Sequence[str]
    to_do: Sequence[str]
    asked_to_check: bool
    sent_at: dt.datetime
