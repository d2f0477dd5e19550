"""Times within which agencies answer each other: local targets, each with where it comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """So many working days from the day of asking; it escalates and never blocks (R24)."""

    code: str
    what: str
    working_days: int
    source: str


ANSWER_OFFER = Target("ANSWER_OFFER", "Answer an offer of a case", 1, "1 working day; local target")
ANSWER_ITEM = Target(
    "ANSWER_ITEM",
    "Answer a request for an item that is withheld",
    2,
    "By the end of the next working day but one; local target",
)
TARGETS = (ANSWER_OFFER, ANSWER_ITEM)
