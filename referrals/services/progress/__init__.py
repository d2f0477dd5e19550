"""Makes the moves and records the rule book offers, or says everything that is still unmet."""

from referrals.services.progress.moves import ask, move, questions
from referrals.services.progress.records import ask_record, record, record_questions

__all__ = ["ask", "ask_record", "move", "questions", "record", "record_questions"]
