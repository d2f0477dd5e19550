"""The police side of sharing: offer a case, take the offer back, end it (G12, S47)."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select

from referrals import access, once
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import act, db
from referrals.effects.shares import advance, share_of, write_down
from referrals.errors import Conflict, Invalid, NotYours, Unready
from referrals.facts import facts_of
from referrals.models import Case, Organisation, Share
from workflows.engine import Unmet
from workflows.guards.sharing import unmet
from workflows.shares import (
    END_REASONS,
    LONGEST_DAYS,
    OFFERERS,
    RECEIVERS,
    REVIEW_DAYS,
    Proposal,
    meant,
    offered_tiers,
)
from workflows.working_time import due_instant

END_CODES = frozenset(choice.code for choice in END_REASONS)
RESTRICTED = Unmet(
    "R27",
    "This case is restricted",
    "A share of it reaches named people only: ask the supervisor who restricted it",
)


@act
def offer(
    actor: Actor,
    reference: str,
    to: str,
    items: Mapping[str, str],
    answers: Mapping[str, object],
    *,
    version: int | None = None,
    key: str | None = None,
) -> dict[str, object]:
    """Offer a case to an organisation (its code): each tier to "share" or why it is withheld."""

    def do() -> dict[str, object]:
        at = now()
        case = _case(actor, reference)
        if version is not None and version != case.version:
            raise Conflict("Someone else changed this case while you had it open")
        organisation = _receiver(to)
        ground = meant(organisation.kind, items, answers)
        until = _until(answers.get("until"), at)
        _judge(actor, case, organisation, ground, at)
        share = _offer(case, organisation, ground)
        share.offered_by_id, share.offered_at = actor.user_id, at
        share.until, share.review_on = until, _review(at, until)
        share.action = str(answers.get("action") or "")
        db.session.add(share)
        write_down(actor, case, share, "offered", at=at, reason=ground.why_not_told)
        return _result(case, share)

    body = [to, sorted(items.items()), sorted(answers.items())]
    return once.only(actor.user_id, key, f"{reference}/sharing/offer", body, do)


@act
def withdraw(
    actor: Actor, reference: str, share_id: str, *, version: int, key: str | None = None
) -> dict[str, object]:
    """Take back an offer that nobody has answered."""

    def do() -> dict[str, object]:
        at = now()
        case = _case(actor, reference)
        share = share_of(case, share_id)
        advance(share, version, "offered", "withdrawn")
        share.ended_at = at
        write_down(actor, case, share, "withdrawn", at=at)
        return _result(case, share)

    return once.only(actor.user_id, key, f"{reference}/sharing/{share_id}/withdraw", version, do)


@act
def end(
    actor: Actor,
    reference: str,
    share_id: str,
    reason: str,
    *,
    version: int,
    key: str | None = None,
) -> dict[str, object]:
    """End a share, and with it all access, at once (section e, rule 6)."""

    def do() -> dict[str, object]:
        at = now()
        case = _case(actor, reference)
        share = share_of(case, share_id)
        if reason not in END_CODES:
            raise Invalid({"reason": ["Say why the sharing ends"]})
        advance(share, version, "accepted", "ended")
        share.ended_at, share.reason_code = at, reason
        write_down(actor, case, share, "ended", at=at)
        return _result(case, share)

    body = [version, reason]
    return once.only(actor.user_id, key, f"{reference}/sharing/{share_id}/end", body, do)


def _case(actor: Actor, reference: str) -> Case:
    case = access.fetch(actor, reference, Verb.SHARE)
    if actor.role not in OFFERERS:
        raise NotYours("Only an investigator on the case or their supervisor can share it")
    return case


def _receiver(code: str) -> Organisation:
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


def _offer(case: Case, organisation: Organisation, ground: Proposal) -> Share:
    return Share(
        case_id=case.id,
        organisation=organisation,
        organisation_id=organisation.id,
        state="offered",
        version=1,
        purpose=ground.purpose,
        legal_basis=ground.legal_basis,
        consent=ground.told,
        tiers=[tier.value for tier in offered_tiers(ground.kind) if tier in ground.tiers],
        withheld=dict(ground.withheld),
    )


def _review(at: dt.datetime, until: dt.datetime) -> dt.date:
    """The day it is looked at again: never after it has ended."""
    return min(local(at).date() + dt.timedelta(days=REVIEW_DAYS), local(until).date())


def _until(day: object, at: dt.datetime) -> dt.datetime:
    """The end of the last day of the share; a year from now at most."""
    today = local(at).date()
    if not isinstance(day, dt.date) or day <= today:
        raise Invalid({"until": ["The sharing must end in the future"]})
    if day > today + dt.timedelta(days=LONGEST_DAYS):
        raise Invalid({"until": ["The sharing can last a year at most"]})
    return due_instant(day)


def _judge(
    actor: Actor, case: Case, organisation: Organisation, ground: Proposal, at: dt.datetime
) -> None:
    """G12 and R27, all that is unmet at once; and one share in force for each organisation."""
    found = unmet(facts_of(case, actor, at), actor.role, ground)
    if case.restricted:
        found = (RESTRICTED, *found)
    if found:
        raise Unready(found)
    if _in_force(case, organisation, at):
        raise Conflict(f"{organisation.name} already has this case, or an offer of it")


def _in_force(case: Case, organisation: Organisation, at: dt.datetime) -> bool:
    live = select(Share.id).where(
        Share.case_id == case.id,
        Share.organisation_id == organisation.id,
        Share.state.in_(("offered", "accepted")),
        Share.until > at,
    )
    return db.session.scalar(live) is not None


def _result(case: Case, share: Share) -> dict[str, object]:
    return {
        "reference": case.reference,
        "share": share.id,
        "state": share.state,
        "version": share.version,
    }
