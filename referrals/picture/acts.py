"""The acts beside the moves that a reader's tiers allow: what is offered will not be refused."""

from collections.abc import Iterable

from referrals.access import SEARCHERS
from referrals.actor import Actor
from referrals.models import Case
from referrals.picture.timeline import NOTE_TIERS
from referrals.redaction import FORM_ONLY, Holding
from workflows import VERSION
from workflows.agencies import NRM_USERS, POLICE
from workflows.facts import CaseFacts
from workflows.routing import may_release
from workflows.shares import OFFERERS
from workflows.sharing import Tier


def version_for(actor: Actor, case: Case, holding: Holding) -> int | None:
    """A page's version tells that something happened, so it goes to the police on the case alone.

    Whoever else may write finds it on the form they write in.
    """
    return case.version if actor.role in POLICE and not holding.own_only else None


def opens_nrm(actor: Actor, holding: Holding) -> bool:
    """Whoever reads it in full; and who hears how it stands, and may draft it or was sent it.

    Whoever handed the case over handed the form over with it.
    """
    if holding.own_only:
        return False
    hears = drafts(actor) or actor.role in FORM_ONLY
    return holding.reads(Tier.NRM_DECISION, free=not hears)


def drafts(actor: Actor) -> bool:
    """Whether their role and organisation write the form at all."""
    return actor.role in NRM_USERS and actor.designated_first_responder


def _of_lead_team(actor: Actor, case: Case) -> bool:
    return actor.supervises and actor.team_id == case.lead_team_id


def _restricts(actor: Actor, case: Case, holding: Holding) -> bool:
    """A supervisor of the lead team decides; any that is named may name others (R27)."""
    named = actor.supervises and case.restricted
    return (named or _of_lead_team(actor, case)) and not holding.read_only


def _releases(actor: Actor, facts: CaseFacts) -> bool:
    return actor.supervises and may_release(facts, actor.team)


def may(actor: Actor, case: Case, facts: CaseFacts, holding: Holding) -> frozenset[str]:
    """Acts beside moves that this reader's tiers allow."""
    acts: Iterable[tuple[str, bool]] = (
        ("note", any(holding.writes(tier) for tier in NOTE_TIERS.values())),
        ("people", holding.writes(Tier.INTELLIGENCE)),
        ("tasks", holding.writes(Tier.TASKS)),
        ("hear_all", actor.police and holding.reads_of_others(Tier.TASKS, free=True)),
        ("share", actor.role in OFFERERS and not holding.read_only),
        ("nrm", opens_nrm(actor, holding) and not holding.read_only),
        ("write_nrm", drafts(actor) and not (holding.own_only or holding.read_only)),
        ("name", holding.reads(Tier.IDENTITY, free=True) and holding.has("who")),
        ("links", actor.role in SEARCHERS),
        ("documents", bool(holding.levels) and not holding.masked),
        ("seen_by", holding.reads(Tier.AUDIT, free=False)),
        ("assign", _of_lead_team(actor, case) and not holding.read_only),
        ("name_people", actor.supervises and not holding.read_only),
        ("release_team", _releases(actor, facts) and not holding.read_only),
        ("restrict", _restricts(actor, case, holding)),
        ("open_up", _of_lead_team(actor, case) and not holding.read_only),
        ("finding", holding.masked),
        ("ask_access", actor.supervises and not holding.read_only),
        ("ask_information", actor.role in FORM_ONLY),
        ("rules", _of_lead_team(actor, case) and case.rulebook != VERSION),
        ("ask_to_close", case.lead_id == actor.user_id and case.closed_at is None),
    )
    return frozenset(code for code, allowed in acts if allowed)
