"""The process said a second time, by hand and from the paper alone; nothing here knows the rules.

A case is what people would know of it: where its tracks stand, what happened, and what was said.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
OFFICERS = "response_officer response_supervisor"
DETECTIVES = "ppd_investigator fcid_investigator"
SUPERVISORS = "ppd_supervisor fcid_supervisor"
SOCIAL = "la_children_social_worker la_adult_social_worker"
KEEPERS = f"{OFFICERS} {DETECTIVES} {SUPERVISORS}"
LOGGERS = f"{OFFICERS} {SUPERVISORS}"
SENDERS = f"{KEEPERS} {SOCIAL} cse_coordinator ngo_support_worker"
DECIDERS = f"{DETECTIVES} competent_authority"
HELPERS = f"{DETECTIVES} {SOCIAL} ngo_support_worker response_supervisor"
OVERSEERS = f"{SUPERVISORS} response_supervisor"
UNDER_WAY = "referred strategy_discussion enquiry plan_in_place"
ANY = f"not_started {UNDER_WAY} stepped_down not_required"
UNDECIDED = "submitted rg_positive reconsideration"

MOVES = {  # section b, Moves, and "Who may move what"
    ("response", "make_safe"): ("logged", "made_safe", OFFICERS),
    ("response", "hand_over"): ("made_safe", "handed_over", OFFICERS),
    ("response", "close_no_concern"): ("logged made_safe", "closed_no_concern", OFFICERS),
    ("safeguarding", "refer"): ("not_started", "referred", KEEPERS),
    ("safeguarding", "hold_strategy_discussion"): ("referred", "strategy_discussion", SOCIAL),
    ("safeguarding", "open_enquiry"): ("referred strategy_discussion", "enquiry", SOCIAL),
    ("safeguarding", "put_plan_in_place"): ("strategy_discussion enquiry", "plan_in_place", SOCIAL),
    ("safeguarding", "step_down"): (UNDER_WAY, "stepped_down", SOCIAL),
    ("safeguarding", "not_required"): (
        "not_started referred", "not_required", f"{KEEPERS} la_adult_social_worker"),
    ("safeguarding", "set_secured"): (ANY, "=", KEEPERS),
    ("safeguarding", "clear_secured"): (ANY, "=", KEEPERS),
    ("investigation", "queue"): ("not_routed", "queued", LOGGERS),
    ("investigation", "claim"): ("queued", "claimed", DETECTIVES),
    ("investigation", "release"): ("claimed active", "queued", f"{DETECTIVES} {SUPERVISORS}"),
    ("investigation", "start"): ("claimed", "active", DETECTIVES),
    ("investigation", "send_to_cps"): ("active", "with_cps", DETECTIVES),
    ("investigation", "charge"): ("active with_cps", "charged", DETECTIVES),
    ("investigation", "finalise"): ("claimed active with_cps charged", "finalised", SUPERVISORS),
    ("investigation", "transfer"): (
        "queued claimed active with_cps charged", "transferred", SUPERVISORS),
    ("investigation", "not_applicable"): ("not_routed", "not_applicable", LOGGERS),
    ("nrm", "draft"): ("not_assessed no_grounds dtn_sent withdrawn", "draft", SENDERS),
    ("nrm", "no_grounds"): ("not_assessed draft", "no_grounds", SENDERS),
    ("nrm", "make_ready"): ("draft", "ready", SENDERS),
    ("nrm", "submit"): ("ready", "submitted", SENDERS),
    ("nrm", "send_dtn"): ("draft", "dtn_sent", SENDERS),
    ("nrm", "record_rg"): ("submitted reconsideration", "rg_positive rg_negative", DECIDERS),
    ("nrm", "record_cg"): ("rg_positive reconsideration", "cg_positive cg_negative", DECIDERS),
    ("nrm", "reconsider"): (
        "rg_negative cg_negative", "reconsideration", f"{SENDERS} competent_authority"),
    ("nrm", "suspend"): (UNDECIDED, "suspended", f"{SENDERS} competent_authority"),
    ("nrm", "resume"): ("suspended", "<", f"{SENDERS} competent_authority"),
    ("nrm", "withdraw"): (
        f"{UNDECIDED} ready suspended", "withdrawn", f"{SENDERS} competent_authority"),
    ("support", "offer"): ("not_offered declined", "offered", HELPERS),
    ("support", "decline"): ("offered", "declined", HELPERS),
    ("support", "accept"): ("offered", "accepted", HELPERS),
    ("support", "start"): ("accepted", "active", HELPERS),
    ("support", "move_on"): ("active", "move_on", HELPERS),
    ("support", "end"): (
        "offered declined accepted active move_on", "ended", f"{HELPERS} {SUPERVISORS}"),
    ("case", "close"): ("open", "closed", OVERSEERS),
    ("case", "reopen"): ("closed", "open", OVERSEERS),
    ("case", "reroute"): ("open", "=", OVERSEERS),
}  # fmt: skip
AT_REST = {  # in capitals in the table of tracks, and the two that R25 settles beside them
    "closed_no_concern", "stepped_down", "not_required", "finalised", "transferred",
    "not_applicable", "no_grounds", "withdrawn", "dtn_sent", "ended", "handed_over", "cg_positive",
}  # fmt: skip
EVENT_OF = {  # what a move writes down, where a clock or a later rule reads it
    "refer": "la_referral_made",
    "hold_strategy_discussion": "strategy_discussion_started_s47",
    "draft": "draft_updated",
    "submit": "nrm_submitted",
    "send_dtn": "dtn_sent",
    "record_rg": "rg_decision",
    "record_cg": "cg_decision",
    "reconsider": "reconsideration_requested",
    "withdraw": "consent_withdrawn",
    "close": "case_closed",
    "reopen": "case_reopened",
}


@dataclass
class Case:
    """`said` are facts by the names that `explain` gives them; `events` are (kind, at, detail)."""

    now: datetime
    said: dict
    tracks: dict
    events: list = field(default_factory=list)
    closed: bool = False
    came_from: str = ""
    asked_about: str = ""

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()

    def copy(self):
        return replace(
            self, said=dict(self.said), tracks=dict(self.tracks), events=list(self.events)
        )

    def is_so(self, key):
        return self.said.get(key) is True

    def last(self, kind, outcome=None):
        """The London day of the last event of a kind; events are kept in order."""
        days = [
            at.astimezone(LONDON).date()
            for what, at, detail in self.events
            if what == kind and outcome in (None, detail.get("outcome"))
        ]
        return days[-1] if days else None

    def state(self, track):
        return ("closed" if self.closed else "open") if track == "case" else self.tracks[track]


def band(case):
    """R2: a verified date of birth, else the last determination, else what was stated."""
    born = case.said.get("born_on")
    if born and case.is_so("age_verified"):
        return "adult" if case.today >= born.replace(year=born.year + 18) else "child"
    told = [detail["age_band"] for what, _, detail in case.events if what == "age_determined"]
    return (told or [case.said.get("age_band") or "unknown"])[-1]


def adult(case):
    return band(case) == "adult"


def route(case):
    """Pathway, lead and supporting teams: the table of section a, first match."""
    child = not adult(case) or case.said.get("age_at_exploitation") in ("child", "both")
    slavery = case.said.get("ms_indicator") is not False
    sexual = case.is_so("sexual_exploitation")
    assault = case.is_so("sexual_assault_alleged")
    vulnerable = case.said.get("vulnerable_adult") == "yes"
    offence = assault or case.said.get("offence_suspected") is not False
    table = (
        (child and slavery, "child_trafficking", "ppd_child_abuse", ["ppd_cse"] * sexual),
        (child and sexual, "cse", "ppd_cse", []),
        (child and offence, "related_offence", "ppd_child_abuse", []),
        (
            slavery and sexual, "adult_modern_slavery", "ppd_adult_abuse",
            ["ppd_vulnerable_adult"] * vulnerable,
        ),
        (slavery and vulnerable, "adult_modern_slavery", "ppd_vulnerable_adult", []),
        (slavery, "adult_modern_slavery", "fcid", ["ppd_adult_abuse"] * assault),
        (sexual or assault, "related_offence", "ppd_adult_abuse", []),
        (offence, "related_offence", "fcid", []),
        (True, "support_only", None, []),
    )  # fmt: skip
    return next(row[1:] for row in table if row[0])


def stage(case):
    """The first that fits."""
    nrm, investigation = case.tracks["nrm"], case.tracks["investigation"]
    if case.closed:
        return "closed"
    unsent = case.last("nrm_submitted") is None and case.last("dtn_sent") is None
    drafted = case.last("draft_updated") is not None
    if nrm == "withdrawn" and drafted and unsent:
        nrm = "ready"  # it was withdrawn while it was written, and never sent
    if nrm not in ("not_assessed", "no_grounds", "draft", "ready"):
        return "nrm"
    if investigation not in ("not_routed", "queued", "not_applicable"):
        return "specialist_investigation"
    return "safeguarding" if case.tracks["response"] == "handed_over" else "initial_response"


def listed(case):
    """Every move, with where it leads, whose track stands where it may start."""
    found = set()
    for (track, move), (sources, ends, _) in MOVES.items():
        here = case.state(track)
        if here in sources.split() and _on(case, move):
            places = {"=": here, "<": case.came_from}
            found |= {(track, move, places.get(to, to)) for to in ends.split()}
    return found


def _on(case, move):
    """Which decision is being looked at again, and whether they are safe, tell what is next."""
    if move in ("record_rg", "record_cg") and case.tracks["nrm"] == "reconsideration":
        return move == f"record_{case.asked_about}"
    if move in ("set_secured", "clear_secured"):
        return case.is_so("secured") is (move == "clear_secured")
    return True


def moved(case, track, move, to, detail):
    """The case after a move."""
    after = case.copy()
    if track == "case":
        after.closed = to == "closed"
    elif move == "set_secured":
        after.said["secured"] = True
    elif move == "clear_secured":
        after.said |= {"secured": False, "immediate_safety_confirmed": False}
    else:
        _remember(after, move)
        after.tracks[track] = to
    after.said |= {
        "make_safe": {"immediate_safety_confirmed": True},
        "put_plan_in_place": {"safety_plan": True},
        "end": {"support_disposition": "ngo"},
        "record_rg": {"declined": False},
        "record_cg": {"declined": False},
    }.get(move, {})
    if move in EVENT_OF:
        after.events.append((EVENT_OF[move], case.now, detail))
    return after


def _remember(case, move):
    if move == "suspend":
        case.came_from = case.tracks["nrm"]
    if move == "reconsider":
        case.asked_about = case.tracks["nrm"][:2]


def recovery(day):
    return day + timedelta(days=30 if day >= date(2022, 12, 13) else 45)


def reconsider_by(day):
    return day + timedelta(days=30) if day >= date(2024, 2, 1) else None
