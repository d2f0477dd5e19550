"""What one reader may have of one case: the only maker of what pages, JSON and files show."""

from referrals.redaction.levels import (
    OPENED,
    held_by,
    holding,
    holding_of,
    in_force,
    lent_to,
    levels_of,
    opened,
    shares_of,
)
from referrals.redaction.reader import (
    FORM_ONLY,
    IN_FULL,
    NOT_NEEDED,
    REASONS,
    RISK_OF_HARM,
    SUBMITS_ONLY,
    Holding,
)

__all__ = [
    "FORM_ONLY",
    "IN_FULL",
    "NOT_NEEDED",
    "OPENED",
    "REASONS",
    "RISK_OF_HARM",
    "SUBMITS_ONLY",
    "Holding",
    "held_by",
    "holding",
    "holding_of",
    "in_force",
    "lent_to",
    "levels_of",
    "opened",
    "shares_of",
]
