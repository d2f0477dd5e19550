"""The keys: which there are and what is under each, a new one, and the old one done with (EN2)."""

from referrals.services.keys.changing import add, retire, rotate
from referrals.services.keys.resealing import Progress
from referrals.services.keys.uses import Held, held

__all__ = ["Held", "Progress", "add", "held", "retire", "rotate"]
