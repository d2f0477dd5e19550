"""A child who wants to leave the NRM: they may not withdraw, and a supervisor answers them (G9)."""

from workflows.agencies import DECIDERS, NRM_USERS, SUPERVISORS
from workflows.definition import Choice, Guard, Kind, Question, Record
from workflows.guards.people import OVERSEES
from workflows.sharing import Tier
from workflows.tracks.questions import on, reason
from workflows.undone import WITHDRAWABLE

RECORDS = (
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
        ),
        notices=("withdrawal_query",),
    ),
    Record(
        "withdrawal_answer",
        "Answer a child’s wish to leave the NRM",
        SUPERVISORS,
        (
            Question(
                "decision",
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
