"""A local authority that is referred to is told from that moment, and the ledger says of what."""

from referrals import picture
from referrals.actor import Actor
from referrals.effects.councils import named
from referrals.effects.grounds import STANDING, standing_ground
from referrals.effects.ledger import Ground, What, digest_of, disclosed
from referrals.facts import facts_of
from referrals.models import Case, Event
from workflows.answers import REFERRALS
from workflows.sharing import standing_of

DISCUSSED = "strategy_discussion_started_s47"


def tell(actor: Actor, case: Case, event: Event) -> None:
    """What was told outside by what was just written down, if anything was."""
    if event.kind in REFERRALS:
        _referred(actor, case, event)
    if event.kind == DISCUSSED:
        _discussed(actor, case, event)


def _referred(actor: Actor, case: Case, event: Event) -> None:
    """Everything they may read from now on, told by whoever referred to them, when they did."""
    authority = named(event.detail)
    if authority is None:
        return
    facts = facts_of(case, None, event.recorded_at)
    standing = standing_of(facts.band)
    view, tiers = picture.as_referred(case, facts, authority, standing)
    ground = standing_ground(standing, actor.user_id)
    disclosed(case.id, authority.id, ground, picture.what_told(view, tiers), at=event.at)


def _discussed(actor: Actor, case: Case, event: Event) -> None:
    """What the police said to the authority that held it with them, and wrote down what for."""
    band = facts_of(case, None, event.recorded_at).band
    _, purpose, basis, _ = STANDING[standing_of(band)]
    ground = Ground("discussion", purpose, basis, actor.user_id)
    what = What((event.tier,), ("discussed",), digest_of([event.words, event.detail]))
    disclosed(case.id, actor.organisation_id, ground, what, at=event.at)
