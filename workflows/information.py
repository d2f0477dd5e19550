"""What a competent authority may ask about what was sent to it, and how it is answered."""

from workflows.definition import Kind, Question
from workflows.sharing import Tier

ASKED, ANSWERED = "information_requested", "information_answered"
LONGEST_DAYS = 90
ASK = (
    Question(
        "question",
        "What do you need to know?",
        Kind.LONG,
        Tier.NRM_DECISION,
        hint="About what was sent to you. The police lead reads it",
        limit=2000,
        missing="Write what you need to know",
    ),
    Question(
        "due",
        "By when?",
        Kind.DATE,
        Tier.NRM_DECISION,
        hint=f"At most {LONGEST_DAYS} days from today",
        missing="Enter the date by which you need it",
    ),
)
ANSWER = (
    Question(
        "answer",
        "What is your answer?",
        Kind.LONG,
        Tier.NRM_DECISION,
        hint="They read every word. No intelligence: it is released item by item, by a supervisor",
        limit=15000,
        missing="Write your answer",
    ),
)
