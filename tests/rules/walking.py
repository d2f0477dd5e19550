"""What a walk may meet: cases to begin with, people to act, and facts to be learnt on the way."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

from tests.rules.model import Case, adult
from workflows.facts import BestInterests, CaseFacts, Consent, Dtn, Event, Mover, Organisation

WEDNESDAY = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
POLICE = {"kind": "police", "designated_first_responder": True, "owes_duty_to_notify": True}
CHARITY = {"kind": "ngo", "designated_first_responder": False, "owes_duty_to_notify": False}
LA = {"name": "Coventry", "phone": "024 7601 0101", "email": "duty@coventry.example"}
QUEUED = {"investigation": "queued"}
CHILD = {"age_band": "child", "submitting_organisation": POLICE}
GROWN = {"age_band": "adult", "vulnerable_adult": "no", "submitting_organisation": POLICE}
NO_SLAVERY = {"ms_indicator": False, "offence_suspected": True}
BEGINNINGS = {
    "cse": (CHILD | NO_SLAVERY | {"sexual_exploitation": True}, QUEUED),
    "child_trafficking": (
        CHILD | {"ms_indicator": True, "born_on": date(2008, 9, 14), "age_verified": True},
        QUEUED,
    ),
    "adult_modern_slavery": (GROWN | {"ms_indicator": True}, QUEUED),
    "exploited_as_a_child": (
        GROWN | {"ms_indicator": True, "age_at_exploitation": "child"},
        QUEUED,
    ),
    "related_offence": (GROWN | NO_SLAVERY, QUEUED | {"nrm": "no_grounds"}),
    "support_only": (
        GROWN | {"ms_indicator": False, "offence_suspected": False},
        {"investigation": "not_applicable", "nrm": "no_grounds"},
    ),
    "in_2014": (GROWN | {"ms_indicator": True}, {}),
}
"""Section b, "All five tracks always exist", a person exploited as a child (R7), and 2014."""

NOBODY = {
    "response": "logged",
    "safeguarding": "not_started",
    "investigation": "not_routed",
    "nrm": "not_assessed",
    "support": "not_offered",
}


def begun(name):
    said, standing = BEGINNINGS[name]
    now = datetime(2014, 4, 2, 8, 30, tzinfo=UTC) if name == "in_2014" else WEDNESDAY
    return Case(now, dict(said), NOBODY | standing, [("logged", now, {})])


def detective(team="ppd_child_abuse", **more):
    return {"role": "ppd_investigator", "team": team, "pip2": True, "assigned": True} | more


def supervisor(team="ppd_child_abuse", **more):
    return {"role": "ppd_supervisor", "team": team, "assigned": True} | more


PEOPLE = (
    None,
    {"role": "response_officer", "assigned": True},
    {"role": "response_officer"},
    {"role": "response_supervisor", "assigned": True},
    {"role": "response_supervisor", "is_owner": True},
    detective(),
    detective(conflict=True),
    detective(pip2=False, assigned=False),
    detective("ppd_cse"),
    detective("ppd_adult_abuse"),
    {"role": "fcid_investigator", "team": "fcid", "pip2": True, "assigned": True},
    supervisor(),
    supervisor(leads=True),
    supervisor("ppd_cse", asked_for_closing=True),
    supervisor("ppd_adult_abuse"),
    {"role": "fcid_supervisor", "team": "fcid", "asked_for_closing": True},
    {"role": "la_children_social_worker", "assigned": True},
    {"role": "la_adult_social_worker", "assigned": True},
    {"role": "ngo_support_worker", "assigned": True, "gives_support": True},
    {"role": "ngo_support_worker", "assigned": True, "gives_support": False},
    {"role": "cse_coordinator", "assigned": True},
    {"role": "health_practitioner", "assigned": True},
    {"role": "competent_authority"},
    {"role": "auditor"},
)

ALL = ["nrm", "support", "outcomes", "privacy", "sharing"]


def answered(given, **more):
    full = {"method": "written", "interpreter": "independent", "explained": ALL}
    return {"consent": {"given": given, "taken_by": "first_responder"} | full | more}


NAMELESS = {"identifying": False, "agrees_to_be_named": False, "narrative": "none"}
BEST = {"approved_by_supervisor": False, "seen_by_la_adult": False, "on": date(2014, 1, 1)}
DECIDED = BEST | {"approved_by_supervisor": True, "seen_by_la_adult": True}
SAID = (  # facts that are written down and start nothing
    {"immediate_safety_confirmed": True},
    {"immediate_safety_confirmed": False},
    {"exploitation_types": ["forced_to_work"]},
    {"risk_to_others_answered": True},
    {"threat_to_life": True},
    {"safety_plan": True},
    {"plan_refused": True},
    answered(True),
    answered(True, explained=["nrm"], interpreter="accompanying_person"),
    answered(True, method="verbal"),
    answered(True, method="verbal", taken_by="other"),
    answered(False),
    answered(False) | {"dtn": NAMELESS},
    {"lacks_capacity_for_nrm": True},
    {"lacks_capacity_for_nrm": False},
    {"best_interests": BEST},
    {"best_interests": DECIDED},
    {"dtn": NAMELESS},
    {"dtn": NAMELESS | {"narrative": "unchecked"}},
    {"dtn": NAMELESS | {"identifying": True, "agrees_to_be_named": True}},
    {"form_complete": True},
    {"submitting_organisation": CHARITY},
    {"submitting_organisation": POLICE},
    {"support_disposition": "housing"},
    {"vulnerable_adult": "yes"},
    {"vulnerable_adult": "unknown"},
    {"sexual_assault_alleged": True},
    {"sexual_exploitation": True},
    {"declined": True},
    {"removal_to_convention_state": True},
    {"ms_indicator": True},
    {"offence_suspected": True},
)
HAPPENED = (  # an event, and the fact that it writes down
    ("la_referral_made", {"la": LA}, {}),
    ("la_referral_received", {}, {}),
    ("crime_reported", {}, {}),
    ("victim_update_trigger", {"what": "arrest"}, {}),
    ("supervisor_review", {}, {}),
    ("s42_concern", {}, {}),
    ("draft_updated", {}, {}),
    ("went_missing", {}, {"missing": True}),
    ("returned", {}, {"missing": False}),
    ("age_determined", {"age_band": "adult", "by": "document"}, {}),
    ("age_determined", {"age_band": "child", "by": "court"}, {}),
    ("age_determined", {"age_band": "unknown", "by": "la_assessment"}, {}),
)
WAITS = [timedelta(hours=h) for h in (1, 5, 30, 72, 24 * 10, 24 * 31, 24 * 46)]
DETAILS = {  # how a move may be answered
    "refer": ({"la": LA},),
    "record_rg": ({"outcome": "positive"}, {"outcome": "negative"}),
    "record_cg": (
        {"outcome": "positive"},
        {"outcome": "negative"},
        {"outcome": "positive", "early_reason": "They asked"},
    ),
    "reconsider": (
        {"ground": "new_evidence"},
        {"ground": "new_evidence", "extension_reason": "Told late"},
    ),
    "withdraw": ({"method": "written", "to": "other"}, {"method": "verbal", "to": "other"}),
}


def leads_to(move, detail, ends):
    """Which of the destinations of one verb this answer is for."""
    outcome = detail.get("outcome")
    return next(to for to in sorted(ends) if outcome is None or to.endswith(outcome))


def everything_good(case):
    """What somebody diligent would have written down, so that nothing but time is in the way."""
    told = answered(True)
    told["consent"]["at"] = case.now
    case.said |= told | {
        "immediate_safety_confirmed": True, "exploitation_types": ["forced_to_work"],
        "risk_to_others_answered": True, "safety_plan": True, "missing": False, "secured": True,
        "best_interests": DECIDED, "form_complete": True, "submitting_organisation": POLICE,
        "support_disposition": "housing", "removal_to_convention_state": False,
    }  # fmt: skip
    case.events += [("la_referral_made", case.now, {"la": LA}), ("s42_concern", case.now, {})]


HOME = {
    "logged": "make_safe", "made_safe": "close_no_concern",
    "referred": "step_down", "strategy_discussion": "step_down", "enquiry": "step_down",
    "plan_in_place": "step_down",
    "queued": "transfer", "claimed": "finalise", "active": "finalise", "with_cps": "finalise",
    "charged": "finalise",
    "not_assessed": "draft", "draft": "make_ready", "ready": "submit", "submitted": "record_rg",
    "rg_positive": "record_cg", "suspended": "resume",
    "not_offered": "offer", "offered": "end", "declined": "end", "accepted": "end",
    "active_support": "end", "move_on": "end",
}  # fmt: skip


def way_home(case, track):
    """The next move by which a track comes to rest."""
    state = case.tracks[track]
    if track == "support" and state == "active":
        return "end"
    if state == "not_started":
        return "not_required" if adult(case) else "refer"
    if state == "not_routed":
        return "queue"
    return f"record_{case.asked_about}" if state == "reconsideration" else HOME[state]


FACTS = {f.name for f in fields(CaseFacts)}
NESTED = {
    "consent": Consent,
    "best_interests": BestInterests,
    "dtn": Dtn,
    "submitting_organisation": Organisation,
}
SETS = ("exploitation_types",)
RENAMED = {"plan_refused": "safety_refused", "declined": "reconsideration_declined"}


def facts(case, *foreseen):
    """The same case as the rules are told of it, perhaps with what is about to be written."""
    told = {RENAMED.get(key, key): value for key, value in case.said.items()}
    told |= {key: frozenset(told[key]) for key in SETS if key in told}
    for key, kind in NESTED.items():
        if told.get(key):
            about = dict(told[key])
            if "explained" in about:
                about["explained"] = frozenset(about["explained"])
            told[key] = kind(**about)
    assert set(told) <= FACTS
    events = tuple(Event(kind, at, False, detail) for kind, at, detail in (*case.events, *foreseen))
    return CaseFacts(
        now=case.now,
        tracks=dict(case.tracks),
        closed=case.closed,
        events=events,
        telling=events[-1] if foreseen else None,
        **told,
    )


def mover(who):
    return Mover(**who) if who else None
