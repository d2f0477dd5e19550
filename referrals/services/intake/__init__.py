"""Logs a case: drafts, the check before sending, and the one act that sends it."""

from referrals.services.intake.checking import check, sent
from referrals.services.intake.drafts import (
    answer,
    delete,
    draft,
    drafts,
    keep_typed,
    start_draft,
)
from referrals.services.intake.sending import log_case, send
from referrals.services.intake.views import CheckView, DraftLine, DraftView, Row, SentView

__all__ = [
    "CheckView",
    "DraftLine",
    "DraftView",
    "Row",
    "SentView",
    "answer",
    "check",
    "delete",
    "draft",
    "drafts",
    "keep_typed",
    "log_case",
    "send",
    "sent",
    "start_draft",
]
