"""How long a case is kept: review dates and the first day of disposal, by group of the MoPI code.

Management of Police Information (College of Policing APP, Review, retention and disposal): records
are held in groups by the harm they are about. The years are defaults that a force must confirm
[M]. A review decides to keep or to dispose; nothing is ever disposed of by itself (RT1).
"""

from dataclasses import dataclass
from datetime import date

from workflows.facts import birthday

AGE_KEPT_TO = 100


@dataclass(frozen=True)
class Group:
    """One group: what is in it, the years it is kept, the years between reviews, and the source.

    `years` counts from closing; None keeps until the person would be 100.
    """

    number: int
    label: str
    years: int | None
    review_years: int
    source: str


GROUPS = (
    Group(
        1,
        "Public protection: exploitation, trafficking, a threat to life",
        None,
        10,
        "APP group 1: until age 100, a review every 10 years",
    ),
    Group(
        2,
        "Other sexual, violent or serious offences",
        10,
        10,
        "APP group 2: 10 years clear, then a review every 10 years",
    ),
    Group(
        3,
        "Everything else",
        6,
        5,
        "APP group 3: 6 years, the first review of the code, then every 5",
    ),
)
BY_NUMBER = {group.number: group for group in GROUPS}
PROTECTING = frozenset({"cse", "child_trafficking", "adult_modern_slavery"})

HOLDS = {
    "court": "A court or a prosecution needs it",
    "inquiry": "An inquiry may ask for it",
    "complaint": "A complaint or a misconduct investigation",
    "claim": "A civil claim",
    "access_request": "Somebody asked for what is held about them",
}
"""Why a case is held. A hold always wins; one for an inquiry may stand over every case (IICSA)."""

KEEP_REASONS = {
    "risk": "The person or somebody else may still be at risk",
    "offender": "Somebody suspected may offend again",
    "unsolved": "It was never solved",
    "pattern": "It may be part of a pattern",
}


@dataclass(frozen=True)
class Kept:
    """What the rule needs to know of a case."""

    pathway: str
    opened_on: date
    closed_on: date | None = None
    born_on: date | None = None
    serious: bool = False
    threat_to_life: bool = False
    reviewed_on: date | None = None


@dataclass(frozen=True)
class Schedule:
    """When a case is next reviewed, and from which day it may be disposed of; None while open."""

    group: Group
    review_on: date | None
    earliest: date | None


def group_of(kept: Kept) -> Group:
    """Exploitation and a threat to life are public protection; doubt goes to the longer."""
    if kept.pathway in PROTECTING or kept.threat_to_life:
        return BY_NUMBER[1]
    return BY_NUMBER[2 if kept.serious or kept.pathway == "related_offence" else 3]


def schedule(kept: Kept) -> Schedule:
    """No case is disposed of while it is open, nor before the last day that any rule gives it."""
    group = group_of(kept)
    if kept.closed_on is None:
        return Schedule(group, None, None)
    earliest = _earliest(group, kept, kept.closed_on)
    since = max(kept.closed_on, kept.reviewed_on or kept.closed_on)
    review = birthday(since, group.review_years)
    first = min(review, earliest) if kept.reviewed_on is None else review
    return Schedule(group, first, earliest)


def _earliest(group: Group, kept: Kept, closed_on: date) -> date:
    if group.years is not None:
        return birthday(closed_on, group.years)
    begun = kept.born_on or kept.opened_on  # nobody's age is guessed: 100 years from what is known
    return max(birthday(begun, AGE_KEPT_TO), birthday(closed_on, group.review_years))


PARTNER_YEARS = {"health": 8, "ngo": 6, "la": 25}
"""How long a partner keeps its own copy after a share ends, in years (NHS code; limitation) [M]."""

CHILDS_COPY_TO = 25
"""A partner keeps what concerns a child until at least this birthday [M]."""


COPY_WARNED_DAYS = 30
"""Calendar days before a copy is to go that its partner is asked about it, and between asking
again once its day is past: a local target."""


def copy_goes(kind: str, ended_on: date, born_on: date | None, *, child: bool) -> date:
    """By when a partner's own copy is to go: its own schedule, from the day the share ended.

    It is the last day of a year, since a day told a birthday. A child (R2) whose birthday that
    partner was not told is taken for newly born, the longest there is.
    """
    until = birthday(ended_on, PARTNER_YEARS.get(kind, PARTNER_YEARS["ngo"]))
    if child:
        until = max(until, birthday(born_on or ended_on, CHILDS_COPY_TO))
    return date(until.year, 12, 31)


def copy_words(kind: str) -> str:
    """The same before it has begun, for whoever holds a case now."""
    years = PARTNER_YEARS.get(kind, PARTNER_YEARS["ngo"])
    return (
        f"To be disposed of {years} years after the sharing ends, at the end of that year. "
        f"Of a child, not before the year in which they are {CHILDS_COPY_TO}"
    )
