"""A share as time goes on: extended, looked at again, changed (decision 9, S47)."""

from collections.abc import Collection, Mapping

from referrals import access, picture
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import act
from referrals.effects.ledger import by_share, disclosed
from referrals.effects.shares import advance, finish, share_of, write_down
from referrals.effects.sharing import (
    as_meant,
    carry,
    judged,
    last_moment,
    name_readers,
    next_review,
    own_case,
    people_of,
    step,
)
from referrals.errors import Invalid
from referrals.facts import facts_of
from referrals.models import Case, Share

Done = dict[str, object]


@act
def extend(
    actor: Actor,
    reference: str,
    share_id: str,
    answers: Mapping[str, object],
    *,
    version: int,
    key: str | None = None,
) -> Done:
    """Let an accepted share go on for longer, with a reason; it is looked at again in between."""

    def do() -> Done:
        at = now()
        case = own_case(actor, reference)
        share = share_of(case, share_id)
        until = last_moment(answers.get("until"), at)
        if until <= share.until:
            raise Invalid({"until": ["Give a day after the one on which it ends now"]})
        _advance(share, version)
        judged(actor, case, as_meant(share), share.people, at)
        share.until, share.review_on = until, next_review(at, until)
        finish(actor, case, f"sharing/{share.id}/review", at)
        write_down(actor, case, share, "extended", at=at, reason=_why(answers))
        return step(case, share)

    body = [version, sorted(answers.items())]
    return access.only_once(actor, key, f"sharing/{share_id}/extend", body, do, case=reference)


@act
def keep(
    actor: Actor,
    reference: str,
    share_id: str,
    answers: Mapping[str, object],
    *,
    version: int,
    key: str | None = None,
) -> Done:
    """Look at a share again and leave it as it is; the next look is a month from now at most."""

    def do() -> Done:
        at = now()
        case = own_case(actor, reference)
        share = share_of(case, share_id)
        _advance(share, version)
        share.review_on = next_review(at, share.until)
        finish(actor, case, f"sharing/{share.id}/review", at)
        write_down(actor, case, share, "reviewed", at=at, reason=_why(answers))
        return step(case, share)

    body = [version, sorted(answers.items())]
    return access.only_once(actor, key, f"sharing/{share_id}/keep", body, do, case=reference)


@act
def change(
    actor: Actor,
    reference: str,
    share_id: str,
    items: Mapping[str, str],
    answers: Mapping[str, object],
    *,
    people: Collection[int] | None = None,
    version: int,
    key: str | None = None,
) -> Done:
    """Share other items from now on; what is added is a disclosure, what is taken away is gone.

    `people` names anew who may see a restricted case (R27); None leaves them as they are.
    """

    def do() -> Done:
        at = now()
        case = own_case(actor, reference)
        share = share_of(case, share_id)
        ground = as_meant(share, items)
        named = share.people if people is None else people_of(share.organisation, people)
        _advance(share, version)
        judged(actor, case, ground, named, at)
        carry(share, ground)
        share.review_on = next_review(at, share.until)
        name_readers(case, share, named, at)
        finish(actor, case, f"sharing/{share.id}/review", at)
        _told(actor, case, share)
        write_down(actor, case, share, "changed", at=at, reason=_why(answers))
        return step(case, share)

    body = [version, sorted(items.items()), sorted(answers.items()), sorted(people or ())]
    return access.only_once(actor, key, f"sharing/{share_id}/change", body, do, case=reference)


def _advance(share: Share, version: int) -> None:
    """Only what was accepted, and is still in force, goes on."""
    if share.state == "accepted" and share.until <= now():
        raise Invalid({"": [f"This sharing ended on {local(share.until).date():%-d %B %Y}"]})
    advance(share, version, "accepted", "accepted")


def _why(answers: Mapping[str, object]) -> str:
    why = str(answers.get("why") or "").strip()
    if not why:
        raise Invalid({"why": ["Say why"]})
    return why


def _told(actor: Actor, case: Case, share: Share) -> None:
    """One row of the ledger for what they read from now on, if it was not told before."""
    at = now()
    facts = facts_of(case, None, at)
    view = picture.as_received(case, facts, share.organisation, as_meant(share), share)
    disclosed(
        case.id,
        share.organisation_id,
        by_share(share, "change", actor.user_id),
        picture.what_told(view, share.tiers),
        at=at,
    )
