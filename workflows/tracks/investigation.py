"""The investigation: one lead team, one lead investigator, claimed once they are safe (R10)."""

from workflows import agencies
from workflows.definition import Choice, Kind, Move, Question, State, Track
from workflows.guards.people import LEAD_TEAM
from workflows.guards.safety import CLAIM
from workflows.sharing import Tier
from workflows.tracks.questions import on, reason
from workflows.tracks.reasons import HANDED_BACK, NOT_INVESTIGATED

LOGGERS = agencies.RESPONSE | agencies.SUPERVISORS
OUTCOMES = (
    Choice("convicted", "Convicted"),
    Choice("acquitted", "Acquitted"),
    Choice("not_charged", "CPS decided not to charge"),
    Choice("evidential", "Not enough evidence"),
    Choice("other_action", "Ended another way, such as disruption"),
)

INVESTIGATION = Track(
    "investigation",
    "Specialist investigation",
    (
        State("not_routed", "Not sent to a team"),
        State("queued", "Waiting to be claimed"),
        State("claimed", "Claimed"),
        State("active", "Under investigation"),
        State("with_cps", "With the CPS"),
        State("charged", "Charged"),
        State("finalised", "Finalised", terminal=True),
        State("transferred", "Transferred to another force", terminal=True),
        State("not_applicable", "Not applicable", terminal=True),
    ),
    "not_routed",
    (
        Move(
            "queue",
            "Send to the specialist team",
            frozenset({"not_routed"}),
            "queued",
            LOGGERS,
            (LEAD_TEAM,),
            done="Sent to the specialist team",
            notices=("case_queued",),
        ),
        Move(
            "claim",
            "Claim this case",
            frozenset({"queued"}),
            "claimed",
            agencies.INVESTIGATORS,
            CLAIM,
            words="You become the lead investigator, and their care passes to you.",
            done="Claimed, now in specialist investigation",
            notices=("case_claimed",),
        ),
        Move(
            "release",
            "Hand back to the team",
            frozenset({"claimed", "active"}),
            "queued",
            agencies.INVESTIGATORS | agencies.SUPERVISORS,
            (LEAD_TEAM,),
            HANDED_BACK,
            words="The case waits in the team’s queue again. The supervisor is told.",
            done="Handed back to the team",
            notices=("case_handed_back",),
        ),
        Move(
            "start",
            "Start the investigation",
            frozenset({"claimed"}),
            "active",
            agencies.INVESTIGATORS,
            (LEAD_TEAM,),
            done="Investigation started",
        ),
        Move(
            "send_to_cps",
            "Send the file to the CPS",
            frozenset({"active"}),
            "with_cps",
            agencies.INVESTIGATORS,
            (LEAD_TEAM,),
            (on("When was it sent?", Tier.ALLEGATION),),
            done="File sent to the CPS",
        ),
        Move(
            "charge",
            "Record a charge",
            frozenset({"active", "with_cps"}),
            "charged",
            agencies.INVESTIGATORS,
            (LEAD_TEAM,),
            (on("When were they charged?", Tier.ALLEGATION),),
            words="A person who was made to commit a crime may have a defence (MSA 2015 s45).",
            done="Charged",
        ),
        Move(
            "finalise",
            "Finalise the investigation",
            frozenset({"claimed", "active", "with_cps", "charged"}),
            "finalised",
            agencies.SUPERVISORS,
            (LEAD_TEAM,),
            (
                Question(
                    "outcome",
                    "How did it end?",
                    Kind.CHOICE,
                    Tier.ALLEGATION,
                    choices=OUTCOMES,
                    missing="Say how it ended",
                ),
                reason("What is the reason?", Tier.ALLEGATION, "Give the reason"),
            ),
            words="The outcome of the investigation is not an NRM decision. "
            "Safeguarding and support go on.",
            done="Investigation finalised",
        ),
        Move(
            "transfer",
            "Transfer to another force",
            frozenset({"queued", "claimed", "active", "with_cps", "charged"}),
            "transferred",
            agencies.SUPERVISORS,
            (LEAD_TEAM,),
            (
                Question(
                    "force",
                    "Which force has accepted it?",
                    Kind.LINE,
                    Tier.ALLEGATION,
                    limit=200,
                    missing="Enter the force that has accepted it",
                ),
                on("When did they accept it?", Tier.ALLEGATION),
            ),
            words="Only once the other force has accepted. Safeguarding stays here.",
            done="Transferred to another force",
        ),
        Move(
            "not_applicable",
            "Say there is nothing to investigate",
            frozenset({"not_routed"}),
            "not_applicable",
            LOGGERS,
            (LEAD_TEAM,),
            NOT_INVESTIGATED,
            done="Nothing to investigate",
        ),
    ),
)
