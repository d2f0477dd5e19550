"""Times within which agencies answer each other and act: local targets, each with its source."""

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
    "2 working days; local target",
)
ANSWER_CHALLENGE = Target(
    "ANSWER_CHALLENGE", "Answer a challenge", 1, "1 working day; local target"
)
UNSET = "local target, since the law names no number of days"
S42_CONCERN = Target("S42_CONCERN", "Raise a section 42 concern", 1, f"1 working day; {UNSET}")
DUTY_TO_NOTIFY = Target("DUTY_TO_NOTIFY", "Send the duty to notify", 5, f"5 working days; {UNSET}")
ICTG_REFERRAL = Target(
    "ICTG_REFERRAL", "Refer a child to their guardian", 1, f"1 working day; {UNSET}"
)
AGE_ASSESSMENT = Target(
    "AGE_ASSESSMENT", "Ask for an age assessment", 5, f"5 working days; {UNSET}"
)
TARGETS = (
    ANSWER_OFFER, ANSWER_ITEM, ANSWER_CHALLENGE,
    S42_CONCERN, DUTY_TO_NOTIFY, ICTG_REFERRAL, AGE_ASSESSMENT,
)  # fmt: skip
