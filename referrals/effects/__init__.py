"""Applies what a move or a record promised: state, facts, clocks, tasks, trail and notices."""

from referrals.effects.answers import Answered, foreseen, understood
from referrals.effects.approving import own_hand
from referrals.effects.events import happened
from referrals.effects.keeping import refuse_closed
from referrals.effects.ladder import climb, left_to_climb, reached_at, receivers
from referrals.effects.moves import apply_move, apply_record, tier_of
from referrals.effects.sending import authority_of
from referrals.effects.settle import put_off, settle
from referrals.effects.tasking import nobody_to_ask, settled_by
from referrals.effects.tasks import end_task
from referrals.effects.turning import turn_18

__all__ = [
    "Answered",
    "apply_move",
    "apply_record",
    "authority_of",
    "climb",
    "end_task",
    "foreseen",
    "happened",
    "left_to_climb",
    "nobody_to_ask",
    "own_hand",
    "put_off",
    "reached_at",
    "receivers",
    "refuse_closed",
    "settle",
    "settled_by",
    "tier_of",
    "turn_18",
    "understood",
]
