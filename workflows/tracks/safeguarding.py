"""Safeguarding: the local authority's enquiry, and the flag that says they are safe for now."""

from workflows import agencies
from workflows.definition import STAY, Choice, Kind, Move, Question, State, Track
from workflows.guards.dates import AFTER_REFERRAL
from workflows.guards.people import KEEPS_SAFE, OWN_AGE_GROUP
from workflows.guards.safety import ADULT_ONLY_CLOSING, SECURED
from workflows.sharing import Tier
from workflows.tracks.questions import LA_CONTACT, TOLD, at, on, reason
from workflows.tracks.reasons import NOT_REQUIRED, STEPPED_DOWN

KEEPING_SAFE = frozenset({"refer", "set_secured", "clear_secured"})
"""Response's until a claim, and any investigator's of the lead team at any time (section b)."""

KEEPERS = agencies.RESPONSE | agencies.INVESTIGATORS | agencies.SUPERVISORS
STATES = (
    State("not_started", "Not started"),
    State("referred", "Referred to the local authority"),
    State("strategy_discussion", "Strategy discussion"),
    State("enquiry", "Enquiry"),
    State("plan_in_place", "Plan in place"),
    State("stepped_down", "Stepped down", terminal=True),
    State("not_required", "Not required", terminal=True),
)
ANY = frozenset(state.code for state in STATES)

SAFEGUARDING = Track(
    "safeguarding",
    "Safeguarding",
    STATES,
    "not_started",
    (
        Move(
            "refer",
            "Refer to the local authority",
            frozenset({"not_started"}),
            "referred",
            KEEPERS,
            (KEEPS_SAFE,),
            LA_CONTACT,
            records="la_referral_made",
            words=TOLD,
            done="Referred to the local authority",
            opens=("la_acknowledgement",),
            notices=("la_referral",),
        ),
        Move(
            "hold_strategy_discussion",
            "Record the strategy discussion",
            frozenset({"referred"}),
            "strategy_discussion",
            agencies.SOCIAL_WORKERS,
            (OWN_AGE_GROUP, AFTER_REFERRAL),
            (
                at("When was it held?", Tier.SAFEGUARDING),
                Question(
                    "police",
                    "Who took part for the police?",
                    Kind.LINE,
                    Tier.SAFEGUARDING,
                    limit=200,
                    missing="Say who took part for the police: it is held together",
                ),
                Question(
                    "agreed",
                    "What was agreed, and by whom?",
                    Kind.LONG,
                    Tier.SAFEGUARDING,
                    missing="Write what was agreed",
                ),
            ),
            records="strategy_discussion_started_s47",
            words="Held together with the police. For a child it starts the clock to the "
            "child protection conference.",
            done="Strategy discussion held",
        ),
        Move(
            "open_enquiry",
            "Open the enquiry",
            frozenset({"referred", "strategy_discussion"}),
            "enquiry",
            agencies.SOCIAL_WORKERS,
            (OWN_AGE_GROUP, AFTER_REFERRAL),
            (
                on("When did it begin?", Tier.SAFEGUARDING),
                Question(
                    "under",
                    "Under which section?",
                    Kind.CHOICE,
                    Tier.SAFEGUARDING,
                    choices=(
                        Choice("s47", "Section 47, a child"),
                        Choice(
                            "s42",
                            "Section 42, an adult",
                            "Before 1 April 2015, an enquiry under the local policy for adults",
                        ),
                    ),
                    missing="Say which section",
                ),
            ),
            done="Enquiry opened",
        ),
        Move(
            "put_plan_in_place",
            "Record the plan",
            frozenset({"strategy_discussion", "enquiry"}),
            "plan_in_place",
            agencies.SOCIAL_WORKERS,
            (OWN_AGE_GROUP,),
            (
                Question(
                    "plan",
                    "What is the plan?",
                    Kind.LONG,
                    Tier.SAFEGUARDING,
                    missing="Write what the plan is",
                ),
            ),
            done="Plan in place",
            sets={"safety_plan": True},
        ),
        Move(
            "step_down",
            "Step safeguarding down",
            frozenset({"referred", "strategy_discussion", "enquiry", "plan_in_place"}),
            "stepped_down",
            agencies.SOCIAL_WORKERS,
            (OWN_AGE_GROUP,),
            STEPPED_DOWN,
            words="The police are told. New risk can be recorded at any time.",
            done="Safeguarding stepped down",
            notices=("safeguarding_stepped_down",),
        ),
        Move(
            "not_required",
            "Say safeguarding is not required",
            frozenset({"not_started", "referred"}),
            "not_required",
            KEEPERS | {"la_adult_social_worker"},
            (KEEPS_SAFE, ADULT_ONLY_CLOSING),
            questions=NOT_REQUIRED,
            words="Only for an adult. A child is always referred.",
            done="Safeguarding not required",
        ),
        Move(
            "set_secured",
            "Confirm they are safe for now",
            ANY,
            STAY,
            KEEPERS,
            (KEEPS_SAFE, *SECURED),
            (
                Question(
                    "evidence",
                    "How do you know they are safe?",
                    Kind.LONG,
                    Tier.SAFEGUARDING,
                    missing="Say how you know they are safe",
                ),
            ),
            words="You are putting your name to this. It lets a specialist claim the case.",
            done="Confirmed safe for now",
            notices=("case_secured",),
            sets={"secured": True},
            applies=lambda facts: facts.secured is not True,
        ),
        Move(
            "clear_secured",
            "Record new risk: they are no longer safe",
            ANY,
            STAY,
            KEEPERS,
            (KEEPS_SAFE,),
            (reason("What has changed?", Tier.SAFEGUARDING, "Say what has changed"),),
            words="The lead is told at once. Nothing that has started is stopped.",
            done="No longer safe: new risk",
            notices=("new_risk",),
            sets={
                "secured": False,
                "immediate_safety_confirmed": False,
                "contact_safe": None,
            },
            applies=lambda facts: facts.secured is True,
        ),
    ),
)
