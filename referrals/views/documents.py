"""Documents as their reader may know of them."""

import datetime as dt
from dataclasses import dataclass

from referrals.views.case import Tab


@dataclass(frozen=True)
class DocumentView:
    """One document. `name` is neutral unless its reader may hear of suspects (section e, 10).

    `may_open` is whether they may have the file now, and `state` says why not.
    """

    id: str
    kind: str
    description: str
    name: str
    extension: str
    size: int
    tier: str
    seen_by: str
    state: str
    may_open: bool
    added_at: dt.datetime
    added_by: str
    organisation: str
    redacted_of: str = ""


@dataclass(frozen=True)
class DocumentsView(Tab):
    """The documents of one case, newest first; `may_add` is whether this reader may add one."""

    reference: str
    documents: tuple[DocumentView, ...]
    may_add: bool


@dataclass(frozen=True)
class GoesAlong:
    """A document that the receiver of a share may know of."""

    id: str
    kind: str
    description: str


@dataclass(frozen=True)
class Opened:
    """A file on its way to whoever asked for it."""

    name: str
    media_type: str
    content: bytes
