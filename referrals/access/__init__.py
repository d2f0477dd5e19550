"""The one door to a case: who may come in, by which right, and what is locked for them."""

from referrals.access.door import (
    CONDITIONED,
    HEARS,
    fetch,
    fetch_quietly,
    finds,
    known_to_auditors,
    opened,
    opens_for,
    track_of,
    visible_to,
    why,
    without_conflict,
    worded,
    works_here,
)
from referrals.access.people import accredited, coordinates, in_conflict, may_hear
from referrals.access.repeats import only_once
from referrals.access.roles import (
    EMERGENCY_ROLES,
    SEARCHERS,
    Verb,
)
from referrals.access.ways import (
    COVERS,
    EMERGENCY,
    NAMED_READER,
    OFFERED,
    SHARED,
    WAYS_IN,
    Rule,
    ways_in,
)

__all__ = [
    "CONDITIONED",
    "COVERS",
    "EMERGENCY",
    "EMERGENCY_ROLES",
    "HEARS",
    "NAMED_READER",
    "OFFERED",
    "SEARCHERS",
    "SHARED",
    "WAYS_IN",
    "Rule",
    "Verb",
    "accredited",
    "coordinates",
    "fetch",
    "fetch_quietly",
    "finds",
    "in_conflict",
    "known_to_auditors",
    "may_hear",
    "only_once",
    "opened",
    "opens_for",
    "track_of",
    "visible_to",
    "ways_in",
    "why",
    "without_conflict",
    "worded",
    "works_here",
]
