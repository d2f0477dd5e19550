"""Review, hold and disposal of closed cases: nothing goes by itself, nor by one person (RT1)."""

from referrals.services.retention.disposing import dispose, keep, propose
from referrals.services.retention.holding import Inquiry, hold, hold_all, inquiry, lift, lift_all
from referrals.services.retention.listing import (
    CaseRetention,
    RetentionPage,
    RetentionRow,
    due,
    forecast,
    of,
)

__all__ = [
    "CaseRetention",
    "Inquiry",
    "RetentionPage",
    "RetentionRow",
    "dispose",
    "due",
    "forecast",
    "hold",
    "hold_all",
    "inquiry",
    "keep",
    "lift",
    "lift_all",
    "of",
    "propose",
]
