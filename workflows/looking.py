"""Which ways of looking at cases are unusual, by four rules anybody can be told (AU6).

A finding is a question to ask, never a verdict. Logs are for what DPA 2018 s62(4) names, and not
for league tables: nothing here counts how much somebody works.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from workflows.definition import Choice

MANY_WITHOUT_ACTION = 15
MOST_OF_THEM = 0.8
MANY_IN_AN_HOUR = 30
SOME_AT_NIGHT = 3
NIGHT = (22, 6)
"""From and until which hour, by the clock in England, only those on a rota are at work."""

SOFT_AN_HOUR, HARD_AN_HOUR, MISSES_AN_HOUR = 120, 300, 50
"""Views of cases in an hour that are reported, and refused; unknown references that are (RL1).

Every page of one case is a view of it: its form, its documents and its clocks like itself.
"""

EXPORTS_A_DAY = 5
"""Copies that one person takes out of the service in a day (RL1)."""

SAMPLE_OF_A_TEAM = 3
SAMPLE_WORKING_DAYS = 5
"""Looks drawn for each team every week, and by when its supervisor answers for each."""

DAY_ROLES = frozenset({
    "cse_coordinator", "la_children_social_worker", "la_adult_social_worker", "lscb_member",
    "sab_member", "ngo_support_worker", "health_practitioner", "competent_authority", "auditor",
})  # fmt: skip
RULES: Mapping[str, str] = MappingProxyType({
    "no_action": "Opened {number} cases in a day and did nothing on them, then or in the month "
                 "before",
    "many_in_hour": "Opened {number} different cases within one hour",
    "at_night": "Opened {number} cases at night, without working on them",
    "own_surname": "Opened {number} case(s) with somebody of their own surname in it",
    "many_views": "Asked for cases {number} times within one hour",
    "walk": "Tried {number} references within one hour that are not there for them",
})  # fmt: skip
"""What each rule found, in words."""

EXPLAINED: Mapping[str, str] = MappingProxyType({
    "no_action": f"At least {MANY_WITHOUT_ACTION} cases opened in a day without an act on them in "
                 "the month before or since, and most of what was opened that day",
    "many_in_hour": f"More than {MANY_IN_AN_HOUR} different cases within 60 minutes",
    "at_night": f"At least {SOME_AT_NIGHT} cases between 22:00 and 06:00: without an act on them, "
                "or by somebody whose role works by day",
    "own_surname": "A person in the case has the surname of whoever opened it. Often chance",
    "many_views": f"More than {SOFT_AN_HOUR} views in an hour. From {HARD_AN_HOUR} on they are "
                  "refused until the hour has passed",
    "walk": f"{MISSES_AN_HOUR} references in an hour that do not exist for them. They are refused "
            "all cases until the hour has passed",
})  # fmt: skip
ANSWERS = (
    Choice("justified", "It was part of their work"),
    Choice("not_justified", "It was not", "The auditor takes it on"),
)


@dataclass(frozen=True)
class Look:
    """One case opened: when, by the clock in England; `acted`, if they also worked on it."""

    case: int
    at: dt.datetime
    acted: bool = False
    surname: bool = False


def findings(role: str, looks: Sequence[Look]) -> dict[str, int]:
    """What the rules find in one person's looks of one day, and how many cases it was."""
    found = {
        "no_action": _no_action(looks),
        "many_in_hour": _many_in_an_hour(looks),
        "at_night": _at_night(role, looks),
        "own_surname": len({look.case for look in looks if look.surname}),
    }
    return {rule: number for rule, number in found.items() if number}


def _no_action(looks: Iterable[Look]) -> int:
    looks = list(looks)
    idle = {look.case for look in looks if not look.acted}
    opened = {look.case for look in looks}
    most = len(idle) >= MOST_OF_THEM * len(opened)
    return len(idle) if len(idle) >= MANY_WITHOUT_ACTION and most else 0


def _many_in_an_hour(looks: Iterable[Look]) -> int:
    """The most different cases in any 60 minutes."""
    ordered = sorted(looks, key=lambda look: look.at)
    hour, first, most = dt.timedelta(hours=1), 0, 0
    for last, look in enumerate(ordered):
        while look.at - ordered[first].at > hour:
            first += 1
        most = max(most, len({each.case for each in ordered[first : last + 1]}))
    return most if most > MANY_IN_AN_HOUR else 0


def _at_night(role: str, looks: Iterable[Look]) -> int:
    late, early = NIGHT
    cases = {
        look.case
        for look in looks
        if (look.at.hour >= late or look.at.hour < early) and (role in DAY_ROLES or not look.acted)
    }
    return len(cases) if len(cases) >= SOME_AT_NIGHT else 0
