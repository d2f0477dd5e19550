"""The clocks of a loaded case, as the service keeps them."""

import datetime as dt
from typing import Any

from referrals.effects.settle import _instant
from workflows.clocks import clocks
from workflows.facts import CaseFacts

Row = dict[str, Any]


def reckoned(facts: CaseFacts) -> list[Row]:
    return [
        {
            "code": clock.id,
            "key": clock.key,
            "kind": clock.kind,
            "what": clock.what,
            "started": _instant(clock.started, end=False),
            "due": _instant(clock.due, end=True),
            "due_day": None if isinstance(clock.due, dt.datetime) else clock.due,
            "state": clock.state,
            "outstanding": clock.outstanding,
            "unit": clock.unit,
            "days": clock.days,
            "climbed": [],
        }
        for clock in clocks(facts)
    ]


def due_next(rows: list[Row]) -> Row | None:
    """What a list of work shows beside the case."""
    waiting = [row for row in rows if row["outstanding"]]
    return min(waiting, key=lambda row: row["due"], default=None)
