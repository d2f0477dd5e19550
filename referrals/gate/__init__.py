"""The gate: who is asking, whether they may try, and what every answer must carry."""

from referrals.gate.cookies import current_device, forget_browser, hand_over, remember_device
from referrals.gate.files import attached, store
from referrals.gate.guard import case_named, init_gate
from referrals.gate.people import current_actor, current_live, half_id, live_or_none
from referrals.gate.policy import (
    may_try,
    needs,
    policy,
    public,
    refuse_undeclared,
    takes_files,
)
from referrals.gate.safe import local_path

__all__ = [
    "attached",
    "case_named",
    "current_actor",
    "current_device",
    "current_live",
    "forget_browser",
    "half_id",
    "hand_over",
    "init_gate",
    "live_or_none",
    "local_path",
    "may_try",
    "needs",
    "policy",
    "public",
    "refuse_undeclared",
    "remember_device",
    "store",
    "takes_files",
]
