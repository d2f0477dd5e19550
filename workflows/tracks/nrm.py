"""The National Referral Mechanism: drafted, sent, decided, asked again, and the duty to notify."""

from workflows.agencies import DECIDERS, INVESTIGATORS, NRM_USERS
from workflows.definition import Move, State, Track
from workflows.facts import CaseFacts
from workflows.guards.consent import CAPACITY, CHILD_TOLD, CONSENT, NOTIFY, WITHDRAW
from workflows.guards.dates import (
    AFTER_ASKING,
    AFTER_DECISION,
    AFTER_DRAFT,
    AFTER_ENTRY,
    AFTER_REFUSAL,
)
from workflows.guards.deciding import (
    CONCLUSIVE,
    RECONSIDER,
    WAITING,
    came_from,
    cg_arrived,
    reconsidered,
    rg_arrived,
)
from workflows.guards.nrm import FIRST_RESPONDER, FORM_AGREES, FORM_COMPLETE, NOTIFYING_RESPONDER
from workflows.guards.people import ASSIGNED, DRAFTING
from workflows.sharing import Tier
from workflows.tracks import nrm_questions as ask
from workflows.tracks.questions import WITHDRAWN_HOW, at
from workflows.undone import WITHDRAWABLE

ANYBODY = NRM_USERS | DECIDERS
STATES = (
    State("not_assessed", "Not considered yet"),
    State("no_grounds", "No grounds, with a reason", terminal=True),
    State("draft", "Being drafted"),
    State("ready", "Ready to send"),
    State("submitted", "Sent"),
    State("rg_positive", "Reasonable grounds: yes"),
    State("rg_negative", "Reasonable grounds: no", resting=True),
    State("cg_positive", "Conclusive grounds: yes", resting=True),
    State("cg_negative", "Conclusive grounds: no", resting=True),
    State("reconsideration", "Being looked at again"),
    State("suspended", "Suspended"),
    State("withdrawn", "Withdrawn", terminal=True),
    State("dtn_sent", "Duty to notify sent", terminal=True),
)


def _decided(kind: str, outcome: str) -> Move:
    """One decision, one destination: the letter's outcome tells which."""
    arrived = rg_arrived if kind == "rg" else cg_arrived
    other = "cg_decision" if kind == "rg" else "rg_decision"

    def applies(facts: CaseFacts) -> bool:
        if facts.state("nrm") == "reconsideration" and reconsidered(facts) == other:
            return False
        letter = arrived(facts)
        return letter is None or letter.detail.get("outcome", outcome) == outcome

    name = "reasonable" if kind == "rg" else "conclusive"
    yes = outcome == "positive"
    return Move(
        f"record_{kind}",
        f"Record the {name} grounds decision",
        frozenset({"submitted" if kind == "rg" else "rg_positive", "reconsideration"}),
        f"{kind}_{outcome}",
        DECIDERS,
        (AFTER_ASKING,) if kind == "rg" else (*CONCLUSIVE, AFTER_DECISION),
        ask.RG if kind == "rg" else ask.CG,
        records=f"{kind}_decision",
        words="Add the letter under Documents. A decision about the NRM is not an outcome of "
        "the crime: safeguarding and the investigation go on.",
        done=f"{name.capitalize()} grounds decision: {'yes' if yes else 'no'}",
        opens=("rna_offer",) if kind == "cg" and yes else (),
        notices=("decision_received",),
        sets={"reconsideration_declined": False},
        keyed_by=INVESTIGATORS,
        applies=applies,
    )


def _resumed(to: str) -> Move:
    return Move(
        "resume",
        "Resume the referral",
        frozenset({"suspended"}),
        to,
        ANYBODY,
        words="It goes back to where it was. No clock is restarted.",
        done="NRM referral resumed",
        applies=lambda facts: came_from(facts) == to,
    )


NRM = Track(
    "nrm",
    "NRM referral",
    STATES,
    "not_assessed",
    (
        Move(
            "draft",
            "Start an NRM referral",
            frozenset({"not_assessed", "no_grounds", "dtn_sent", "withdrawn"}),
            "draft",
            NRM_USERS,
            DRAFTING,
            records="draft_updated",
            words="It never waits for the investigation. A child is not asked to agree.",
            done="NRM referral started",
        ),
        Move(
            "no_grounds",
            "Say there are no grounds for a referral",
            frozenset({"not_assessed", "draft"}),
            "no_grounds",
            NRM_USERS,
            DRAFTING,
            ask.NO_GROUNDS,
            words="You are saying the NRM was considered, and why no referral is made. "
            "A new sign of trafficking or slavery opens it again.",
            done="NRM considered: not referred",
        ),
        Move(
            "make_ready",
            "Mark the referral ready to send",
            frozenset({"draft"}),
            "ready",
            NRM_USERS,
            (*DRAFTING, CHILD_TOLD, *CONSENT, *CAPACITY),
            words="It can be sent as soon as every required answer is there.",
            done="NRM referral ready to send",
        ),
        Move(
            "submit",
            "Record that the referral was sent",
            frozenset({"ready"}),
            "submitted",
            NRM_USERS,
            (ASSIGNED, FIRST_RESPONDER, FORM_AGREES, FORM_COMPLETE, AFTER_DRAFT),
            ask.SENT,
            records="nrm_submitted",
            words="Send it first, on the Home Office’s online form at modernslavery.gov.uk: this "
            "page only records that you did. A first decision is aimed for in 5 working days, "
            "or in 45 days where a local panel decides for a child.",
            done="NRM referral sent",
            notices=("nrm_submitted",),
            sets={"disqualified": False},
        ),
        Move(
            "send_dtn",
            "Record that the duty to notify was sent",
            frozenset({"draft"}),
            "dtn_sent",
            NRM_USERS,
            (ASSIGNED, *NOTIFY, FORM_AGREES, NOTIFYING_RESPONDER, AFTER_DRAFT),
            (at("When was it sent?", Tier.NRM_DECISION),),
            records="dtn_sent",
            words="It says nothing that identifies them unless they agree. "
            "They may still choose a referral later.",
            done="Duty to notify sent",
        ),
        _decided("rg", "positive"),
        _decided("rg", "negative"),
        _decided("cg", "positive"),
        _decided("cg", "negative"),
        Move(
            "reconsider",
            "Ask for the decision to be looked at again",
            frozenset({"rg_negative", "cg_negative"}),
            "reconsideration",
            ANYBODY,
            (*RECONSIDER, AFTER_REFUSAL),
            ask.RECONSIDER,
            records="reconsideration_requested",
            words="The new decision takes the place of the old one.",
            done="Reconsideration asked for",
        ),
        Move(
            "suspend",
            "Suspend the referral",
            WAITING,
            "suspended",
            ANYBODY,
            questions=ask.SUSPENDED,
            words="Suspended is not withdrawn. Clocks that have started keep their dates.",
            done="NRM referral suspended",
        ),
        _resumed("submitted"),
        _resumed("rg_positive"),
        _resumed("reconsideration"),
        Move(
            "withdraw",
            "Record that they withdraw",
            WITHDRAWABLE,
            "withdrawn",
            ANYBODY,
            (*WITHDRAW, AFTER_ENTRY),
            WITHDRAWN_HOW,
            records="consent_withdrawn",
            words="Funded support ends. The police and safeguarding go on, "
            "and they can be referred again.",
            done="NRM referral withdrawn",
            notices=("nrm_withdrawn",),
        ),
    ),
)
