"""Initial response: local officers make safe, take a first account and hand over (S34)."""

from workflows import agencies
from workflows.definition import Move, State, Track
from workflows.guards.safety import HAND_OVER
from workflows.tracks.reasons import NO_CONCERN

RESPONSE = Track(
    "response",
    "Initial response",
    (
        State("logged", "Logged"),
        State("made_safe", "Made safe"),
        State("handed_over", "Handed over", resting=True),
        State("closed_no_concern", "Closed, no concern", terminal=True),
    ),
    "logged",
    (
        Move(
            "make_safe",
            "Say they are out of immediate danger",
            frozenset({"logged"}),
            "made_safe",
            agencies.RESPONSE,
            words="You are saying that they, and anyone with them, are out of danger for now.",
            done="Made safe",
            sets={"immediate_safety_confirmed": True},
        ),
        Move(
            "hand_over",
            "Hand over to the specialist team",
            frozenset({"made_safe"}),
            "handed_over",
            agencies.RESPONSE,
            HAND_OVER,
            words="The specialist team takes over their care, interviews and the investigation. "
            "You can still read what you wrote and add what you remember.",
            done="Handed over to the specialist team",
            opens=("confirm_hand_over",),
            notices=("case_handed_over",),
        ),
        Move(
            "close_no_concern",
            "Close the response: no concern",
            frozenset({"logged", "made_safe"}),
            "closed_no_concern",
            agencies.RESPONSE,
            questions=NO_CONCERN,
            words="This ends the response only. Safeguarding, support and the NRM go on.",
            done="Response closed, no concern",
        ),
    ),
)
