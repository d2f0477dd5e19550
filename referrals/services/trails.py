"""*Who has seen this*: every look and every change of a case, for those who answer for it."""

from collections.abc import Sequence

from referrals import access, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.db import reading
from referrals.errors import NotYours
from referrals.facts import facts_of
from referrals.trail import Looker
from workflows.sharing import Tier


def seen_by(actor: Actor, reference: str) -> Sequence[Looker]:
    """Who looked at a case, newest first; looking at this is itself a look."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.READ)
        way_in = access.why(actor, case)
        holding = redaction.held_by(actor, case, facts_of(case, actor), way_in)
        if not holding.reads(Tier.AUDIT, free=False):
            raise NotYours("Only a supervisor of this case can see who has seen it")
        rows = trail.lookers(case.id)
        opened = (case.id, case.reference)
    trail.looked(actor, "case.activity_read", [opened], (Tier.AUDIT,), single=True)
    return rows
