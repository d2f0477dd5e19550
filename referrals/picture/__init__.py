"""Builds the pictures readers are handed, out of a holding and nothing else."""

from referrals.picture.build import case_view, opens_nrm
from referrals.picture.found import found, still_theirs
from referrals.picture.held import OWED
from referrals.picture.rows import queue_row, row
from referrals.picture.shares import share_view
from referrals.picture.steps import left, moves_of
from referrals.picture.summary import PATHWAYS
from referrals.picture.timeline import NOTE_TIERS

__all__ = [
    "NOTE_TIERS",
    "OWED",
    "PATHWAYS",
    "case_view",
    "found",
    "left",
    "moves_of",
    "opens_nrm",
    "queue_row",
    "row",
    "share_view",
    "still_theirs",
]
