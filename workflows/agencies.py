"""Kinds of agency, team codes, areas, and who may or must tell the NRM."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

KINDS: Mapping[str, str] = MappingProxyType({
    "police": "Police",
    "la": "Local authority",
    "health": "Health",
    "ngo": "Charity or support organisation",
    "home_office": "Home Office",
    "other": "Another organisation",
})  # fmt: skip

ROLES: Mapping[str, str] = MappingProxyType({
    "response_officer": "Response officer",
    "response_supervisor": "Response supervisor",
    "ppd_investigator": "PPD investigator",
    "ppd_supervisor": "PPD supervisor",
    "fcid_investigator": "FCID investigator",
    "fcid_supervisor": "FCID supervisor",
    "cse_coordinator": "CSE co-ordinator",
    "la_children_social_worker": "Children’s social worker",
    "la_adult_social_worker": "Adults’ social worker",
    "lscb_member": "Safeguarding children board member",
    "sab_member": "Safeguarding adults board member",
    "ngo_support_worker": "Support worker",
    "health_practitioner": "Health practitioner",
    "competent_authority": "Competent authority",
    "system_admin": "System administrator",
    "auditor": "Auditor",
})  # fmt: skip


def any_of(roles: Collection[str]) -> str:
    """Roles as the people who may do something: support worker or CSE co-ordinator."""
    named = [
        label if label[1].isupper() else label[0].lower() + label[1:]
        for role, label in ROLES.items()
        if role in roles
    ]
    return " or ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


TEAMS: Mapping[str, str] = MappingProxyType({
    "ppd_child_abuse": "Child Abuse Team",
    "ppd_cse": "CSE Team",
    "ppd_adult_abuse": "Adult Abuse Team",
    "ppd_vulnerable_adult": "Vulnerable Adult Team",
    "fcid": "FCID",
})  # fmt: skip

ETT = "ett"
ETT_NAME = "Emerging Threats Team"
"""A unit of FCID (S8 to S11) that is asked for tasking: it supports, and leads no case."""

AREAS: Mapping[str, str] = MappingProxyType({
    "birmingham": "Birmingham",
    "coventry": "Coventry",
    "dudley": "Dudley",
    "sandwell": "Sandwell",
    "solihull": "Solihull",
    "walsall": "Walsall",
    "wolverhampton": "Wolverhampton",
    "other": "Somewhere else",
})  # fmt: skip

LPUS: Mapping[str, str] = MappingProxyType({
    "birmingham_north": "Birmingham North",
    "birmingham_east": "Birmingham East",
    "birmingham_south": "Birmingham South",
    "birmingham_west_and_central": "Birmingham West and Central",
    "coventry": "Coventry",
    "dudley": "Dudley",
    "sandwell": "Sandwell",
    "solihull": "Solihull",
    "walsall": "Walsall",
    "wolverhampton": "Wolverhampton",
})  # fmt: skip

PLACES: Mapping[str, str] = MappingProxyType({
    "here": "In this force area",
    "other_force": "In another force area of England and Wales",
    "outside_england_and_wales": "Outside England and Wales only",
})  # fmt: skip

EXPLOITATION: Mapping[str, str] = MappingProxyType({
    "forced_to_work": "Forced to work",
    "wages_taken": "Wages taken",
    "forced_fraud": "Forced to commit fraud",
    "forced_prostitution": "Forced into prostitution",
    "child_sexual_exploitation": "Sexual exploitation of a child",
    "held_and_sexually_assaulted": "Taken, held and sexually assaulted",
    "forced_crime": "Forced to commit crime",
    "organs_removed": "Organs removed",
    "domestic_work": "Unpaid household work",
    "other": "Something else",
})  # fmt: skip

DISPOSITIONS: Mapping[str, str] = MappingProxyType({
    "adult_social_care": "Adult social care",
    "children_social_care": "Children’s social care",
    "ngo": "A charity or support organisation",
    "housing": "Housing",
    "health": "Health",
    "voluntary_return": "Voluntary return",
    "declined": "They do not want support",
    "none_needed": "No support is needed",
})  # fmt: skip

# Support for Victims of Human Trafficking guidance; College of Policing APP, first response.
FIRST_RESPONDERS: tuple[str, ...] = (
    "Police forces", "Local authorities", "Border Force", "UK Visas and Immigration",
    "Immigration Enforcement", "National Crime Agency", "GLAA or Fair Work Agency",
    "Salvation Army", "Migrant Help", "Medaille Trust", "Kalayaan", "Barnardo’s", "NSPCC",
    "Unseen", "BAWSO", "New Pathways", "Refugee Council",
)  # fmt: skip

# Modern Slavery Act 2015 s52: public authorities only, so no charity.
OWES_DUTY_TO_NOTIFY: tuple[str, ...] = (
    "Police forces", "British Transport Police", "National Crime Agency", "Local authorities",
    "GLAA or Fair Work Agency",
)  # fmt: skip


def same_name(name: object) -> str:
    """A name as it is compared: whole, but blind to capitals and spaces."""
    return " ".join(str(name).casefold().split())


RESPONSE = frozenset({"response_officer", "response_supervisor"})
INVESTIGATORS = frozenset({"ppd_investigator", "fcid_investigator"})
SUPERVISORS = frozenset({"ppd_supervisor", "fcid_supervisor"})
RESPONSE_SUPERVISORS = frozenset({"response_supervisor"})
POLICE_SUPERVISORS = SUPERVISORS | RESPONSE_SUPERVISORS
TEAM_ROLES = RESPONSE | INVESTIGATORS | SUPERVISORS
"""Police roles that do their work in a team, and hold cases through it."""

AUDITORS = frozenset({"auditor"})
POLICE = TEAM_ROLES | {"cse_coordinator"}
"""Police roles that hold cases at all."""

SOCIAL_WORKERS = frozenset({"la_children_social_worker", "la_adult_social_worker"})
ROLES_OF: Mapping[str, frozenset[str]] = MappingProxyType({
    "police": POLICE | AUDITORS | {"system_admin"},
    "la": SOCIAL_WORKERS,
    "health": frozenset({"health_practitioner"}),
    "ngo": frozenset({"ngo_support_worker"}),
    "board": frozenset({"lscb_member", "sab_member"}),
    "competent_authority": frozenset({"competent_authority"}),
    "home_office": frozenset({"competent_authority"}),
})  # fmt: skip
"""The roles that a person of each kind of agency may be given (domain section e)."""

NRM_USERS = POLICE | SOCIAL_WORKERS | {"ngo_support_worker"}
DECIDERS = INVESTIGATORS | {"competent_authority"}
SUPPORTERS = INVESTIGATORS | SOCIAL_WORKERS | RESPONSE_SUPERVISORS | {"ngo_support_worker"}
