"""What one reader has of one case: which items are shown, and why another is withheld."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from referrals.models import Share
from referrals.views import Shown, Withheld
from workflows.items import BY_CODE, ITEMS, kept_from
from workflows.nrm_form import item_of
from workflows.sharing import TABLE, TIER_OF_TRACK, Level, Tier
from workflows.withheld import WITHHELD, never_shown

IN_FULL = frozenset({Level.WRITE, Level.READ})
CODES = frozenset({Level.WRITE, Level.READ, Level.SUMMARY})
OF_TIER = {tier: {item.code for item in ITEMS if item.tier is tier} for tier in Tier}
REASONS = {reason.code: reason for reason in WITHHELD}
NOT_NEEDED = "not_needed"
RISK_OF_HARM = "risk_of_harm"
"""Why a role never has an item: where they are is for police and those directly involved (rule 1).
"""
SUBMITS_ONLY = frozenset({"response_officer"})
"""They write intelligence, and read of it only what is their own (section e)."""

FORM_ONLY = frozenset({"competent_authority"})
"""What they read is the form and its decisions, never what the police write to each other."""

OF_THE_FORM = frozenset(
    {Tier.IDENTITY, Tier.CONTACT, Tier.ALLEGATION, Tier.INTELLIGENCE, Tier.MEDICAL, Tier.INTERVIEW}
)
"""Tiers that they read as they were sent (section e: R form)."""

EDITED = frozenset(
    {Tier.IDENTITY, Tier.CONTACT, Tier.ALLEGATION, Tier.INTELLIGENCE, Tier.INTERVIEW}
)
"""Tiers that say who and what: changed by whoever writes them, and by nobody who only reads."""

OWN_TASKS = frozenset({"ngo_support_worker", "health_practitioner", "competent_authority"})
"""Of the tasks of a case they hear their own (section e)."""


@dataclass(frozen=True)
class Holding:
    """One reader's levels on one case, and why an item of each tier is withheld from them."""

    role: str
    levels: Mapping[Tier, Level]
    reasons: Mapping[Tier, str]
    share: Share | None = None
    own_only: bool = False
    keeps_safe: bool = True
    read_only: bool = False
    left_out: Mapping[str, str] = field(default_factory=dict)

    def level(self, tier: Tier | str) -> Level | None:
        return self.levels.get(Tier(tier))

    def reads(self, tier: Tier | str, *, free: bool) -> bool:
        """Whether an item may be shown; free text needs more than a summary (R26) or a mask."""
        if free and self.masked:
            return False
        return self.level(tier) in (IN_FULL if free else CODES)

    def has(self, item: str) -> bool:
        """Whether one item, by its code, may be shown: its tier, and nobody left it out."""
        return self.reads(BY_CODE[item].tier, free=False) and self._goes(item)

    def _goes(self, item: str) -> bool:
        """Whether one item goes to this reader where its tier does."""
        return item not in self.left_out and not kept_from(item, self.role)

    def answers(self, key: str, tier: Tier | str, *, free: bool = True) -> bool:
        """Whether an answer that others gave to the NRM form may be shown: as the item it tells.

        One that tells no item goes only with the whole of its tier. Not `free`, it is a code: what
        a summary tells (R26).
        """
        item = item_of(key, Tier(tier))
        goes = self.has(item) if item else self.whole(tier)
        return goes and self.reads_of_others(tier, free=free)

    def whole(self, tier: Tier | str) -> bool:
        """Whether nothing of a tier was left out: only then is what happened under it told."""
        return not any(item in self.left_out for item in OF_TIER[Tier(tier)])

    def reads_of_others(self, tier: Tier | str, *, free: bool) -> bool:
        """The same of what other people wrote: some hold only their own, some only the form."""
        tier = Tier(tier)
        unsent = self.reads_form_only and tier is not Tier.NRM_DECISION
        submitted = self.role in SUBMITS_ONLY and tier is Tier.INTELLIGENCE
        others = self.role in OWN_TASKS and tier is Tier.TASKS
        if self.own_only or unsent or submitted or others:
            return False
        return self.reads(tier, free=free)

    def acts_on(self, tier: Tier | str, *, safety: bool) -> bool:
        """Whether a move or record about a tier is theirs to try, before any gate is asked.

        Whoever handed a case over only keeps them safe, and that until a claim; a partner acts
        on what was shared.
        """
        if self.read_only:
            return False
        if self.own_only:
            return safety and self.keeps_safe
        return bool(self.levels) and (self.share is None or self.level(tier) is not None)

    def edits(self, tier: Tier | str, *, safety: bool) -> bool:
        """The same of a record: a cell of section e that is not W gives no right to edit a tier.

        What is learned about safety, health, support and the NRM is for whom the record names.
        """
        written = safety or Tier(tier) not in EDITED or self.writes(tier)
        return written and self.acts_on(tier, safety=safety)

    def writes(self, tier: Tier | str) -> bool:
        return self.level(tier) is Level.WRITE

    def knows_of(self, tier: Tier | str) -> bool:
        """Whether this role ever hears that such an item exists (ux 0.6).

        Where they read the form, no item stands beside it.
        """
        if self.reads_form_only and Tier(tier) in OF_THE_FORM:
            return False
        return Tier(tier) in TABLE.get(self.role, {}) or Tier(tier) in self.levels

    def show(self, tier: Tier | str, value: str, *, free: bool = True, item: str = "") -> Shown:
        """The value, or the reason in its place; say nothing of a tier the role never holds."""
        if self.reads(tier, free=free) and self._goes(item):
            return value
        return self.instead(tier, item)

    def instead(self, tier: Tier | str, item: str = "") -> Withheld:
        """Why an item, or a tier of which none is named, is withheld from this reader."""
        kept = RISK_OF_HARM if kept_from(item, self.role) else None
        decided = kept or self.left_out.get(item) or self.reasons.get(Tier(tier))
        reason = REASONS[decided or NOT_NEEDED]
        return Withheld(reason.label, may_ask=reason.may_ask and decided is not None)

    @property
    def runs_the_case(self) -> bool:
        """Whether other people's tasks on it are this reader's to do."""
        return self.writes(Tier.TASKS) and not self.own_only

    @property
    def reads_form_only(self) -> bool:
        return self.role in FORM_ONLY

    @property
    def masked(self) -> bool:
        return self.level(Tier.IDENTITY) is Level.MASKED

    @cached_property
    def unheard(self) -> tuple[str, ...]:
        """The tracks of whose standing this reader hears nothing."""
        return tuple(t for t, tier in TIER_OF_TRACK.items() if not self._hears(tier))

    def _hears(self, tier: Tier) -> bool:
        """What is read as it was sent tells nothing of how it stands today."""
        as_sent = self.reads_form_only and tier in OF_THE_FORM
        return self.reads(tier, free=False) and self.whole(tier) and not as_sent

    @property
    def never_shown(self) -> str:
        return never_shown(self.role)

    @property
    def tiers(self) -> tuple[str, ...]:
        """The tiers a read of this case touches, for the trail."""
        return tuple(sorted(tier.value for tier in self.levels))
