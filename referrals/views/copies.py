"""A partner's own copy of what it was told, as it and the police who told it see it."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class CopyView:
    """One copy, by the name that stood on the case while they held it.

    `stands` is held, kept, due, late or gone; `why` is the reason for keeping it longer, if one was
    given; `answered_at` is when they last said what became of it.
    """

    id: str
    name: str
    organisation: str
    what: str
    purpose: str
    since: dt.datetime
    until: dt.datetime
    dispose_by: dt.date
    stands: str
    why: str
    answered_at: dt.datetime | None
