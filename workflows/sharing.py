"""Who may hold which tier of a case: domain section e as one table."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from workflows.agencies import ETT
from workflows.answers import REFERRALS, authorities_told, may_be_named
from workflows.eras import submitted_on
from workflows.facts import CaseFacts
from workflows.routing import teams


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

NOTHING: Mapping[Tier, Level] = MappingProxyType({})
TIER_OF_TRACK: Mapping[str, Tier] = MappingProxyType({
    "response": Tier.SAFEGUARDING,
    "safeguarding": Tier.SAFEGUARDING,
    "investigation": Tier.ALLEGATION,
    "nrm": Tier.NRM_DECISION,
    "support": Tier.SUPPORT,
    "case": Tier.SAFEGUARDING,
})  # fmt: skip
"""Where a track stands is as guarded as what it is about."""
NAMED_BY_DTN = frozenset({Tier.IDENTITY, Tier.CONTACT})
AUTHORITIES = ("la_children", "la_adults")
"""Standings of the local authorities that were told of a case."""
AGREED = frozenset({"accepted", "active", "move_on", "ended"})


def standing_of(band: str) -> str:
    """The standing by which an authority holds the case of somebody of this age band (R2)."""
    children, adults = AUTHORITIES
    return adults if band == "adult" else children


def held(role: str, facts: CaseFacts) -> Mapping[Tier, Level]:
    """What a role would hold of this case if assigned to it (domain section e)."""
    condition = CONDITIONS.get(role)
    if condition and not condition(facts):
        return NOTHING
    if role == "competent_authority" and not submitted_on(facts):
        return _of_a_notice(facts)
    return TABLE[role]


def _of_a_notice(facts: CaseFacts) -> Mapping[Tier, Level]:
    """A duty-to-notify notice names nobody unless the adult agreed to be named (s52(3), R18)."""
    if may_be_named(facts):
        return TABLE["competent_authority"]
    row = TABLE["competent_authority"].items()
    return {tier: level for tier, level in row if tier not in NAMED_BY_DTN}


def _ppd(facts: CaseFacts) -> bool:
    return any(team.startswith("ppd_") for team in teams(facts))


def _fcid(facts: CaseFacts) -> bool:
    """Or its unit ETT, which is asked to support (S8 to S11)."""
    return bool({"fcid", ETT} & teams(facts))


def _child(facts: CaseFacts) -> bool:
    return facts.treat_as_child


def _adult(facts: CaseFacts) -> bool:
    return facts.adult


def _sexual_child(facts: CaseFacts) -> bool:
    return facts.treat_as_child and facts.sexual


def _la_told(facts: CaseFacts) -> bool:
    return bool(authorities_told(facts))


def _childrens_la(facts: CaseFacts) -> bool:
    return facts.treat_as_child and _la_told(facts)


def _adults_la(facts: CaseFacts) -> bool:
    """Told of the adult, or asked to look into a concern under the Care Act 2014 s42."""
    return facts.adult and bool(authorities_told(facts, *REFERRALS))


def _ngo(facts: CaseFacts) -> bool:
    """An adult has agreed to it; for a child the authority that instructs it has been told."""
    return facts.state("support") in AGREED if facts.adult else _la_told(facts)


def _sent(facts: CaseFacts) -> bool:
    return submitted_on(facts) is not None or facts.latest("dtn_sent") is not None


CONDITIONS: Mapping[str, Callable[[CaseFacts], bool]] = MappingProxyType({
    "ppd_investigator": _ppd,
    "ppd_supervisor": _ppd,
    "fcid_investigator": _fcid,
    "fcid_supervisor": _fcid,
    "cse_coordinator": _sexual_child,
    "la_children_social_worker": _childrens_la,
    "la_adult_social_worker": _adults_la,
    "lscb_member": _child,
    "sab_member": _adult,
    "ngo_support_worker": _ngo,
    "competent_authority": _sent,
})  # fmt: skip
