"""Applies what a move or a record promised: state, facts, clocks, tasks, trail and notices."""

from referrals.effects.answers import Answered, foreseen, understood
from referrals.effects.approving import own_hand
from referrals.effects.events import happened
from referrals.effects.moves import apply_move, apply_record, judged_mover, tier_of
from referrals.effects.settle import settle

__all__ = [
    "Answered",
    "apply_move",
    "apply_record",
    "foreseen",
    "happened",
    "judged_mover",
    "own_hand",
    "settle",
    "tier_of",
    "understood",
]
