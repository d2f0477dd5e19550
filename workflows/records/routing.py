"""Somebody thinks a case went to the wrong team: it is answered, and nothing waits for it (R3)."""

from workflows.agencies import POLICE, POLICE_SUPERVISORS, TEAMS
from workflows.definition import Guard, Kind, Question, Record
from workflows.guards.people import OVERSEES
from workflows.sharing import Tier
from workflows.tracks.questions import choices, reason

OPEN_TO_ALL = frozenset({"routing_query", "challenge"})
"""Whoever holds a case in any way may say this of it, whatever of it they were shown."""

RECORDS = (
    Record(
        "routing_query",
        "Say that you think this is the wrong team",
        POLICE,
        (
            reason("Why is it the wrong team?", Tier.TASKS, "Say why you think it is wrong"),
            Question(
                "team",
                "Which team should lead?",
                Kind.CHOICE,
                Tier.TASKS,
                required=False,
                choices=choices(TEAMS),
            ),
        ),
        "routing_queried",
        words="The case stays where it is and nothing waits. The duty supervisor is asked, "
        "and answers you here.",
        done="Asked whether this is the right team",
        sets={"routing_query": True},
        notices=("routing_query",),
    ),
    Record(
        "routing_answer",
        "Answer whether this is the right team: keep it",
        POLICE_SUPERVISORS,
        (reason("Why does it stay with this team?", Tier.TASKS, "Say why it stays"),),
        "routing_kept",
        words="To send it to another team instead, use Send to another team: that answers it too.",
        done="Right team: kept as the rule sent it",
        gates=(
            OVERSEES,
            Guard(
                "R3",
                lambda facts, mover: facts.routing_query,
                "Nobody has asked whether this is the right team",
                "Anybody who holds the case says that they think it is wrong",
                "record/routing_query",
            ),
        ),
        sets={"routing_query": False},
        notices=("routing_answered",),
    ),
)
