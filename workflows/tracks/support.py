"""Support: offered, never imposed, and never ended without saying what comes after (R13)."""

from workflows.agencies import DISPOSITIONS, SUPERVISORS, SUPPORTERS
from workflows.definition import Kind, Move, Question, State, Track, choices
from workflows.guards.people import GIVES_SUPPORT, SUPPORTS
from workflows.sharing import Tier

DISPOSITION = (
    Question(
        "disposition",
        "What support do they have after this?",
        Kind.CHOICE,
        Tier.SUPPORT,
        choices=choices(DISPOSITIONS),
        sets="support_disposition",
        missing="Say what support they have after this",
    ),
    Question(
        "disposition_reason",
        "If no support is needed, why?",
        Kind.LONG,
        Tier.SUPPORT,
        when=("disposition", frozenset({"none_needed"})),
        missing="Say why no support is needed",
    ),
)

SUPPORT = Track(
    "support",
    "Support",
    (
        State("not_offered", "Not offered"),
        State("offered", "Offered"),
        State("declined", "Declined"),
        State("accepted", "Accepted"),
        State("active", "Under way"),
        State("move_on", "Moving on"),
        State("ended", "Ended", terminal=True),
    ),
    "not_offered",
    (
        Move(
            "offer",
            "Record that support was offered",
            frozenset({"not_offered", "declined"}),
            "offered",
            SUPPORTERS,
            (SUPPORTS,),
            (
                Question(
                    "offered",
                    "What was offered?",
                    Kind.LONG,
                    Tier.SUPPORT,
                    missing="Write what was offered",
                ),
            ),
            words="Support does not depend on the NRM or on helping the police.",
            done="Support offered",
        ),
        Move(
            "decline",
            "Record that they do not want it",
            frozenset({"offered"}),
            "declined",
            SUPPORTERS,
            (SUPPORTS,),
            words="It can be offered again at any time.",
            done="Support not wanted for now",
        ),
        Move(
            "accept",
            "Record that they accept it",
            frozenset({"offered"}),
            "accepted",
            SUPPORTERS,
            (SUPPORTS,),
            done="Support accepted",
        ),
        Move(
            "start",
            "Start the support",
            frozenset({"accepted"}),
            "active",
            SUPPORTERS,
            (SUPPORTS,),
            done="Support started",
        ),
        Move(
            "move_on",
            "Start moving on",
            frozenset({"active"}),
            "move_on",
            SUPPORTERS,
            (SUPPORTS,),
            done="Moving on from support",
        ),
        Move(
            "end",
            "End the support",
            frozenset({"offered", "declined", "accepted", "active", "move_on"}),
            "ended",
            SUPPORTERS | SUPERVISORS,
            (SUPPORTS, GIVES_SUPPORT),
            DISPOSITION,
            words="Say what they have after this: nobody leaves without an answer.",
            done="Support ended",
        ),
    ),
)
