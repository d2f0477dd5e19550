"""Says why a named person can or cannot see a case: each rule, and what would change it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from referrals import access, sessions, trail
from referrals.access import EMERGENCY, EMERGENCY_ROLES, NAMED_READER, OFFERED, SHARED, Rule, Verb
from referrals.actor import Actor
from referrals.db import db, reading
from referrals.errors import Invalid, NotFound, NotYours
from referrals.facts import facts_of
from referrals.models import Case, Organisation, Team, User
from workflows.sharing import TABLE, Tier, held

LEAD_TEAM = "A supervisor of the lead team"
CHANGES = {
    "logged": "Nothing: only who logged it holds it so",
    "unit": "Nothing: it follows the unit in which it was logged",
    "owner": "Nothing: only until support is agreed",
    "lead": f"{LEAD_TEAM} assigns it to them",
    "cover": "They are put down as cover for the person who leads it",
    "named": "A supervisor of the lead team or a supporting team names them on it",
    "team": "Their team is made the lead or a supporting team",
    "area": "Nothing: it follows the area, the age and the exploitation",
    "la_children": "A referral of the child to their authority is recorded",
    "la_adults": "A concern about the adult, or their agreement, is recorded with their authority",
    "board": f"{LEAD_TEAM} assigns it to their board for a review",
    "shared": "It is shared with their organisation, and they accept",
    "offered": "It is offered to their organisation",
    "authority": "The NRM referral or the duty to notify is sent to them",
    "grant": f"{LEAD_TEAM} gives them a grant for some days",
    "emergency": "They open it in an emergency, for one hour",
}

BY_FACTS = frozenset({"area", "la_children", "la_adults"})
"""Ways in that open by what a case says of age, place and exploitation."""


@dataclass(frozen=True)
class AccessRule:
    """One rule as it was tried: whether it lets them in or bars them, and what would change it."""

    words: str
    passed: bool
    change: str


@dataclass(frozen=True)
class AccessAnswer:
    """Whether a person sees a case at this moment, and every rule that says so."""

    reference: str
    who: str
    role: str
    sees: bool
    rules: tuple[AccessRule, ...]


def may_ask(actor: Actor, reference: str) -> None:
    """NotFound unless this reader may ask about this case."""
    with reading():
        case = _case(actor, reference)
    trail.form_opened(actor, case)


def explain(actor: Actor, reference: str, email: str) -> AccessAnswer:
    """Why a person with this address can or cannot; that it was asked is recorded."""
    with reading():
        case = _case(actor, reference)
        row = db.session.execute(
            select(User, Organisation, Team)
            .join(Organisation, Organisation.id == User.organisation_id)
            .outerjoin(Team, Team.id == User.team_id)
            .where(User.email == email.strip().lower())
        ).one_or_none()
        if row is None:
            raise Invalid({"email": ["Nobody here has this address"]})
        user, organisation, team = row
        who = sessions.actor_as(user, organisation, team)
        works = AccessRule("They and their organisation are at work here",
                           user.active and organisation.active,
                           "Their account or their organisation is opened again")  # fmt: skip
        rules = (works, *_rules(actor, who, case))
        lets_in = select(Case.id).where(Case.id == case.id, access.opens_for(who, Verb.READ))
        held_now = bool(held(who.role, facts_of(case))) or _emergency(who, case)
        sees = works.passed and held_now and db.session.scalar(lets_in) is not None
        found = AccessAnswer(case.reference, user.name, user.role, sees, rules)
        opened, about = (case.id, case.reference), user.id
    trail.looked(
        actor, "access.explained", [opened], (Tier.AUDIT,), single=True, recipients=(about,)
    )
    return found


def _case(actor: Actor, reference: str) -> Case:
    """A supervisor asks of a case they hold; an auditor of any, without being told what it says."""
    if not actor.audits:
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        if not actor.supervises:
            raise NotYours("Only a supervisor or an auditor asks who can see a case")
        return case
    found = access.known_to_auditors(actor, reference)
    if found is None:
        raise NotFound
    return found


def _rules(actor: Actor, who: Actor, case: Case) -> Iterator[AccessRule]:
    """In the order in which they are tried: a way in, the condition, then what bars them.

    An auditor reads who holds it, and not what it says: so what follows from its facts is one rule.
    """
    yield AccessRule("Their role ever sees a case", bool(TABLE[who.role]),
                     "Nothing: this role never sees one")  # fmt: skip
    ways = [(rule, access.finds(who, case, rule)) for rule in _ways(who)]
    told = [way for way in ways if not (actor.audits and way[0].code in BY_FACTS)]
    for rule, holds in told:
        yield AccessRule(rule.theirs, holds, CHANGES[rule.code])
    fits = bool(held(who.role, facts_of(case)))
    if len(told) < len(ways):
        fits = fits and any(holds for _, holds in ways)
    yield AccessRule("The case is of a kind their role works on", fits,
                     "The facts of the case change: age, exploitation, what was sent")  # fmt: skip
    clear = select(Case.id).where(Case.id == case.id, access.without_conflict(who))
    yield AccessRule("No conflict of interest hides it from them",
                     db.session.scalar(clear) is not None,
                     f"{LEAD_TEAM} lifts it, with a reason")  # fmt: skip
    if case.restricted:
        yield AccessRule(NAMED_READER.theirs, access.finds(who, case, NAMED_READER),
                         "A supervisor named on it names them, or it is lifted")  # fmt: skip
    if who.role in EMERGENCY_ROLES:
        yield AccessRule(EMERGENCY.theirs, _emergency(who, case), CHANGES["emergency"])


def _ways(who: Actor) -> tuple[Rule, ...]:
    rules = access.ways_in(who, Verb.READ)
    return (*rules, OFFERED) if SHARED in rules else rules


def _emergency(who: Actor, case: Case) -> bool:
    return who.role in EMERGENCY_ROLES and access.finds(who, case, EMERGENCY)
