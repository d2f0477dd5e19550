"""What was done last on a case, for whoever finds that it moved on while they wrote."""

from referrals.actor import Actor
from referrals.facts import known_of
from referrals.models import Case
from referrals.picture.load import rows_of
from referrals.picture.others import names_to
from referrals.picture.timeline import timeline
from referrals.redaction import Holding, shares_of
from referrals.views import Entry


def latest(actor: Actor, case: Case, holding: Holding) -> Entry | None:
    """The entry as their timeline has it, or None if it has none: never one before it instead.

    What somebody did comes before what moved of itself because of it. The last alone: a version
    does not say which entries were there when a page was opened, and not every act leaves one.
    """
    rows = rows_of(case, known_of(case.id), shares_of(case.id))
    last = max(rows.events, key=lambda row: (row.recorded_at, row.by_id is not None))
    told_by = names_to(actor, rows, holding)
    told, _ = timeline(actor, holding, [last], (), told_by)
    return told[0] if told else None
