"""What one reader may have of one case: the only maker of what pages, JSON and files show."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from referrals.access import Rule
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db
from referrals.models import Case, Share
from referrals.views import Shown, Withheld
from workflows.facts import CaseFacts
from workflows.sharing import TABLE, Level, Tier, held
from workflows.withheld import WITHHELD, never_shown

IN_FULL = frozenset({Level.WRITE, Level.READ})
CODES = frozenset({Level.WRITE, Level.READ, Level.SUMMARY})
REASONS = {reason.code: reason for reason in WITHHELD}
NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Holding:
    """One reader's levels on one case, and why an item of each tier is withheld from them."""

    role: str
    levels: Mapping[Tier, Level]
    reasons: Mapping[Tier, str]
    share: Share | None = None

    def level(self, tier: Tier | str) -> Level | None:
        return self.levels.get(Tier(tier))

    def reads(self, tier: Tier | str, *, free: bool) -> bool:
        """Whether an item may be shown; free text needs more than a summary (R26)."""
        return self.level(tier) in (IN_FULL if free else CODES)

    def writes(self, tier: Tier | str) -> bool:
        return self.level(tier) is Level.WRITE

    def knows_of(self, tier: Tier | str) -> bool:
        """Whether this role ever hears that such an item exists (ux 0.6)."""
        return Tier(tier) in TABLE.get(self.role, {})

    def show(self, tier: Tier | str, value: str, *, free: bool = True) -> Shown:
        """The value, or the reason in its place; say nothing of a tier the role never holds."""
        if self.reads(tier, free=free):
            return value
        reason = REASONS[self.reasons.get(Tier(tier), NOT_NEEDED)]
        return Withheld(reason.label, may_ask=reason.may_ask and Tier(tier) in self.reasons)

    @property
    def masked(self) -> bool:
        return self.level(Tier.IDENTITY) is Level.MASKED

    @property
    def never_shown(self) -> str:
        return never_shown(self.role)

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers a read of this case touches, for the trail."""
        return tuple(sorted(tier.value for tier in self.levels))


def holding(actor: Actor, case: Case, facts: CaseFacts, way_in: Rule | None) -> Holding:
    """What the role gives, cut down to what was shared for those who hold a case by a share."""
    levels = dict(held(actor.role, facts))
    if way_in is None or way_in.code != "shared":
        return Holding(actor.role, levels, {})
    share = share_in_force(case.id, actor.organisation_id)
    tiers = set(share.tiers) if share else set()
    reasons = {
        tier: share.withheld.get(tier.value, NOT_NEEDED) if share else NOT_NEEDED
        for tier in levels
        if tier.value not in tiers
    }
    kept = {tier: level for tier, level in levels.items() if tier.value in tiers}
    return Holding(actor.role, kept, reasons, share)


def share_in_force(case_id: int, organisation_id: int, *states: str) -> Share | None:
    """The newest share of a case with an organisation in one of these states (accepted)."""
    return db.session.scalars(
        select(Share)
        .where(
            Share.case_id == case_id,
            Share.organisation_id == organisation_id,
            Share.state.in_(states or ("accepted",)),
            Share.until > now(),
        )
        .order_by(Share.offered_at.desc())
    ).first()
