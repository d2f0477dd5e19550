"""The trail of who did and who saw what: no row, no act and no page (AU1)."""

from referrals.trail.looking import Looker, lookers, words
from referrals.trail.record import changed, form_opened, looked, refused
from referrals.trail.rows import of_one_case
from referrals.trail.sealing import seal
from referrals.trail.verify import Break, CouldNotRun, Report, examine, verify

__all__ = [
    "Break",
    "CouldNotRun",
    "Looker",
    "Report",
    "changed",
    "examine",
    "form_opened",
    "looked",
    "lookers",
    "of_one_case",
    "refused",
    "seal",
    "verify",
    "words",
]
