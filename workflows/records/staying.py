"""Whether they stay in the NRM: asked of an adult referred as a child (R9), or a child's wish (G9).

A child may not withdraw, so a supervisor answers what they wish.
"""

from workflows.agencies import DECIDERS, NRM_USERS, SUPERVISORS
from workflows.answers import adult_since
from workflows.definition import Choice, Guard, Kind, Question, Record
from workflows.facts import CaseFacts, Mover
from workflows.guards.consent import ASKER, told_validly
from workflows.guards.dates import AFTER_ENTRY
from workflows.guards.people import OVERSEES
from workflows.records.agreeing import ASKED, CAN_DECIDE
from workflows.sharing import Tier
from workflows.tracks.questions import TOLD_HOW, on, reason
from workflows.tracks.reasons import WHY
from workflows.undone import UNDECIDED, WITHDRAWABLE


def _old_enough(facts: CaseFacts, mover: Mover | None) -> bool:
    """Judged on the answer, once there is one to judge."""
    answered, since = facts.arrived("consent_to_remain"), adult_since(facts)
    return answered is None or since is None or answered.day >= since


def _validly_answered(facts: CaseFacts, mover: Mover | None) -> bool:
    """Judged on the way they answered, once it is told."""
    answered = facts.arrived("consent_to_remain")
    if answered is None or answered.detail.get("method") is None:
        return True
    return told_validly(answered)


OLD_ENOUGH = Guard(
    "R9",
    _old_enough,
    "They are not asked before the day they are 18",
    "The first responder who knows them asks on or after the birthday",
)
IN_THE_NRM = Guard(
    "R9",
    lambda facts, mover: facts.state("nrm") in UNDECIDED,
    "There is no referral that they could stay in",
    "A referral that is sent, and not decided for good",
    "nrm",
)
VALID_WAY = Guard(
    "G4",
    _validly_answered,
    "Record an answer in writing, or since 13 February 2026 one said to a first responder",
    ASKER + ", in a way that is valid on that day",
    "record/consent_to_remain",
)

RECORDS = (
    Record(
        "consent_to_remain",
        "Record whether they stay in the NRM",
        NRM_USERS,
        (
            on("When did they answer?", Tier.NRM_DECISION),
            Question(
                "answer",
                "Do they agree to stay in the NRM?",
                Kind.CHOICE,
                Tier.NRM_DECISION,
                choices=(Choice("yes", "Yes"), Choice("no", "No")),
                missing="Say whether they stay",
            ),
            *TOLD_HOW,
            Question(
                "wants_support",
                "Do they want support?",
                Kind.YES_NO,
                Tier.NRM_DECISION,
                hint="It does not depend on staying in the NRM",
                missing="Say whether they want support",
            ),
            Question(
                "spoke",
                "Who had the conversation?",
                Kind.LINE,
                Tier.NRM_DECISION,
                limit=200,
                missing="Say who spoke with them",
            ),
        ),
        "consent_to_remain",
        words="Only once they are 18. No answer is not a withdrawal.",
        done="Their answer about staying in the NRM recorded",
        gates=(IN_THE_NRM, ASKED, CAN_DECIDE, OLD_ENOUGH, VALID_WAY),
    ),
    Record(
        "withdrawal_query",
        "Pass on that a child wants to leave the NRM",
        NRM_USERS | DECIDERS,
        (
            on("When did they say so?", Tier.NRM_DECISION),
            reason(
                "What do they want, and why, in their own words?",
                Tier.NRM_DECISION,
                "Write what they want, and why",
            ),
        ),
        "withdrawal_queried",
        words="A child cannot withdraw, so the referral goes on. The supervisor of the lead team "
        "is asked, and answers you here.",
        done="A child wants to leave the NRM",
        gates=(
            Guard(
                "G9",
                lambda facts, mover: facts.treat_as_child,
                "They are an adult, and may withdraw of themselves",
                "The professional who had the conversation records the withdrawal",
                "move/nrm/withdraw",
            ),
            Guard(
                "G9",
                lambda facts, mover: facts.state("nrm") in WITHDRAWABLE,
                "There is no referral that they could leave",
                "A referral that is ready or sent, and not decided for good",
                "nrm",
            ),
            AFTER_ENTRY,
        ),
        notices=("withdrawal_query",),
    ),
    Record(
        "withdrawal_answer",
        "Answer a child’s wish to leave the NRM",
        SUPERVISORS,
        (
            Question(
                WHY,
                "What happens now?",
                Kind.CHOICE,
                Tier.NRM_DECISION,
                choices=(
                    Choice("goes_on", "The referral goes on"),
                    Choice("authority_asked", "The competent authority is asked about it"),
                ),
                missing="Say what happens now",
            ),
            reason(
                "Why, and who was asked about it?",
                Tier.NRM_DECISION,
                "Write why, and who was asked",
                "Children’s services, whoever has parental responsibility, their guardian",
            ),
        ),
        "withdrawal_answered",
        words="Whoever passed it on reads this, and tells the child.",
        done="A child’s wish to leave the NRM answered",
        gates=(
            OVERSEES,
            Guard(
                "G9",
                lambda facts, mover: facts.latest("withdrawal_queried") is not None,
                "Nobody has passed on that they want to leave",
                "Whoever had the conversation passes it on",
                "record/withdrawal_query",
            ),
        ),
        notices=("withdrawal_answered",),
    ),
)
