"""The case as a whole: closing, opening again, and sending it to another team."""

from workflows.agencies import POLICE_SUPERVISORS, TEAMS
from workflows.definition import STAY, Kind, Move, Question, State, Track, choices
from workflows.guards.closing import CLOSE, NRM_ANSWERED, NRM_CONSIDERED
from workflows.guards.people import OVERSEES
from workflows.sharing import Tier
from workflows.tracks.questions import reason
from workflows.tracks.reasons import CLOSED, REROUTED

TASKS_LEFT = (
    Question(
        "tasks_done",
        "Which of the tasks that are still open are done?",
        Kind.LIST,
        Tier.TASKS,
        required=False,
        hint="Leave out those that nobody will do now",
        most=100,
        limit=40,
    ),
    Question(
        "tasks_not_needed",
        "Why are the others not needed?",
        Kind.LONG,
        Tier.TASKS,
        required=False,
        hint="Leave this empty if all of them are done",
    ),
)
"""How each task still open ends with the case: what is not statutory holds no closing (G11)."""

CASE = Track(
    "case",
    "Case",
    (State("open", "Open"), State("closed", "Closed", resting=True)),
    "open",
    (
        Move(
            "close",
            "Close the case",
            frozenset({"open"}),
            "closed",
            POLICE_SUPERVISORS,
            (OVERSEES, *CLOSE, NRM_ANSWERED, NRM_CONSIDERED),
            (*CLOSED, *TASKS_LEFT),
            records="case_closed",
            words="Every agency on the case is told. Sharing ends with the case: agencies it was "
            "shared with can no longer open it. It can be opened again, and shared anew.",
            done="Case closed",
            notices=("case_closed",),
        ),
        Move(
            "reopen",
            "Open the case again",
            frozenset({"closed"}),
            "open",
            POLICE_SUPERVISORS,
            (OVERSEES,),
            (reason("Why is it being opened again?", Tier.TASKS, "Say why"),),
            records="case_reopened",
            done="Case opened again",
            notices=("case_reopened",),
        ),
        Move(
            "reroute",
            "Send to another team",
            frozenset({"open"}),
            STAY,
            POLICE_SUPERVISORS,
            (OVERSEES,),
            (
                Question(
                    "team",
                    "Which team should lead?",
                    Kind.CHOICE,
                    Tier.TASKS,
                    choices=choices(TEAMS),
                    missing="Choose the team that should lead",
                ),
                *REROUTED,
            ),
            words="The present lead team supports until its supervisor releases it. "
            "Nothing that has started is lost.",
            done="Sent to another team",
            notices=("case_rerouted",),
            sets={"routing_query": False},
        ),
    ),
)
