"""Who may open a case for a time, why, and what must be said of it afterwards.

Domain section e, rule 8 (emergency access), R23 (boards), R27 (restricted cases) and the auditor's
grant. Times are minutes, hours or working days, as each name says.
"""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition import Choice
from workflows.shares import NAMES
from workflows.sharing import Tier

EMERGENCY_MINUTES = 60
CONFIRMED_MINUTES = 5
"""How old the password or code may be with which somebody opens a case in an emergency."""

REVIEW_WORKING_DAYS = 3
"""When the review of an emergency is overdue."""

SHORTEST_REASON = 20
"""Characters of a reason in somebody's own words."""

CONFLICT_HOURS = 4
"""Elapsed hours in which somebody says whether a conflict that leaves nobody to answer is one."""

CONFLICT_ANSWERS = (
    Choice("lift", "There is no conflict", "Another person of the same name: it is theirs again"),
    Choice(
        "confirm",
        "There is one",
        "Whoever led it no longer does; your team supports it if its own has no supervisor left",
    ),
)

EMERGENCY_REASONS = (
    Choice("missing", "They are missing, and an address or contact is needed now"),
    Choice("danger", "Somebody is in danger now"),
    Choice("found", "They have been found, and whoever is with them must know what is known"),
    Choice("suspect_seen", "A suspect has been seen or stopped"),
    Choice("other", "Another emergency"),
)
REVIEWS = (
    Choice("justified", "Justified", "Somebody had to know then, and nobody could be asked"),
    Choice("not_justified", "Not justified", "The auditor and professional standards take it on"),
    Choice("needs_more", "Needs more", "Whoever opened it is asked to say more"),
)
BOARD_PURPOSES = (
    Choice("multi_agency_review", "A multi-agency review", "For 28 days"),
    Choice("audit_sample", "An audit sample", "For 7 days"),
)
BOARD_DAYS: Mapping[str, int] = MappingProxyType({"multi_agency_review": 28, "audit_sample": 7})
"""How long a board sees a case for each purpose, in calendar days (R23)."""

GRANT_REASONS = (
    Choice("complaint", "A complaint or an allegation about how it was handled"),
    Choice("inspection", "An inspection or an inquiry"),
    Choice("emergency_review", "To review an emergency access"),
    Choice("unusual_viewing", "To look into unusual viewing"),
)
LONGEST_GRANT_DAYS = 7
GRANTED: Mapping[Tier, str] = MappingProxyType(
    {**NAMES, Tier.INTELLIGENCE: "Intelligence", Tier.INTERVIEW: "Interviews"}
)
"""What a grant may open to an auditor; the record of who looked is theirs without one."""


def label_of(choices: tuple[Choice, ...], code: str) -> str:
    """The words of a code of one of these lists."""
    return next((choice.label for choice in choices if choice.code == code), code)
