"""Applies what a move or a record promised: state, facts, clocks, tasks, trail and notices."""

from referrals.effects.answers import Answered, foreseen, understood
from referrals.effects.approving import by_another
from referrals.effects.events import happened
from referrals.effects.moves import apply_move, apply_record, judged_mover
from referrals.effects.settle import settle

__all__ = [
    "Answered",
    "apply_move",
    "apply_record",
    "by_another",
    "foreseen",
    "happened",
    "judged_mover",
    "settle",
    "understood",
]
