"""Constructive challenge: a partner says that more or other should be done, and is answered."""

from workflows.agencies import POLICE_SUPERVISORS, SOCIAL_WORKERS
from workflows.definition import Guard, Record
from workflows.guards.people import OVERSEES
from workflows.sharing import Tier
from workflows.tracks.questions import reason

CHALLENGERS = SOCIAL_WORKERS | {
    "ngo_support_worker", "health_practitioner", "cse_coordinator", "lscb_member", "sab_member",
}  # fmt: skip


RECORDS = (
    Record(
        "challenge",
        "Challenge what is being done",
        CHALLENGERS,
        (reason("What should be done, and why?", Tier.TASKS, "Say what should be done, and why"),),
        "challenge_raised",
        words="The supervisor of the lead team answers you here. Nothing stops meanwhile.",
        done="Challenge raised",
        notices=("challenge_raised",),
    ),
    Record(
        "challenge_answer",
        "Answer the challenge",
        POLICE_SUPERVISORS,
        (reason("What is the answer?", Tier.TASKS, "Write the answer"),),
        "challenge_answered",
        words="Whoever raised it reads this.",
        done="Challenge answered",
        gates=(
            OVERSEES,
            Guard(
                "R24",
                lambda facts, mover: facts.latest("challenge_raised") is not None,
                "Nobody has raised a challenge",
                "A partner raises one",
                "record/challenge",
            ),
        ),
        notices=("challenge_answered",),
    ),
)
