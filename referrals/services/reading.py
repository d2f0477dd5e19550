"""Opens one case to one reader, and writes down that it was opened."""

from functools import partial

from referrals import access, picture, redaction, trail
from referrals.access import OFFERED, Verb
from referrals.actor import Actor
from referrals.cursors import lines_before
from referrals.db import db, reading
from referrals.effects.grounds import telling
from referrals.errors import NotFound
from referrals.facts import facts_of, known_of
from referrals.models import Case, User
from referrals.views import CaseView, OfferView
from workflows.sharing import Tier

PAGE, MOST = 50, 10**6
"""How many entries of a timeline are shown at once; and more than any case will ever have."""


def read(
    actor: Actor, reference: str, after: str | None = None, *, named: bool = False
) -> CaseView | OfferView:
    """The case as this reader may see it; the offer alone while it is only offered (decision 9).

    Of its timeline there is a page: the newest entries, or those that follow on `after`.
    """
    begin = lines_before(after, MOST)
    try:
        return _case(actor, reference, slice(begin, begin + PAGE), named)
    except NotFound:
        return _offer(actor, reference)


def _case(actor: Actor, reference: str, part: slice, named: bool) -> CaseView:
    with reading():
        case, way_in = access.opened(actor, reference)
        known = known_of(case.id)
        facts = facts_of(case, actor, known=known)
        shares = () if actor.role in redaction.FORM_ONLY else redaction.shares_of(case.id)
        holding = redaction.held_by(actor, case, facts, way_in, shares)
        mover = access.judged_mover(actor, case, holds=True)
        view = picture.case_view(
            actor,
            case,
            facts,
            holding,
            known=known,
            shares=shares,
            way_in=way_in,
            mover=mover,
            named=named,
            part=part,
        )
        opened = (case.id, case.reference)
        basis = way_in.code
        told = partial(picture.what_told, view, holding.tiers)
        beside = telling(actor, case, basis, holding, told, events=known.events)
    act = "case.name_shown" if named else "case.read"
    trail.looked(actor, act, [opened], holding.tiers, basis=basis, single=True, also=beside)
    return view


def holds(actor: Actor, reference: str) -> bool:
    """Whether a page may lead this person to the case; nothing of it is shown."""
    with reading():
        try:
            access.opened(actor, reference)
        except NotFound:
            return False
    return True


def _offer(actor: Actor, reference: str) -> OfferView:
    with reading():
        case: Case = access.fetch_quietly(actor, reference, Verb.ANSWER_SHARE)
        shares = redaction.shares_of(case.id)
        share = redaction.in_force(shares, actor.organisation_id, "offered")
        if share is None or not access.finds(actor, case, OFFERED):
            raise NotFound
        sender = db.session.get_one(User, share.offered_by_id).name
        offer = OfferView(case.reference, picture.share_view(share, sender), sender)
        opened, basis = (case.id, case.reference), OFFERED.code
    trail.looked(actor, "case.offer_read", [opened], (Tier.SUPPORT,), basis=basis, single=True)
    return offer


def may_read(actor: Actor, reference: str) -> None:
    """NotFound unless this person may open the case now."""
    with reading():
        access.fetch_quietly(actor, reference, Verb.READ)
