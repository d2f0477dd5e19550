"""What every act of the police on a share asks first: whose case, on what ground, until when."""

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import select

from referrals import access
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import local
from referrals.db import db
from referrals.effects.leading import assign, end
from referrals.errors import Invalid, NotYours, Unready
from referrals.facts import facts_of
from referrals.models import Case, Organisation, Share, User
from workflows import shares
from workflows.engine import Unmet
from workflows.guards.sharing import unmet
from workflows.shares import LONGEST_DAYS, OFFERERS, RECEIVERS, REVIEW_DAYS, SHARE, Proposal
from workflows.working_time import due_instant

RESTRICTED = Unmet(
    "R27",
    "This case is restricted",
    "Name the people of that organisation who may see it: nobody else there finds it",
)


def own_case(actor: Actor, reference: str) -> Case:
    """The case, locked, for whoever may share it."""
    return _theirs_to_share(actor, access.fetch(actor, reference, Verb.SHARE))


def own_case_quietly(actor: Actor, reference: str) -> Case:
    """The same for a page that only asks: nothing is locked."""
    return _theirs_to_share(actor, access.fetch_quietly(actor, reference, Verb.SHARE))


def _theirs_to_share(actor: Actor, case: Case) -> Case:
    if actor.role not in OFFERERS:
        raise NotYours("Only an investigator on the case or their supervisor can share it")
    return case


def receiver(code: str) -> Organisation:
    """The organisation that an offer goes to, if its kind can hold a case by a share."""
    found = db.session.scalars(
        select(Organisation).where(
            Organisation.code == code,
            Organisation.active.is_(True),
            Organisation.kind.in_(RECEIVERS),
        )
    ).one_or_none()
    if found is None:
        raise Invalid({"to": ["Choose an organisation that can hold this case"]})
    return found


def judged(
    actor: Actor, case: Case, ground: Proposal, people: Collection[int], at: dt.datetime
) -> None:
    """G12 and R27: all that is unmet at once."""
    found = unmet(facts_of(case, actor, at), actor.role, ground)
    if case.restricted and not people:
        found = (RESTRICTED, *found)
    if found:
        raise Unready(found)


def people_of(organisation: Organisation, chosen: Collection[int]) -> list[int]:
    """The named people, if every one of them works there now."""
    there = select(User.id).where(User.organisation_id == organisation.id, User.active.is_(True))
    known = set(db.session.scalars(there.where(User.id.in_(chosen))))
    if known != set(chosen):
        raise Invalid({"people": ["Choose people of that organisation"]})
    return sorted(known)


def name_readers(case: Case, share: Share, named: Collection[int], at: dt.datetime) -> None:
    """Of a restricted case, the named people of the receiver find it, and no other there (R27)."""
    for user_id in set(share.people or ()) - set(named):
        end(case, "restricted_reader", at, user_id=user_id)
    for user_id in named:
        assign(case, "restricted_reader", at, user_id=user_id)
    share.people = sorted(named)


def left_out(share: Share) -> dict[str, str]:
    """The items of a share that are withheld, by code, each with the code of its reason."""
    return shares.left_out(share.organisation.kind, share.tiers, share.withheld)


def as_meant(share: Share, items: Mapping[str, str] | None = None) -> Proposal:
    """A share as an offer that is judged again, with these items chosen anew."""
    left, kind = left_out(share), share.organisation.kind
    chosen = {item.code: left.get(item.code, SHARE) for item in shares.offered(kind)}
    terms = {
        "purpose": share.purpose,
        "legal_basis": share.legal_basis,
        "consent": share.consent,
        "why_not_told": share.why,
    }
    return shares.meant(kind, chosen | dict(items or {}), terms)


def carry(share: Share, ground: Proposal) -> None:
    """From now on the share is what is meant."""
    order = shares.offered_tiers(ground.kind)
    share.tiers = [tier.value for tier in order if tier in ground.tiers]
    share.withheld = dict(ground.withheld)


def last_moment(day: object, at: dt.datetime) -> dt.datetime:
    """The end of the last day of a share; a year from now at most."""
    today = local(at).date()
    if not isinstance(day, dt.date) or day <= today:
        raise Invalid({"until": ["The sharing must end in the future"]})
    if day > today + dt.timedelta(days=LONGEST_DAYS):
        raise Invalid({"until": ["The sharing can last a year at most"]})
    return due_instant(day)


def next_review(at: dt.datetime, until: dt.datetime) -> dt.date:
    """The day it is looked at again: never after it has ended."""
    return min(local(at).date() + dt.timedelta(days=REVIEW_DAYS), local(until).date())


def step(case: Case, share: Share) -> dict[str, object]:
    """What every act on a share answers with."""
    return {
        "reference": case.reference,
        "share": share.id,
        "state": share.state,
        "version": share.version,
    }
