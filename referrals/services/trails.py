"""*Who has seen this*: every look and every change of a case, for those who answer for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from referrals import picture, redaction, trail
from referrals.actor import Actor
from referrals.clock import local
from referrals.cursors import lines_before
from referrals.db import reading
from referrals.effects.opening import Emergency, why_opened
from referrals.errors import NotYours
from referrals.trail import Looker
from referrals.views import Tab
from workflows.sharing import Tier

PAGE, MOST = 100, 10**6
"""Lines on a page, and more than any case will ever have."""


@dataclass(frozen=True)
class SeenBy(Tab):
    """A page of who has seen a case, how many lines came before it, and the cursor of the next."""

    rows: tuple[Looker, ...]
    before: int
    next: str | None


def seen_by(
    actor: Actor, reference: str, after: str | None = None, *, headed: bool = False
) -> SeenBy:
    """Who looked at a case, openings before lists; looking at this is itself a look."""
    begin = lines_before(after, MOST)
    with reading():
        case, _, known, facts, holding = redaction.opened(actor, reference)
        if not holding.reads(Tier.AUDIT, free=False):
            raise NotYours("Only a supervisor of this case can see who has seen it")
        found = trail.lookers(case.id, begin, PAGE + 1)
        rows = tuple(_with_words(found, why_opened(actor, case)))
        over = picture.tab(actor, case, facts, holding, known) if headed else None
        tiers = {Tier.AUDIT} | picture.told_over(over, holding)
        opened = (case.id, case.reference)
    trail.looked(actor, "case.activity_read", [opened], tiers, single=True)
    onward = str(begin + PAGE) if len(rows) > PAGE else None
    return SeenBy(rows[:PAGE], begin, onward, over=over)


def _with_words(
    rows: Iterable[Looker], reasons: Mapping[Emergency, tuple[str, ...]]
) -> Iterable[Looker]:
    """Beside each emergency, in their own words, why they opened it."""
    for row in rows:
        on = (row.user_id, local(row.at).date(), row.reason)
        opened = row.act == "emergency.opened"
        yield replace(row, words=reasons.get(on, ())) if opened else row
