"""The rule book tried on a case that need not exist: asked in plain words, answered in words."""

from workflows.trying.asked import SHELVES, questions
from workflows.trying.document import ahead, document
from workflows.trying.said import Said, in_words

__all__ = ["SHELVES", "Said", "ahead", "document", "in_words", "questions"]
