"""What a board counts: the periods it may choose, and the category of a case in each table.

S18, S42, S57 and R23: how many, where they are, what was decided, what is done by the four Ps,
and who got no help; nobody's name.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from workflows.four_ps import FOUR_PS

QUARTERS = 4
MONTHS = 3


@dataclass(frozen=True)
class Quarter:
    """Three whole months that are over, and what they are called."""

    code: str
    label: str
    first: dt.date
    after: dt.date


@dataclass(frozen=True)
class Table:
    """One table: its categories in order, each with its words."""

    code: str
    what: str
    categories: Mapping[str, str]


def quarters(today: dt.date) -> tuple[Quarter, ...]:
    """The last four whole quarters before a day, oldest first; together they are the year."""
    start = dt.date(today.year, today.month - (today.month - 1) % MONTHS, 1)
    firsts = [_back(start, MONTHS * number) for number in range(QUARTERS, -1, -1)]
    return tuple(_quarter(*pair) for pair in pairwise(firsts))


def _back(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)


def _quarter(first: dt.date, after: dt.date) -> Quarter:
    last = after - dt.timedelta(days=1)
    label = f"{first:%B} to {last:%B %Y}"
    return Quarter(f"{first.year}-q{(first.month + 2) // MONTHS}", label, first, after)


STAGES = Table(
    "stages",
    "Where the cases logged in this period are now",
    MappingProxyType({
        "initial_response": "Initial response",
        "safeguarding": "Safeguarding",
        "specialist_investigation": "Specialist investigation",
        "nrm": "NRM referral",
        "closed": "Closed",
    }),
)  # fmt: skip
PATHWAYS = Table(
    "pathways",
    "What kind of case each of them is",
    MappingProxyType({
        "cse": "Child sexual exploitation",
        "child_trafficking": "Child trafficking",
        "adult_modern_slavery": "Adult trafficking or slavery",
        "related_offence": "A related offence",
        "support_only": "Support only",
    }),
)  # fmt: skip
CLOCKS = Table(
    "clocks",
    "Time limits of these cases, and whether each was kept",
    MappingProxyType({"met": "Kept", "missed": "Missed", "running": "Still running"}),
)
NRM = Table(
    "nrm",
    "How each of them stands in the National Referral Mechanism, or what helps them outside it",
    MappingProxyType({
        "not_sent": "Not sent yet",
        "waiting": "Sent, decision awaited",
        "reasonable": "Reasonable grounds: yes",
        "conclusive": "Conclusive grounds: yes",
        "supported": "Outside it, supported",
        "ended": "Outside it, support ended",
        "declined": "Outside it, declined support",
        "no_support": "Outside it, no support yet",
    }),
)  # fmt: skip
"""One table, since the total of one of people outside it would give away a count of the other."""
TASKS = Table(
    "four_ps",
    "People for whom something was asked that serves each of the four Ps, some under several",
    FOUR_PS,
)
TABLES = (STAGES, PATHWAYS, CLOCKS, NRM, TASKS)

NRM_OF: Mapping[str, str] = MappingProxyType({
    "submitted": "waiting", "reconsideration": "waiting", "suspended": "waiting",
    "rg_positive": "reasonable", "cg_positive": "conclusive",
})  # fmt: skip
"""The category of each state of the NRM track in which it may still give something, once sent."""

NOT_IN_NRM = frozenset({"no_grounds", "dtn_sent", "withdrawn", "rg_negative", "cg_negative"})
"""States in which the NRM gives a person nothing, so that support is found outside it (S57)."""

SUPPORT_OF: Mapping[str, str] = MappingProxyType({
    "accepted": "supported", "active": "supported", "move_on": "supported",
    "ended": "ended", "declined": "declined",
})  # fmt: skip
"""The category of each state of the support track; any other is a need that is not met."""


def categories(stage: str, pathway: str, nrm: str, support: str) -> dict[str, str]:
    """In which category of each table a case stands."""
    outside = SUPPORT_OF.get(support, "no_support")
    stands = outside if nrm in NOT_IN_NRM else NRM_OF.get(nrm, "not_sent")
    return {"stages": stage, "pathways": pathway, "nrm": stands}
