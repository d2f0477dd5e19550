"""Restricted cases: only named people hold them, of those who hold them anyway (R27, S19, S46)."""

from collections.abc import Collection
from dataclasses import dataclass

from referrals import access, effects, outbox, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, reading
from referrals.effects.holders import Holder, holders, supervised
from referrals.effects.leading import assign, end
from referrals.errors import Conflict, Invalid, NotYours
from referrals.models import Case
from workflows.sharing import Tier

Done = dict[str, object]
SUPERVISOR_NEEDED = "Name at least one supervisor: somebody must answer for a restricted case"
NOT_HELD = "Choose only people who may see this case already"
LEAD_NEEDED = "Name whoever leads this case, or assign it to somebody else first"
LOSE_IT = "Nothing is done yet. Check who loses this case, then restrict it"


@dataclass(frozen=True)
class Restriction:
    """Whether a case is restricted, who may see it, and who could be named."""

    reference: str
    version: int
    restricted: bool
    may_decide: bool
    named: tuple[Holder, ...]
    others: tuple[Holder, ...]


def restriction(actor: Actor, reference: str) -> Restriction:
    """How a case is restricted, for the supervisors who hold it."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        _supervisor(actor)
        held = holders(case)
        found = Restriction(
            reference=case.reference,
            version=case.version,
            restricted=case.restricted,
            may_decide=_decides(actor, case),
            named=tuple(row for row in held if case.restricted and row.named),
            others=tuple(row for row in held if not (case.restricted and row.named)),
        )
        opened = (case.id, case.reference)
    trail.looked(actor, "restriction.read", [opened], (Tier.AUDIT,), single=True)
    return found


@act
def restrict(
    actor: Actor,
    reference: str,
    reason: str,
    named: Collection[int],
    key: str | None = None,
    *,
    losing: Collection[int] | None = None,
) -> Done:
    """From now on only these people hold the case; for all others it is absent.

    Whoever loses it hears that a case is no longer open to them, never which. `losing` is whom
    the reader was shown as losing it: if it is others, nothing is done until they see who.
    """

    def do() -> Done:
        case = _decided(actor, reference)
        if case.restricted:
            raise Conflict("This case is restricted already")
        chosen = set(named)
        lost = _losing(case, chosen)
        if losing is not None and set(losing) != lost:
            raise Invalid({"losing": [LOSE_IT]})
        end(case, "restricted_reader", now())  # names of an earlier restriction do not come back
        for user_id in sorted(chosen):
            assign(case, "restricted_reader", now(), user_id=user_id)
        case.restricted = True
        after = {"named": sorted(chosen)}
        trail.changed(
            actor, "case.restricted", case, tiers=(Tier.AUDIT,), after=after, reason=reason
        )
        _tell(case, chosen - {actor.user_id})
        _tell_lost(lost - {actor.user_id})
        return _settled(actor, case)

    return access.only_once(actor, key, "restrict", [reason, sorted(named)], do, case=reference)


@act
def lift(actor: Actor, reference: str, reason: str, key: str | None = None) -> Done:
    """The case is again held by everybody whom section e lets in."""

    def do() -> Done:
        case = _decided(actor, reference)
        _must_be_restricted(case)
        end(case, "restricted_reader", now())
        case.restricted = False
        trail.changed(actor, "case.restriction_lifted", case, tiers=(Tier.AUDIT,), reason=reason)
        return _settled(actor, case)

    return access.only_once(actor, key, "lift-restriction", reason, do, case=reference)


@act
def name_reader(actor: Actor, reference: str, user_id: int, key: str | None = None) -> Done:
    """Name one more person, of those whom section e lets in."""

    def do() -> Done:
        case = _named_case(actor, reference)
        if user_id not in {row.user_id for row in holders(case)}:
            raise Invalid({"user": [NOT_HELD]})
        assign(case, "restricted_reader", now(), user_id=user_id)
        trail.changed(
            actor, "case.reader_named", case, tiers=(Tier.AUDIT,), after={"user": user_id}
        )
        _tell(case, {user_id})
        return _settled(actor, case)

    return access.only_once(actor, key, "name-reader", user_id, do, case=reference)


@act
def unname_reader(actor: Actor, reference: str, user_id: int, key: str | None = None) -> Done:
    """Take a name off: the case is gone for them at once. The lead and the last supervisor stay."""

    def do() -> Done:
        case = _named_case(actor, reference)
        named = [row for row in holders(case) if row.named]
        if not supervised(row for row in named if row.user_id != user_id):
            raise Invalid({"user": [SUPERVISOR_NEEDED]})
        if user_id == case.lead_id:
            raise Invalid({"user": [LEAD_NEEDED]})
        end(case, "restricted_reader", now(), user_id=user_id)
        trail.changed(
            actor, "case.reader_removed", case, tiers=(Tier.AUDIT,), before={"user": user_id}
        )
        _tell_lost({row.user_id for row in named} & {user_id} - {actor.user_id})
        return _settled(actor, case)

    return access.only_once(actor, key, "unname-reader", user_id, do, case=reference)


def _losing(case: Case, named: set[int]) -> set[int]:
    """Who loses the case, by number, if only these are named; Invalid if they may not be."""
    held = holders(case)
    everybody = {row.user_id for row in held}
    if not named <= everybody:
        raise Invalid({"named": [NOT_HELD]})
    if not supervised(row for row in held if row.user_id in named):
        raise Invalid({"named": [SUPERVISOR_NEEDED]})
    if case.lead_id in everybody - named:
        raise Invalid({"named": [LEAD_NEEDED]})
    return everybody - named


def _settled(actor: Actor, case: Case) -> Done:
    effects.settle(actor, case, now())
    return {"reference": case.reference, "version": case.version}


def _decided(actor: Actor, reference: str) -> Case:
    case = access.fetch(actor, reference, Verb.MOVE)
    if not _decides(actor, case):
        raise NotYours("Only a supervisor of the lead team can restrict a case or lift it")
    return case


def _named_case(actor: Actor, reference: str) -> Case:
    case = access.fetch(actor, reference, Verb.MOVE)
    _supervisor(actor)
    _must_be_restricted(case)
    return case


def _supervisor(actor: Actor) -> None:
    if not actor.supervises:
        raise NotYours("Only a supervisor decides who is named on a restricted case")


def _must_be_restricted(case: Case) -> None:
    if not case.restricted:
        raise Conflict("This case is not restricted")


def _decides(actor: Actor, case: Case) -> bool:
    return actor.supervises and actor.team_id == case.lead_team_id


def _tell(case: Case, user_ids: Collection[int]) -> None:
    outbox.promise("case_named", case_id=case.id, user_ids=user_ids)


def _tell_lost(user_ids: Collection[int]) -> None:
    """Of no case: for them there is none now (R27)."""
    outbox.promise("case_withdrawn", user_ids=sorted(user_ids))
