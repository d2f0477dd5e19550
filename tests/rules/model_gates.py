"""The gates G1 to G11 said a second time, by hand: what stands in the way, and what falls by it."""

from collections import Counter
from datetime import date

from tests.rules.model import (
    MOVES,
    OFFICERS,
    UNDECIDED,
    adult,
    reconsider_by,
    recovery,
    route,
)

EXPLAINED = {"nrm", "support", "outcomes"}


def unmet(case, track, move, who=None, detail=None):
    """Each condition not met, under its gate; `who` is a plain dict, and None is who may."""
    detail = detail or {}
    found = [*_gates(case, move, who, detail)]
    if who is not None and not _theirs(case, track, move, who):
        found.append("role")
    if case.closed and track != "case":
        found.append("G11")
    return Counter(found)


def _no(gate, *conditions):
    return [gate for condition in conditions if not condition]


def _gates(case, move, who, detail):
    judge = {
        "hand_over": _hand_over, "set_secured": _secure, "not_required": _not_required,
        "claim": _claim, "make_ready": _make_ready, "submit": _submit, "send_dtn": _notify,
        "record_cg": _conclude, "reconsider": _reconsider, "withdraw": _withdraw, "close": _close,
    }.get(move)  # fmt: skip
    return judge(case, who, detail) if judge else []


def told(case):
    """R14: a referral with name, phone and email stands."""
    return any(what == "la_referral_made" for what, _, _ in case.events)


def _hand_over(case, who, detail):
    said = case.said
    return _no(
        "G1",
        case.is_so("immediate_safety_confirmed"),
        said.get("age_band") is not None or adult(case),
        bool(said.get("exploitation_types")),
        case.is_so("risk_to_others_answered"),
    )


def _secure(case, who, detail):
    return _no(
        "R17",
        case.is_so("immediate_safety_confirmed"),
        adult(case) or told(case),
        case.is_so("safety_plan") or (adult(case) and case.is_so("plan_refused")),
    )


def _not_required(case, who, detail):
    return _no("R17", adult(case))


def _claim(case, who, detail):
    own = who is None or who.get("team") == route(case)[1] is not None
    trained = who is None or who.get("pip2", False)
    free = who is None or not who.get("conflict", False)
    return _no("G2", case.is_so("secured"), own, trained, free)


def _make_ready(case, who, detail):
    if not adult(case):
        return _no("G3", told(case))
    if case.is_so("lacks_capacity_for_nrm"):
        made = case.said.get("best_interests") or {}
        return _no(
            "R20",
            made.get("on"),
            made.get("approved_by_supervisor"),
            made.get("seen_by_la_adult"),
        )
    answer = _answer(case)
    explained = set(answer.get("explained", ()))
    return _no(
        "G4",
        explained >= EXPLAINED,
        "privacy" in explained,
        "sharing" in explained,
        answer.get("interpreter") in ("not_needed", "independent"),
        answer.get("given"),
        _valid(answer.get("method"), answer.get("taken_by"), answer.get("at")),
    )


def follows(before, after):
    """Tracks that move because a fact changed (section b; "age change resets the answers")."""
    found = [("nrm", to) for to in _nrm_follows(before, after, after.tracks["nrm"])]
    led, was_led = (route(case)[1] is not None for case in (after, before))
    stands, to = ("not_applicable", "queued") if led else ("queued", "not_applicable")
    found += [("investigation", to)] * (after.tracks["investigation"] == stands and led != was_led)
    if after.is_so("secured") and (new_risk(before, after) or _falls(_secure, before, after)):
        found.append(("safeguarding", "="))
    return found


def _nrm_follows(before, after, nrm):
    def newly(fact):
        return after.is_so(fact) and not before.is_so(fact)

    grown, was_grown = adult(after), adult(before)
    regrouped = grown != was_grown
    return (
        ["draft"] * (nrm == "no_grounds" and newly("ms_indicator"))
        + ["draft"] * (nrm == "dtn_sent" and was_grown and not grown)
        + ["draft"] * (nrm == "ready" and (regrouped or _falls(_make_ready, before, after)))
        + ["suspended"] * (nrm in UNDECIDED.split() and newly("missing"))
    )


def followed(before, after, steps):
    """The case once they have moved; new risk says that nobody is out of danger (R17)."""
    risk = new_risk(before, after)
    for track, to in steps:
        if to == "=":
            after.said["secured"] = False
            after.said |= {"immediate_safety_confirmed": False} if risk else {}
            continue
        if to == "suspended":
            after.came_from = after.tracks[track]
        after.tracks[track] = to


def new_risk(before, after):
    safe = "immediate_safety_confirmed"
    newly = [f for f in ("missing", "threat_to_life") if after.is_so(f) and not before.is_so(f)]
    return bool(newly) or (before.is_so(safe) and not after.is_so(safe))


def _falls(gate, before, after):
    return not gate(before, None, {}) and bool(gate(after, None, {}))


def _answer(case):
    """What they answered, unless they have withdrawn since."""
    given = case.said.get("consent") or {}
    left = [at for what, at, _ in case.events if what == "consent_withdrawn"]
    return {} if given and left and left[-1] > given["at"] else given


def _valid(method, to, at):
    """In writing; by word of mouth to a first responder since 13 February 2026."""
    if at is None:
        return False
    spoken = method == "verbal" and to == "first_responder" and at.date() >= date(2026, 2, 13)
    return method == "written" or spoken


def _submit(case, who, detail):
    return _no("G5", _designated(case), case.is_so("form_complete"))


def _designated(case):
    return case.said["submitting_organisation"]["designated_first_responder"]


def _notify(case, who, detail):
    unable = case.is_so("lacks_capacity_for_nrm")
    refused = (case.said.get("consent") or {}).get("given") is False
    notice = case.said.get("dtn") or {}
    named = notice.get("agrees_to_be_named") is True and not unable
    return _no(
        "G6",
        adult(case),
        refused or unable,
        case.today >= date(2015, 11, 1),
        named or notice.get("identifying") is False,
        named or notice.get("narrative") in ("none", "checked"),
        _designated(case),
    )


def _conclude(case, who, detail):
    positive = case.last("rg_decision", "positive")
    late = positive is not None and case.today >= recovery(positive)
    return _no("G7", positive is not None, late or detail.get("early_reason"))


def _reconsider(case, who, detail):
    day = case.last(f"{case.tracks['nrm'][:2]}_decision", "negative")
    limit = reconsider_by(day) if day else None
    in_time = limit is None or case.today <= limit or detail.get("extension_reason")
    barred = day and day >= date(2025, 9, 17) and case.is_so("removal_to_convention_state")
    return _no("G8", day is not None, in_time, not barred)


def _withdraw(case, who, detail):
    valid = not detail or _valid(detail["method"], detail["to"], case.now)
    able = not (adult(case) and case.is_so("lacks_capacity_for_nrm"))
    return _no("G9", adult(case), valid) + _no("R20", able)


def settled(case, track):
    """R25."""
    state = case.tracks[track]
    if track == "nrm" and state in ("rg_negative", "cg_negative"):
        limit = reconsider_by(case.last(f"{state[:2]}_decision", "negative"))
        return case.is_so("declined") or (limit is not None and case.today > limit)
    return state in [
        "closed_no_concern",
        "handed_over",
        "stepped_down",
        "not_required",
        "finalised",
        "transferred",
        "not_applicable",
        "no_grounds",
        "withdrawn",
        "dtn_sent",
        "cg_positive",
        "ended",
    ]


def _close(case, who, detail):
    pathway, nrm = route(case)[0], case.tracks["nrm"]
    who = who or {}
    another = who.get("role") == "response_supervisor" and not who.get("is_owner", False)
    found = _no("G11", *(settled(case, track) for track in case.tracks))
    found += _no(
        "G11",
        case.said.get("support_disposition"),
        not owed(case),
        not who.get("leads", False),
        not who.get("asked_for_closing", False),
        not who or another or pathway != "support_only",
    )
    sent = case.last("nrm_submitted") is not None
    other = nrm in ("dtn_sent", "no_grounds")
    if pathway == "child_trafficking":
        found += _no("G11", sent or (adult(case) and other))
    if pathway == "adult_modern_slavery":
        found += _no("G11", sent or other)
    if pathway == "cse":
        found += _no("R19", nrm not in ("not_assessed", "draft", "ready"))
    return found


def owed(case):
    """Statutory tasks: the section 42 concern, and the duty to notify (G6)."""
    return _s42(case) + _duty(case)


def _s42(case):
    enquired = case.tracks["safeguarding"] in (
        "strategy_discussion", "enquiry", "plan_in_place", "stepped_down",
    )  # fmt: skip
    raised = case.last("s42_concern") is not None
    vulnerable = adult(case) and case.said.get("vulnerable_adult") == "yes"
    in_force = case.today >= date(2015, 4, 1)
    return int(in_force and vulnerable and not raised and not enquired)


def _duty(case):
    made = case.said.get("best_interests") or {}
    decided = made.get("on") and made["approved_by_supervisor"] and made["seen_by_la_adult"]
    refused = (case.said.get("consent") or {}).get("given") is False
    unable = case.is_so("lacks_capacity_for_nrm") and not decided
    waiting = case.tracks["nrm"] in ("not_assessed", "draft", "ready")
    return int(
        bool(case.said["submitting_organisation"]["owes_duty_to_notify"])
        and adult(case)
        and case.said.get("ms_indicator") is not False
        and waiting
        and case.last("dtn_sent") is None
        and (refused or unable)
        and case.today >= date(2015, 11, 1)
    )


def _theirs(case, track, move, who):
    """Section b, "Who may move what"."""
    role = who["role"]
    if role not in MOVES[track, move][2].split():
        return False
    if role in SOCIALS and (track == "support" or move in SOCIAL_WORK):
        return role == ("la_adult_social_worker" if adult(case) else "la_children_social_worker")
    asked = next((ask for moves, ask in WHOSE if move in moves or track in moves), None)
    return asked is None or asked(case, who)


def _keeps_safe(case, who):
    if who["role"] in OFFICERS.split():
        return case.tracks["investigation"] in ("not_routed", "queued", "not_applicable")
    return who["role"] in SOCIALS or who.get("team") == route(case)[1]


def _leads(case, who):
    return who["role"] in OFFICERS.split() or who.get("team") == route(case)[1]


def _may_draft(case, who):
    return _named(case, who) and _designated(case)


def _named(case, who):
    return who.get("assigned", False)


def _supports(case, who):
    return who["role"] != "response_supervisor" or route(case)[0] == "support_only"


def _ends_support(case, who):
    """Its owner; a supervisor of the lead team for an owner who has left."""
    leads = "supervisor" not in who["role"] or who.get("team") == route(case)[1]
    response = who["role"] == "response_supervisor"
    return who.get("gives_support") is not False and (_supports(case, who) if response else leads)


def _oversees(case, who):
    if who["role"] == "response_supervisor":
        return _supports(case, who)
    _, lead, supporting = route(case)
    return who.get("team") in (lead, *supporting)


SOCIALS = ("la_children_social_worker", "la_adult_social_worker")
SOCIAL_WORK = ("hold_strategy_discussion", "open_enquiry", "put_plan_in_place", "step_down")
WHOSE = (
    (("end",), _ends_support),
    (("refer", "not_required", "set_secured", "clear_secured"), _keeps_safe),
    (("queue", "release", "start", "send_to_cps", "charge"), _leads),
    (("finalise", "transfer", "not_applicable"), _leads),
    (("draft", "no_grounds", "make_ready"), _may_draft),
    (("submit", "send_dtn"), _named),
    (("support",), _supports),
    (("case",), _oversees),
)
