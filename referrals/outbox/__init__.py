"""Promises notices in the transaction of the act, and sends them afterwards, at least once."""

from referrals.outbox.promises import promise, told_to
from referrals.outbox.sending import (
    BY_LINK,
    TAKEN_FOR,
    Message,
    Sender,
    addresses,
    again_after,
    drain,
    message_to,
    to_console,
    to_folder,
)
from referrals.outbox.topics import CHANGED, QUEUE, SHARE_ENDED, SUBJECTS, words, words_inside

__all__ = [
    "BY_LINK",
    "CHANGED",
    "QUEUE",
    "SHARE_ENDED",
    "SUBJECTS",
    "TAKEN_FOR",
    "Message",
    "Sender",
    "addresses",
    "again_after",
    "drain",
    "message_to",
    "promise",
    "to_console",
    "to_folder",
    "told_to",
    "words",
    "words_inside",
]
