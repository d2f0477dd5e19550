"""Who may hold which tier of a case: domain section e as one table."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Tier(StrEnum):
    """How guarded a piece of information is; the columns of section e, with support and audit."""

    IDENTITY = "identity"
    CONTACT = "contact"
    ALLEGATION = "allegation"
    INTELLIGENCE = "intelligence"
    MEDICAL = "medical"
    INTERVIEW = "interview"
    NRM_DECISION = "nrm_decision"
    SAFEGUARDING = "safeguarding"
    SUPPORT = "support"
    TASKS = "tasks"
    AUDIT = "audit"


class Level(StrEnum):
    """What a reader may do with a tier. No level at all is nothing at all."""

    WRITE = "write"
    READ = "read"
    SUMMARY = "summary"
    RELEASED = "released"
    MASKED = "masked"


COLUMNS = (
    Tier.IDENTITY,
    Tier.CONTACT,
    Tier.ALLEGATION,
    Tier.INTELLIGENCE,
    Tier.MEDICAL,
    Tier.INTERVIEW,
    Tier.NRM_DECISION,
    Tier.SAFEGUARDING,
    Tier.TASKS,
    Tier.SUPPORT,
    Tier.AUDIT,
)
LETTERS = {
    "W": Level.WRITE,
    "R": Level.READ,
    "s": Level.SUMMARY,
    "x": Level.RELEASED,
    "m": Level.MASKED,
}

# One letter a column, in the order of COLUMNS; a dot is nothing.
ROWS = {
    "response_officer": "W W W W s W s W W . .",
    "response_supervisor": "R R R R s R s R W R .",
    "ppd_investigator": "W W W W R W W R W R .",
    "ppd_supervisor": "W W W W R W W R W R R",
    "fcid_investigator": "W W W W s W W s W R .",
    "fcid_supervisor": "W W W W s W W s W R R",
    "cse_coordinator": "R R R R s s s W W R .",
    "la_children_social_worker": "W W R x R s R W W W .",
    "la_adult_social_worker": "R R s x R . s W W W .",
    "lscb_member": "m . s . . . s R s s .",
    "sab_member": "m . s . . . s R s s .",
    "ngo_support_worker": "R R s . s . s s W W .",
    "health_practitioner": "R R s . W . . s W s .",
    "competent_authority": "R R R R R R W s W . .",
    "system_admin": ". . . . . . . . . . .",
    "auditor": ". . . . . . . . . . R",
}
ROLES = tuple(ROWS)


def _row(letters: str) -> Mapping[Tier, Level]:
    pairs = zip(COLUMNS, letters.split(), strict=True)
    return MappingProxyType({tier: LETTERS[mark] for tier, mark in pairs if mark != "."})


TABLE: Mapping[str, Mapping[Tier, Level]] = MappingProxyType(
    {role: _row(letters) for role, letters in ROWS.items()}
)
