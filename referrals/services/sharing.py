"""The police side of sharing: offer a case, take the offer back, end it (G12, S47)."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from referrals import access
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db
from referrals.effects.shares import advance, over, share_of, write_down
from referrals.effects.sharing import (
    judged,
    last_moment,
    name_readers,
    next_review,
    own_case,
    people_of,
    receiver,
    step,
)
from referrals.errors import Conflict, Invalid
from referrals.models import Case, Organisation, Share
from workflows.shares import END_REASONS, LIVE, Proposal, meant, offered_tiers

END_CODES = frozenset(choice.code for choice in END_REASONS)


@act
def offer(
    actor: Actor,
    reference: str,
    to: str,
    items: Mapping[str, str],
    answers: Mapping[str, object],
    *,
    people: Collection[int] = (),
    version: int | None = None,
    key: str | None = None,
) -> dict[str, object]:
    """Offer a case to an organisation (its code): each item to "share" or why it is withheld.

    Of a restricted case only `people`, numbers of users who work there, ever find it (R27).
    """

    def do() -> dict[str, object]:
        at = now()
        case = own_case(actor, reference)
        _refuse_stale(case, version)
        organisation = receiver(to)
        ground = meant(organisation.kind, items, answers)
        until = last_moment(answers.get("until"), at)
        named = people_of(organisation, people)
        judged(actor, case, ground, named, at)
        if _in_force(case, organisation):
            raise Conflict(f"{organisation.name} already has this case, or an offer of it")
        share = _offer(case, organisation, ground)
        share.offered_by_id, share.offered_at = actor.user_id, at
        share.until, share.review_on = until, next_review(at, until)
        share.action = str(answers.get("action") or "")
        db.session.add(share)
        name_readers(case, share, named, at)
        write_down(actor, case, share, "offered", at=at, reason=ground.why_not_told)
        return step(case, share)

    body = [to, sorted(items.items()), sorted(answers.items()), sorted(people)]
    return access.only_once(actor, key, "sharing/offer", body, do, case=reference)


@act
def withdraw(
    actor: Actor, reference: str, share_id: str, *, version: int, key: str | None = None
) -> dict[str, object]:
    """Take back an offer that nobody has answered."""

    def do() -> dict[str, object]:
        at = now()
        case = own_case(actor, reference)
        share = share_of(case, share_id)
        advance(share, version, "offered", "withdrawn")
        over(actor, case, share, "withdrawn", "", at=at)
        return step(case, share)

    return access.only_once(actor, key, f"sharing/{share_id}/withdraw", version, do, case=reference)


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
        case = own_case(actor, reference)
        share = share_of(case, share_id)
        if reason not in END_CODES:
            raise Invalid({"reason": ["Say why the sharing ends"]})
        advance(share, version, "accepted", "ended")
        over(actor, case, share, "ended", reason, at=at)
        return step(case, share)

    body = [version, reason]
    return access.only_once(actor, key, f"sharing/{share_id}/end", body, do, case=reference)


def _offer(case: Case, organisation: Organisation, ground: Proposal) -> Share:
    share = Share(
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
    share.why = ground.why_not_told or None
    return share


def _refuse_stale(case: Case, version: int | None) -> None:
    if version is not None and version != case.version:
        raise Conflict("Someone else changed this case while you had it open")


def _in_force(case: Case, organisation: Organisation) -> bool:
    live = select(Share.id).where(
        Share.case_id == case.id,
        Share.organisation_id == organisation.id,
        Share.state.in_(LIVE),
        Share.runs,
    )
    return db.session.scalar(live) is not None
