"""What a person holds of a case: what their role gives, cut down by how they came in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from referrals import access
from referrals.access import Rule, why
from referrals.actor import Actor
from referrals.db import db
from referrals.errors import NotFound
from referrals.facts import Known, facts_of, known_of
from referrals.models import Case, ItemAsked, Opening, Share, User
from referrals.redaction.reader import FORM_ONLY, Holding
from workflows.eras import submitted_on
from workflows.facts import CaseFacts
from workflows.guards.people import BEFORE_CLAIM
from workflows.shares import lent
from workflows.sharing import TABLE, Level, Tier, held

OF_A_NOTICE: Mapping[Tier, Level] = {
    Tier.IDENTITY: Level.READ,
    Tier.CONTACT: Level.READ,
    Tier.NRM_DECISION: Level.SUMMARY,
    Tier.TASKS: Level.WRITE,
}
"""What a duty to notify lets them hold beside the notice; who it is, only if agreed (R18)."""

AFTER_HANDOVER: Mapping[Tier, Level] = {
    Tier.IDENTITY: Level.READ,
    Tier.CONTACT: Level.READ,
    Tier.ALLEGATION: Level.WRITE,
    Tier.INTELLIGENCE: Level.WRITE,
    Tier.NRM_DECISION: Level.SUMMARY,
    Tier.SAFEGUARDING: Level.SUMMARY,
    Tier.TASKS: Level.WRITE,
}
"""What they wrote and how it stands; they may still add what they remember."""


def holding(
    actor: Actor,
    case: Case,
    facts: CaseFacts,
    way_in: Rule | None,
    shares: Sequence[Share] | None = None,
) -> Holding:
    """What the role gives, cut down to what was shared for those who hold a case by a share.

    `shares` are all those of the case, where whoever asks has loaded them.
    """
    code = way_in.code if way_in else ""
    if code == "logged" and facts.state("response") == "handed_over":
        waiting = facts.state("investigation") in BEFORE_CLAIM
        return Holding(actor.role, AFTER_HANDOVER, {}, own_only=True, keeps_safe=waiting)
    if code in OPENED:
        return Holding(actor.role, OPENED[code](actor, case), {}, read_only=True)
    levels = levels_of(actor.role, facts)
    if code != "shared":
        return Holding(actor.role, levels, {})
    share = in_force(shares_of(case.id) if shares is None else shares, actor.organisation_id)
    if share is None:
        return Holding(actor.role, {}, {})
    return lent_to(actor.role, levels, share.tiers, share.withheld, share)


def levels_of(role: str, facts: CaseFacts) -> Mapping[Tier, Level]:
    """What a role holds of a case, before any share; of a notice, what was notified alone."""
    levels = held(role, facts)
    if role in FORM_ONLY and submitted_on(facts) is None:
        return {tier: OF_A_NOTICE[tier] for tier in levels if tier in OF_A_NOTICE}
    return levels


def lent_to(
    role: str,
    levels: Mapping[Tier, Level],
    tiers: Collection[str],
    withheld: Mapping[str, str],
    share: Share | None = None,
) -> Holding:
    """What a role holds by a share, or would hold by one."""
    found = lent(levels, tiers, withheld)
    return Holding(role, found.levels, found.reasons, share, left_out=found.left_out)


def _in_emergency(actor: Actor, case: Case) -> Mapping[Tier, Level]:
    """All that the role ever reads, to read alone; who looked is for another to ask."""
    row = TABLE[actor.role].items()
    return {
        tier: Level.READ if level is Level.WRITE else level
        for tier, level in row
        if tier is not Tier.AUDIT
    }


def _by_grant(actor: Actor, case: Case) -> Mapping[Tier, Level]:
    """What the role always has, and the tiers that the grant in force names (AU, section e)."""
    tiers = db.session.scalars(
        select(Opening.tiers).where(
            Opening.kind == "grant",
            Opening.case_id == case.id,
            Opening.user_id == actor.user_id,
            Opening.runs,
        )
    )
    granted = {Tier(tier): Level.READ for row in tiers for tier in row}
    return {**TABLE[actor.role], **granted}


OPENED: Mapping[str, Callable[[Actor, Case], Mapping[Tier, Level]]] = {
    "emergency": _in_emergency,
    "grant": _by_grant,
}
"""Ways in that open a case for a time, to be read and nothing more."""


def held_by(
    actor: Actor,
    case: Case,
    facts: CaseFacts,
    way_in: Rule | None,
    shares: Sequence[Share] | None = None,
) -> Holding:
    """The same, or NotFound once the condition under which they hold it is not met (R12)."""
    found = holding(actor, case, facts, way_in, shares)
    if not found.levels:
        raise NotFound
    return found


class Reading(NamedTuple):
    """One case as it is opened to be read, and how far its reader holds it."""

    case: Case
    way_in: Rule
    known: Known
    facts: CaseFacts
    holding: Holding


def opened(actor: Actor, reference: str) -> Reading:
    """Through the one door; NotFound where nothing of the case is theirs."""
    case, way_in = access.opened(actor, reference)
    known = known_of(case.id)
    facts = facts_of(case, actor, known=known)
    return Reading(case, way_in, known, facts, held_by(actor, case, facts, way_in))


def shares_of(case_id: int) -> Sequence[Share]:
    """Every share of a case, the newest first, with whom, and what was asked for under it."""
    rows = (
        select(Share)
        .where(Share.case_id == case_id)
        .options(
            joinedload(Share.organisation),
            joinedload(Share.asked).joinedload(ItemAsked.asked_by).load_only(User.name),
        )
        .order_by(Share.offered_at.desc(), Share.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(rows).unique().all()


def in_force(
    shares: Sequence[Share], organisation_id: int, state: str = "accepted"
) -> Share | None:
    """The newest of them with an organisation that stands so and has not run out."""
    theirs = (row for row in shares if row.organisation_id == organisation_id)
    return next((row for row in theirs if row.state == state and row.runs), None)


def holding_of(actor: Actor, case: Case) -> Holding:
    """What this person holds of a case that was fetched for them."""
    return holding(actor, case, facts_of(case, actor), why(actor, case))
