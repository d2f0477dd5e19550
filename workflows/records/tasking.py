"""ETT is asked for tasking and answers for itself: it is never given a case (S10, S11)."""

from workflows.agencies import ETT, ETT_NAME, INVESTIGATORS, SUPERVISORS
from workflows.definition import Guard, Kind, Question, Record, choices
from workflows.facts import CaseFacts, Mover
from workflows.guards.people import LEAD_TEAM, someone
from workflows.sharing import Tier
from workflows.tracks.questions import reason
from workflows.tracks.reasons import DECLINED
from workflows.undone import tasking_waits

ANSWERS = frozenset({"ett_accept", "ett_decline"})
"""What the team that is asked says, of a case that it does not hold."""

WHY = choices({
    "missing": "Somebody vulnerable is missing, and must be found",
    "cross_lpu": "It crosses the boundaries of units",
    "offender": "A dangerous offender must be found",
    "trend": "It is part of a threat or trend that is new",
})  # fmt: skip


def _answers_itself(facts: CaseFacts, mover: Mover) -> bool:
    return mover.team == ETT


ASKED_TEAM = (
    Guard(
        "role",
        someone(_answers_itself),
        "The team that is asked answers for itself",
        f"A supervisor of the {ETT_NAME}",
    ),
    Guard(
        "S11",
        lambda facts, mover: tasking_waits(facts),
        "No request for tasking waits for an answer",
        "The lead team asks for ETT tasking",
        "record/ett_request",
    ),
)

RECORDS = (
    Record(
        "ett_request",
        "Ask for ETT tasking",
        INVESTIGATORS | SUPERVISORS,
        (
            Question(
                "why",
                "Why is ETT needed?",
                Kind.CHOICE,
                Tier.TASKS,
                choices=WHY,
                missing="Say why ETT is needed",
            ),
            reason(
                "What do you ask ETT to do?",
                Tier.TASKS,
                "Write what you ask ETT to do",
                "Its supervisors read this before they may read the case, so name nobody",
            ),
        ),
        "ett_requested",
        words=f"A supervisor of the {ETT_NAME} (ETT) takes it on, or declines with a reason. "
        "You are told which. Until then ETT reads nothing else of the case.",
        done="ETT was asked",
        gates=(
            LEAD_TEAM,
            Guard(
                "S11",
                lambda facts, mover: not tasking_waits(facts),
                "ETT was asked already, and has not answered yet",
                f"A supervisor of the {ETT_NAME} answers",
                "record/ett_accept",
            ),
            Guard(
                "S11",
                lambda facts, mover: ETT not in facts.supporting,
                "ETT supports this case already",
                "Nobody needs to ask again",
            ),
        ),
    ),
    Record(
        "ett_accept",
        "Take this on for ETT",
        frozenset({"fcid_supervisor"}),
        (),
        "ett_accepted",
        words="From now on ETT supports this case: its supervisors read it, and name who works "
        "on it. It does not lead it.",
        done="Taken on by ETT",
        gates=ASKED_TEAM,
        tier=Tier.TASKS,
    ),
    Record(
        "ett_decline",
        "Decline this for ETT",
        frozenset({"fcid_supervisor"}),
        DECLINED,
        "ett_declined",
        words="Whoever asked is told, and reads your reason.",
        done="Declined by ETT",
        gates=ASKED_TEAM,
    ),
)
