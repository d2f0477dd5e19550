"""The clock table of domain section b, and the local targets of R15, R16 and R24."""

from dataclasses import dataclass

from workflows.clocks import pausing
from workflows.clocks import triggers as on
from workflows.clocks.limits import (
    Limit,
    calendar_days,
    days_by_law,
    hours,
    victims_code,
    working_days,
)
from workflows.definition import Choice
from workflows.stage import CLAIMED
from workflows.undone import ENQUIRED

LOCAL = "local target"
ENQUIRY_BEGINS = (("safeguarding", "hold_strategy_discussion"), ("safeguarding", "open_enquiry"))
PLAN_MADE = (("safeguarding", "put_plan_in_place"),)


@dataclass(frozen=True)
class Row:
    """One clock: `met_by` are events, `shown_met` and `moot` what the tracks show without one.

    `shown_by` are the moves (track, code) after which the tracks show it.
    `pauses` are the reasons for which it may stand still; a clock that names none never does.
    """

    id: str
    starts: on.Starts
    limit: Limit
    kind: str
    what: str
    rule: str
    met_by: tuple[str, ...] = ()
    shown_met: on.Shown = on.never
    shown_by: tuple[tuple[str, str], ...] = ()
    stops: on.Stops = on.none
    moot: on.Shown = on.never
    pauses: tuple[Choice, ...] = ()


ROWS = (
    Row(
        "RG_TARGET",
        on.every("nrm_submitted", where=on.not_to_the_panel),
        working_days(5),
        "target",
        "Reasonable grounds decision, where possible",
        "5 working days; NRM guidance and form",
        met_by=("rg_decision",),
        stops=on.withdrawals,
        moot=on.withdrawn,
    ),
    Row(
        "RG_PILOT",
        on.every("nrm_submitted", where=on.to_the_panel),
        calendar_days(45),
        "target",
        "Reasonable grounds decision by the local panel",
        "45 days; devolved decision-making pilot",
        met_by=("rg_decision",),
        stops=on.withdrawals,
        moot=on.withdrawn,
    ),
    Row(
        "RECOVERY",
        on.every("rg_decision", outcome="positive"),
        days_by_law("recovery_days"),
        "minimum",
        "Recovery period: the earliest ordinary conclusive decision",
        "30 days, or 45 for decisions before 13 December 2022; NABA 2022 s61",
        stops=on.withdrawals,
        moot=on.unprotected,
    ),
    Row(
        "REVIEW_30",
        on.every("rg_decision", where=on.reviewed_at_30, outcome="positive"),
        calendar_days(30),
        "internal",
        "Progress review on day 30",
        "Day 30; competent authority guidance 2016",
        stops=on.withdrawals,
        moot=on.withdrawn,
    ),
    Row(
        "RECON",
        on.every("rg_decision", "cg_decision", where=on.open_to_reconsider, outcome="negative"),
        days_by_law("reconsideration_days"),
        "limit",
        "Last day to ask for the decision to be looked at again",
        "30 calendar days; NRM guidance, February 2024",
        met_by=("reconsideration_requested",),
        stops=on.given_up,
        moot=on.withdrawn,
    ),
    Row(
        "MOVE_ON",
        on.every("cg_decision", outcome="positive"),
        calendar_days(45),
        "minimum",
        "Move-on support, at the least until then",
        "45 days at least; Recovery Needs Assessment guidance",
    ),
    Row(
        "NEG_EXIT",
        on.every("rg_decision", "cg_decision", where=on.in_funded_support, outcome="negative"),
        working_days(9),
        "confirm before use",
        "Leaving funded support after a negative decision",
        "9 working days; to be confirmed by an authority",
        stops=on.overturned,
    ),
    Row(
        "VCOP",
        on.every("victim_update_trigger"),
        victims_code,
        "statutory code",
        "Tell the person what has happened in the investigation",
        "1 working day with Enhanced Rights, else 5; Victims’ Code Right 6",
    ),
    Row(
        "VSS_REFERRAL",
        on.every("crime_reported"),
        working_days(2),
        "statutory code",
        "Refer the person to victim services",
        "2 working days; Victims’ Code Right 4",
    ),
    Row(
        "LA_DECISION",
        on.every("la_referral_received", where=on.of_a_child),
        working_days(1),
        "statutory guidance",
        "The local authority decides what to do next",
        "1 working day; Working Together",
        met_by=("strategy_discussion_started_s47",),
        shown_met=on.in_state("safeguarding", ENQUIRED),
        shown_by=ENQUIRY_BEGINS,
        stops=on.found_adult,
    ),
    Row(
        "CHILD_ASSESS",
        on.every("la_referral_received", where=on.of_a_child),
        working_days(45),
        "statutory guidance",
        "The local authority finishes its assessment of the child",
        "45 working days; Working Together",
        shown_met=on.in_state("safeguarding", on.PLANNED),
        shown_by=PLAN_MADE,
        stops=on.found_adult,
    ),
    Row(
        "ICPC",
        on.every("strategy_discussion_started_s47", where=on.of_a_child),
        working_days(15),
        "statutory guidance",
        "Initial child protection conference",
        "15 working days from the strategy discussion; Working Together",
        shown_met=on.in_state("safeguarding", on.PLANNED),
        shown_by=PLAN_MADE,
        stops=on.found_adult,
    ),
    Row(
        "RHI",
        on.every("returned", where=on.of_a_child),
        hours(72),
        "statutory guidance",
        "Return home interview",
        "72 hours; statutory guidance on children who go missing",
        stops=on.found_adult,
    ),
    Row(
        "DRAFT_EXPIRY",
        on.last("draft_updated"),
        calendar_days(28),
        "mirror of the Home Office form",
        "The NRM draft is deleted unless it is sent or updated",
        "28 days from the last update, warned at 21; NRM form",
        met_by=("nrm_submitted", "dtn_sent"),
        shown_met=on.in_state("nrm", on.ANSWERED),
        stops=on.withdrawn_unsent,
        moot=on.withdrawn,
    ),
    Row(
        "CLAIM_4H",
        on.every("logged", where=on.has_a_lead),
        hours(4),
        LOCAL,
        "An investigator claims the case",
        "4 hours; local target",
        shown_met=on.in_state("investigation", CLAIMED),
        shown_by=(("investigation", "claim"),),
        stops=on.closings,
        pauses=(pausing.OTHER_FORCE, pausing.NO_CONFLICT),
    ),
    Row(
        "SAFEGUARD_24H",
        on.every("logged"),
        hours(24),
        LOCAL,
        "They are confirmed safe for now",
        "24 hours; local target",
        shown_met=lambda facts: facts.secured is True,
        shown_by=(("safeguarding", "set_secured"),),
        stops=on.closings,
    ),
    Row(
        "REVIEW_7D",
        on.every("logged", "supervisor_review", "case_reopened"),
        calendar_days(7),
        LOCAL,
        "A supervisor reviews the case",
        "Every 7 days; local target",
        met_by=("supervisor_review",),
        stops=on.closings,
    ),
    Row(
        "NRM_WHY_5D",
        on.Starts(("logged", "indicator"), only=on.since_suspected),
        working_days(5),
        LOCAL,
        "The NRM referral is sent, or it is recorded why not yet",
        "5 working days; local target, not law",
        met_by=("nrm_submitted", "dtn_sent", "nrm_why_not_yet"),
        shown_met=on.in_state("nrm", on.ANSWERED),
        stops=on.closings,
        pauses=(pausing.INTERPRETER, pausing.MEDICAL, pausing.MISSING, pausing.TIME_ASKED),
    ),
    Row(
        "STRATEGY_1D",
        on.every("la_referral_made", where=on.at_risk),
        working_days(1),
        LOCAL,
        "Strategy discussion about a child at risk",
        "1 working day from the referral; local target",
        met_by=("strategy_discussion_started_s47",),
        shown_met=on.in_state("safeguarding", ENQUIRED),
        shown_by=ENQUIRY_BEGINS,
        stops=on.found_adult,
        pauses=(pausing.MEDICAL, pausing.MISSING, pausing.OTHER_AGENCY),
    ),
)
