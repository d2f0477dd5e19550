"""Builds the picture of a case one reader is handed, out of a holding and nothing else."""

from referrals.picture.build import case_view
from referrals.picture.shares import share_view
from referrals.picture.steps import left

__all__ = ["case_view", "left", "share_view"]
