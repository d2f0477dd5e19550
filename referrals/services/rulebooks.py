"""Moves one case to the present version of the rules: said beforehand, and done on the record."""

from dataclasses import dataclass

from referrals import access, effects, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.db import act, db, reading
from referrals.errors import Conflict, NotYours
from referrals.facts import bank_holidays, facts_of, rules
from referrals.models import Case
from workflows import VERSION
from workflows.agencies import RESPONSE_SUPERVISORS
from workflows.sharing import Tier
from workflows.upgrading import Change, changes, strangers

Done = dict[str, object]
ALREADY = "This case lives by the present version of the rules already"


@dataclass(frozen=True)
class Upgrade:
    """The version a case is pinned to, the present one, what would change, and what forbids it."""

    reference: str
    version: int
    pinned: str
    present: str
    changes: tuple[Change, ...]
    forbidden: tuple[str, ...]


def ask(actor: Actor, reference: str) -> Upgrade:
    """What would change; NotYours for whoever does not supervise the lead team."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        upgrade = _upgrade(actor, case)
    trail.form_opened(actor, case, Tier.TASKS)
    return upgrade


@act
def move(
    actor: Actor, reference: str, reason: str, *, version: int | None = None, key: str | None = None
) -> Done:
    """Pin the case to the present version; clocks that were met or missed stay so (R22).

    Conflict if it is there already, stands where the new rules know no way on, or has changed
    since the supervisor was told what would.
    """

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        _supervises(actor, case)
        upgrade = _upgrade(actor, case)
        if version is not None and version != case.version:
            raise Conflict("This case has changed since you were told what would change")
        if upgrade.pinned == VERSION:
            raise Conflict(ALREADY)
        if upgrade.forbidden:
            raise Conflict("; ".join(upgrade.forbidden))
        event = effects.happened(
            actor, case, "rules_moved", f"Moved to version {VERSION} of the rules"
        )
        event.detail, event.words = {"from": case.rulebook, "to": VERSION}, reason
        db.session.add(event)
        case.rulebook = VERSION
        trail.changed(
            actor, "case.rules_moved", case, tiers=(Tier.TASKS,), reason=reason,
            before={"rulebook": upgrade.pinned},
            after={"rulebook": VERSION, "changes": [each.words for each in upgrade.changes]},
        )  # fmt: skip
        effects.settle(actor, case, event.at)
        return {"reference": case.reference, "version": case.version}

    return access.only_once(actor, key, "rules", reason, do, case=reference)


def _upgrade(actor: Actor, case: Case) -> Upgrade:
    facts = facts_of(case, actor)
    known = rules(VERSION) is not rules(case.rulebook)
    return Upgrade(
        reference=case.reference,
        version=case.version,
        pinned=case.rulebook,
        present=VERSION,
        changes=changes(facts, VERSION, bank_holidays()) if known else (),
        forbidden=strangers(facts, VERSION) if known else (),
    )


def _supervises(actor: Actor, case: Case) -> None:
    """A supervisor of the lead team; of the unit that logged it, while no team leads."""
    leads = actor.supervises and actor.team_id == case.lead_team_id
    unled = case.lead_team_id is None and actor.role in RESPONSE_SUPERVISORS
    if not (leads or unled) or case.closed_at is not None:
        raise NotYours("Only a supervisor of the lead team can move an open case to other rules")
