"""Every way in to a case, said once: it finds the cases of a person, and the people of a case."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from referrals.access.conditions import CHILD
from referrals.access.roles import EMERGENCY_ROLES, READS_ONLY, WRITES, Verb
from referrals.actor import Actor
from referrals.db import MOMENT
from referrals.models import IN_FORCE, Assignment, Case, Cover, Organisation, Share, User
from workflows.agencies import INVESTIGATORS, SUPERVISORS


class Whose(Protocol):
    """Of whom a way in is asked: one actor, or everybody by the columns of `User`."""

    @property
    def user_id(self) -> Any: ...
    @property
    def team_id(self) -> Any: ...
    @property
    def organisation_id(self) -> Any: ...
    @property
    def area(self) -> Any: ...
    @property
    def pip2(self) -> Any: ...


@dataclass(frozen=True)
class _Everybody:
    user_id: Any
    team_id: Any
    organisation_id: Any
    area: Any
    pip2: Any


AREA_OF_USER = func.coalesce(User.area_code, Organisation.area_code)
EVERYBODY = _Everybody(User.id, User.team_id, User.organisation_id, AREA_OF_USER, User.pip2)
"""For a question that asks of users, beside their organisations."""
AGENCIES = _Everybody(None, None, Organisation.id, None, None)
"""For one that asks of organisations: what they hold as such."""


@dataclass(frozen=True)
class Ground:
    """Cases that let somebody in, or rows that do: `link` is a case's column and the rows' own.

    `by` is what they name of a person: themselves, their team, their organisation or their area;
    `kind` is what the rows call it, where one way in has several.
    """

    by: str
    cases: tuple[ColumnElement[bool], ...] = ()
    link: tuple[Any, Any] | None = None
    rows: tuple[ColumnElement[bool], ...] = ()
    until: Any = None
    kind: Any = None

    @property
    def found(self) -> ColumnElement[bool]:
        """As a filter over cases.

        A list of one's own begins with what a person or an organisation holds. A team holds a
        share of all cases, and is asked of each by an index.
        """
        if self.link is None:
            return and_(*self.cases)
        of_case, named = self.link
        rows = select(named).where(*self.rows).correlate(User, Organisation)
        if self.by == "team_id":
            held = rows.where(of_case == named).correlate(Case, User, Organisation).exists()
        else:
            held = of_case.in_(rows)
        return and_(held, *self.cases)

    @property
    def joined(self) -> ColumnElement[bool]:
        """As what holds between a case and its rows."""
        linked = () if self.link is None else (self.link[0] == self.link[1],)
        return and_(*linked, *self.rows, *self.cases)


@dataclass(frozen=True, eq=False)
class Rule:
    """One way in: its words answer *why can I see this?*, its ground finds cases and people."""

    code: str
    words: str
    ground: Callable[[Whose], Ground]

    def finds(self, who: Whose) -> ColumnElement[bool]:
        """The cases that are this person's by it now."""
        return self.ground(who).found

    @property
    def theirs(self) -> str:
        """The same words as they are told of somebody else: they logged it, their team leads it."""
        return YOU.sub(lambda found: THEY[found.group()], self.words)


THEY = {"You": "They", "you": "them", "Your": "Their", "your": "their"}
YOU = re.compile(r"\b[Yy]our?\b")
LEADER = aliased(User)


def _is(column: Any, value: Any) -> ColumnElement[bool]:
    """Whoever has no team, or no area, holds nothing by one."""
    return false() if value is None else column == value


def _held(
    *standings: str, by: str, of: tuple[ColumnElement[bool], ...] = ()
) -> Callable[[Whose], Ground]:
    """Cases on which somebody, their team or their organisation (`by`) has a standing in force."""

    def ground(who: Whose) -> Ground:
        named = _is(getattr(Assignment, by), getattr(who, by))
        rows = (named, Assignment.standing.in_(standings), IN_FORCE)
        link = (Case.id, Assignment.case_id)
        return Ground(by, of, link, rows, Assignment.until, Assignment.standing)

    return ground


def _led_by_covered(who: Whose) -> Ground:
    """What a colleague of one's own team leads, while one covers for them (R10 holds)."""
    rows = (
        Cover.by_id == who.user_id,
        Cover.since <= MOMENT,
        Cover.until > MOMENT,
        LEADER.id == Cover.user_id,
        _is(LEADER.team_id, who.team_id),
    )
    cases = (_is(Case.lead_team_id, who.team_id), and_(who.pip2))
    return Ground("user_id", cases, (Case.lead_id, Cover.user_id), rows, Cover.until)


def _logged_in_own_unit(who: Whose) -> Ground:
    return Ground("team_id", (_is(Case.logged_team_id, who.team_id),))


def _child_sexual_in_own_area(who: Whose) -> Ground:
    here = (_is(Case.area, who.area), CHILD, Case.sexual_exploitation.is_(True))
    return Ground("area", here)


def _shared(state: str) -> Callable[[Whose], Ground]:
    def ground(who: Whose) -> Ground:
        theirs = _is(Share.organisation_id, who.organisation_id)
        rows = (theirs, and_(Share.state == state, Share.runs))
        return Ground("organisation_id", (), (Case.id, Share.case_id), rows, Share.until)

    return ground


LOGGED = Rule("logged", "You logged it", _held("logger", by="user_id"))
UNIT = Rule("unit", "It was logged in your unit", _logged_in_own_unit)
OWNS = Rule("owner", "You own it until support is agreed", _held("owner", by="user_id"))
LEADS = Rule("lead", "You lead it", _held("lead", by="user_id"))
COVERS = Rule("cover", "You are covering for the person who leads it", _led_by_covered)
NAMED = Rule("named", "A supervisor named you on it", _held("named", by="user_id"))
TEAM = Rule(
    "team",
    "Your team leads or supports it, or led it and has not been released",
    _held("lead_team", "supporting_team", "former_lead_team", by="team_id"),
)
AREA = Rule("area", "A child in your area, sexually exploited", _child_sexual_in_own_area)
TOLD_CHILD = Rule(
    "la_children",
    "Your authority was told about this child",
    _held("la_children", by="organisation_id", of=(CHILD,)),
)
"""Children's social work holds a child's case; an adult's goes on by a concern of its own."""
TOLD_ADULT = Rule(
    "la_adults",
    "Your authority has a concern or this adult’s agreement",
    _held("la_adults", by="organisation_id", of=(Case.age_band == "adult",)),
)
HELD_BY_AUTHORITY = or_(*(rule.finds(AGENCIES) for rule in (TOLD_CHILD, TOLD_ADULT)))
"""Of cases and organisations: that one is an authority which was told, and holds it at this age."""
BOARD = Rule(
    "board", "It is assigned to your board for a review", _held("board", by="organisation_id")
)
SHARED = Rule("shared", "It was shared with your organisation", _shared("accepted"))
OFFERED = Rule("offered", "It is offered to your organisation", _shared("offered"))
SUBMITTED = Rule("authority", "It was submitted to you", _held("authority", by="organisation_id"))
GRANTED = Rule("grant", "You have a grant for this case", _held("grant", by="user_id"))
EMERGENCY = Rule(
    "emergency", "You opened it in an emergency, for one hour", _held("emergency", by="user_id")
)
NAMED_READER = Rule(
    "restricted_reader",
    "You are named on this restricted case",
    _held("restricted_reader", by="user_id"),
)
TASKED = Rule("tasked", "Your team is asked for tasking", _held("asked_team", by="team_id"))
LED_BY_TEAM = Rule("queue", "It is your team’s", _held("lead_team", by="team_id"))

WAYS_IN: dict[str, tuple[Rule, ...]] = {
    "response_officer": (LOGGED,),
    "response_supervisor": (OWNS, UNIT),
    "ppd_investigator": (LEADS, COVERS, NAMED),
    "fcid_investigator": (LEADS, COVERS, NAMED),
    "ppd_supervisor": (TEAM,),
    "fcid_supervisor": (TEAM,),
    "cse_coordinator": (AREA,),
    "la_children_social_worker": (TOLD_CHILD,),
    "la_adult_social_worker": (TOLD_ADULT,),
    "lscb_member": (BOARD,),
    "sab_member": (BOARD,),
    "ngo_support_worker": (SHARED,),
    "health_practitioner": (SHARED,),
    "competent_authority": (SUBMITTED,),
    "auditor": (GRANTED,),
}
TO_READ: tuple[Rule, ...] = tuple(dict.fromkeys(chain.from_iterable(WAYS_IN.values())))
"""Every way in to read a case, those of one role most telling first."""


def by_role(rule: Rule) -> ColumnElement[bool]:
    """The users whose way in to read a case it is; an offer is theirs who may accept it."""
    asked = SHARED if rule is OFFERED else rule
    roles = {role for role, rules in WAYS_IN.items() if asked in rules}
    return User.role.in_(EMERGENCY_ROLES if rule is EMERGENCY else roles)


def ways_in(actor: Actor, verb: Verb) -> tuple[Rule, ...]:
    """The rules that may let this person use this verb on a case, most telling first."""
    rules = WAYS_IN.get(actor.role, ())
    if actor.role in READS_ONLY and verb in WRITES:
        return ()
    if verb is Verb.TASKING:
        return (TASKED,) if actor.role in SUPERVISORS else ()
    if verb is Verb.ANSWER_SHARE and SHARED in rules:
        return (OFFERED, SHARED)
    if verb is Verb.QUEUE and actor.role in INVESTIGATORS:
        return (*rules, LED_BY_TEAM)
    return rules
