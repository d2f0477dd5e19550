"""Lists for those outside the police: what is offered, shared or submitted to them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from referrals import access, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import db, reading
from referrals.errors import NotFound
from referrals.models import Case, Share, User
from referrals.picture.clock_words import left, tone_of
from referrals.picture.held import HeldRow, Owed, held_rows
from referrals.picture.shares import share_view
from referrals.views import ShareView
from workflows.shares import RECEIVERS
from workflows.sharing import Tier
from workflows.targets import ANSWER_OFFER
from workflows.working_time import add_working_days, due_instant

PAGE = 25
AUTHORITY = "competent_authority"
PARTNERS = frozenset(RECEIVERS.values()) | {
    "la_children_social_worker",
    "la_adult_social_worker",
    "lscb_member",
    "sab_member",
}
SHOWN = (Tier.IDENTITY, Tier.ALLEGATION, Tier.TASKS)
LARGEST, LONGEST = 2**31, 10


@dataclass(frozen=True)
class OfferRow:
    """An offer that waits for an answer: the offer, and nothing of the case (decision 9)."""

    reference: str
    share: ShareView
    answer: Owed


@dataclass(frozen=True)
class Held:
    """A page of the cases somebody holds, newest first, and the cursor of the next."""

    rows: tuple[HeldRow, ...]
    next: str | None
    offers: tuple[OfferRow, ...] = ()
    declined_at: dt.datetime | None = None
    """When this reader last declined an offer."""


def shared_with_us(actor: Actor, after: str | None = None) -> Held:
    """Offers to this person's organisation, then the cases it holds."""
    if actor.role not in PARTNERS:
        raise NotFound
    return _page(actor, after, "partner.list")


def submitted(actor: Actor, after: str | None = None) -> Held:
    """The cases submitted to this competent authority."""
    if actor.role != AUTHORITY:
        raise NotFound
    return _page(actor, after, "authority.list")


def _page(actor: Actor, after: str | None, act: str) -> Held:
    at = now()
    with reading():
        offers = _offers(actor, at) if after is None else ()
        cases = _cases(actor, after)
        rows = held_rows(actor, cases[:PAGE], at)
        shown = {row.reference for row in rows}
        seen = [(case.id, case.reference) for case in cases if case.reference in shown]
        cursor = str(cases[PAGE - 1].id) if len(cases) > PAGE else None
        declined = _declined(actor) if act == "partner.list" else None
    seen += [(case_id, offer.reference) for case_id, offer in offers]
    trail.looked(actor, act, seen, SHOWN, single=False)
    return Held(rows, cursor, tuple(offer for _, offer in offers), declined)


def _declined(actor: Actor) -> dt.datetime | None:
    theirs = select(func.max(Share.answered_at)).where(
        Share.organisation_id == actor.organisation_id,
        Share.answered_by_id == actor.user_id,
        Share.state == "declined",
    )
    return db.session.scalar(theirs)


def _cases(actor: Actor, after: str | None) -> Sequence[Case]:
    query = (
        select(Case)
        .where(access.visible_to(actor), Case.closed_at.is_(None))
        .options(selectinload(Case.tracks))
        .order_by(Case.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(Case.id < _place(after))
    return db.session.scalars(query).all()


def _place(after: str) -> int:
    digits = after.isascii() and after.isdigit() and len(after) <= LONGEST
    if not digits or not 0 < int(after) < LARGEST:
        raise NotFound
    return int(after)


def _offers(actor: Actor, at: dt.datetime) -> tuple[tuple[int, OfferRow], ...]:
    """The oldest offers first: each one answered lets the next be seen."""
    rows = db.session.execute(
        select(Share, Case, User.name)
        .join(Case, Case.id == Share.case_id)
        .join(User, User.id == Share.offered_by_id)
        .options(joinedload(Share.organisation))
        .where(Share.organisation_id == actor.organisation_id)
        .where(Share.state == "offered", Share.runs)
        .where(access.visible_to(actor, Verb.ANSWER_SHARE))
        .order_by(Share.offered_at)
        .limit(PAGE)
    ).all()
    return tuple(
        (case.id, OfferRow(case.reference, share_view(share, name), answer_by(share, at)))
        for share, case, name in rows
    )


def answer_by(share: Share, at: dt.datetime) -> Owed:
    """A partner answers within one working day: a local target (R24)."""
    days = ANSWER_OFFER.working_days
    due = due_instant(add_working_days(local(share.offered_at).date(), days))
    tone = tone_of("running", "local target", share.offered_at, due, at)
    return Owed("Answer the offer", due, tone, left(due, at))
