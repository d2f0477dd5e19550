"""The keys a case may be told with, each with what it may hold (explain, "Facts in")."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.agencies import AREAS, DISPOSITIONS, EXPLOITATION, KINDS, TEAMS
from workflows.facts import (
    START,
    BestInterests,
    CaseFacts,
    Consent,
    Dtn,
    Event,
    Mover,
    Organisation,
)
from workflows.reading import (
    BadFacts,
    Shape,
    a_set,
    built,
    day,
    fields,
    instant,
    moment,
    needs,
    one_of,
    several,
    text,
    yes_no,
)
from workflows.sharing import ROLES
from workflows.tracks import TRACKS

OUTCOME: Shape = {"outcome": one_of(("positive", "negative")), "early_reason": text}
LA: Shape = {"name": text, "phone": text, "email": text}
EVENTS: Mapping[str, Shape] = MappingProxyType({
    "logged": {},
    "crime_reported": {},
    "la_referral_made": {"la": built(dict, LA)},
    "la_referral_received": {},
    "strategy_discussion_started_s47": {},
    "nrm_submitted": {},
    "dtn_sent": {},
    "rg_decision": OUTCOME,
    "cg_decision": OUTCOME,
    "reconsideration_requested": {
        "ground": one_of(("new_evidence", "not_in_line_with_guidance")),
        "extension_reason": text,
    },
    "consent_withdrawn": {
        "method": one_of(("written", "verbal")),
        "to": one_of(("first_responder", "other")),
    },
    "consent_to_remain": {"answer": one_of(("yes", "no"))},
    "went_missing": {},
    "returned": {},
    "victim_update_trigger": {
        "what": one_of((
            "arrest", "interview_under_caution", "release", "bail_change", "no_investigation",
        )),
    },
    "age_determined": {
        "age_band": one_of(("child", "adult", "unknown")),
        "by": one_of(("la_assessment", "document", "court")),
    },
    "draft_updated": {},
    "turned_18": {},
    "case_closed": {},
    "case_reopened": {},
})  # fmt: skip


def event(value: object, key: str) -> Event:
    if not isinstance(value, dict):
        raise BadFacts(key, "must be an object")
    needs(value, "kind", key)
    kind = one_of(EVENTS)(value["kind"], f"{key}.kind")
    found = fields(value, key, {"kind": text, "at": moment, **EVENTS[kind]})
    needs(found, "at", key)
    at, day_only = found.pop("at")
    return Event(found.pop("kind"), at, day_only, MappingProxyType(found))


def standings(value: object, key: str) -> Mapping[str, str]:
    states = {code: one_of(s.code for s in TRACKS[code].states) for code in START if code != "case"}
    return MappingProxyType(fields(value, key, states))


ACTOR: Shape = MappingProxyType({
    "role": one_of(ROLES),
    "team": text,
    "pip2": yes_no,
    "conflict": yes_no,
    "assigned": yes_no,
})  # fmt: skip


def mover(value: object, key: str) -> Mover:
    """Police are known by their team's code; other teams by any name."""
    found: Mover = built(Mover, ACTOR, "role")(value, key)
    if found.team is not None and found.role.startswith(("ppd_", "fcid_")):
        one_of(TEAMS)(found.team, f"{key}.team")
    return found


CONSENT: Shape = {
    "given": yes_no,
    "at": instant,
    "method": one_of(("written", "verbal")),
    "interpreter": one_of(("not_needed", "independent", "accompanying_person", "none")),
    "explained": a_set(one_of(("nrm", "support", "outcomes", "privacy", "sharing"))),
    "taken_by": one_of(("first_responder", "other")),
}
FACTS: Shape = MappingProxyType({
    "now": instant,
    "area": one_of(AREAS),
    "age_band": one_of(("child", "adult", "unknown")),
    "born_on": day,
    "age_verified": yes_no,
    "age_at_exploitation": one_of(("child", "adult", "both", "unknown")),
    "ms_indicator": yes_no,
    "offence_suspected": yes_no,
    "smuggling_only": yes_no,
    "exploitation_types": a_set(one_of(EXPLOITATION)),
    "sexual_exploitation": yes_no,
    "sexual_assault_alleged": yes_no,
    "vulnerable_adult": one_of(("yes", "no", "unknown")),
    "lacks_capacity_for_nrm": yes_no,
    "missing": yes_no,
    "threat_to_life": yes_no,
    "immediate_safety_confirmed": yes_no,
    "safety_plan": yes_no,
    "risk_to_others_answered": yes_no,
    "ended_on": day,
    "lpus_of_exploitation": a_set(text),
    "tracks": standings,
    "secured": yes_no,
    "support_disposition": one_of(DISPOSITIONS),
    "former_leads": a_set(one_of(TEAMS)),
    "consent": built(Consent, CONSENT),
    "best_interests": built(
        BestInterests,
        {"approved_by_supervisor": yes_no, "seen_by_la_adult": yes_no, "on": day},
    ),
    "dtn": built(
        Dtn,
        {
            "identifying": yes_no,
            "agrees_to_be_named": yes_no,
            "narrative": one_of(("none", "checked", "unchecked")),
        },
    ),
    "form_complete": yes_no,
    "nationality_group": one_of(("uk", "eea", "other", "unknown")),
    "live_immigration_issue": yes_no,
    "removal_to_convention_state": yes_no,
    "submitting_organisation": built(
        Organisation,
        {
            "kind": one_of(KINDS),
            "designated_first_responder": yes_no,
            "owes_duty_to_notify": yes_no,
        },
    ),
    "devolved_pilot_area": yes_no,
    "actor": mover,
    "events": several(event),
})  # fmt: skip


def from_json(document: object) -> tuple[CaseFacts, Mover | None]:
    """The facts and who would move, or BadFacts naming the key."""
    found = fields(document, "", FACTS)
    needs(found, "now", "")
    actor = found.pop("actor", None)
    facts = CaseFacts(**found)
    last = facts.latest("case_closed", "case_reopened")
    closed = last is not None and last.kind == "case_closed"
    return CaseFacts(**found, closed=closed), actor
