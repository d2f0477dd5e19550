"""The birthday that makes a child an adult, written down before anybody acts on the case (R9)."""

import datetime as dt
from dataclasses import replace

from referrals import trail
from referrals.db import db
from referrals.effects.events import happened
from referrals.effects.moves import follow
from referrals.effects.referral import check_form
from referrals.effects.settle import facts_now
from referrals.models import Case
from workflows.clocks import turns_18_on
from workflows.facts import CaseFacts
from workflows.sharing import Tier


def turn_18(case: Case, facts: CaseFacts, at: dt.datetime) -> bool:
    """On the birthday the stated age follows the birth date; nothing closes (R2, R9).

    What follows of itself has followed, and the form was read again; False on any other day.
    """
    day = turns_18_on(facts)
    if day is None:
        return False
    case.age_band = "adult"
    event = happened(None, case, "turned_18", "They are 18", tier=Tier.SAFEGUARDING, at=at)
    event.at, event.day_only = _noon(day), True
    db.session.add(event)
    trail.changed(None, "case.turned_18", case, tiers=(Tier.IDENTITY,))
    follow(None, case, replace(facts, now=_noon(day - dt.timedelta(days=1))), at)
    check_form(None, case, facts_now(case, at))
    return True


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
