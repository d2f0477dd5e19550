"""Every way in to a case: one rule finds the rows of a list and answers *why can I see this?*."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import BindParameter, ColumnElement, and_, false, or_, select

from referrals.access.roles import READS_ONLY, WRITES, Verb
from referrals.actor import Actor
from referrals.models import Assignment, Case, Cover, Share, User
from workflows.agencies import INVESTIGATORS, SUPERVISORS

Moment = dt.datetime | BindParameter[dt.datetime]
Finds = Callable[[Actor, Moment], ColumnElement[bool]]


@dataclass(frozen=True)
class Rule:
    """One way in: its words answer *why can I see this?*, its filter finds the cases."""

    code: str
    words: str
    finds: Finds

    @property
    def theirs(self) -> str:
        """The same words as they are told of somebody else: they logged it, their team leads it."""
        return YOU.sub(lambda found: THEY[found.group()], self.words)


THEY = {"You": "They", "you": "them", "Your": "Their", "your": "their"}
YOU = re.compile(r"\b[Yy]our?\b")


def _held(*standings: str, by: str) -> Finds:
    """Cases on which the actor, their team or their organisation (`by`) has a standing in force."""

    def finds(actor: Actor, at: Moment) -> ColumnElement[bool]:
        holder = getattr(actor, by)
        if holder is None:
            return false()
        column = getattr(Assignment, by)
        in_force = or_(Assignment.until.is_(None), Assignment.until > at)
        rows = select(Assignment.case_id).where(
            column == holder, Assignment.standing.in_(standings), in_force
        )
        return Case.id.in_(rows)

    return finds


def _led_by_covered(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """What a colleague of one's own team leads, while one covers for them (R10 holds)."""
    if actor.team_id is None or not actor.pip2:
        return false()
    covered = (
        select(Cover.user_id)
        .join(User, User.id == Cover.user_id)
        .where(Cover.by_id == actor.user_id, Cover.since <= at, Cover.until > at)
        .where(User.team_id == actor.team_id)
    )
    return and_(Case.lead_id.in_(covered), Case.lead_team_id == actor.team_id)


def _logged_in_own_unit(actor: Actor, at: Moment) -> ColumnElement[bool]:
    return false() if actor.team_id is None else Case.logged_team_id == actor.team_id


def _child_sexual_in_own_area(actor: Actor, at: Moment) -> ColumnElement[bool]:
    return and_(
        Case.area == actor.area,
        Case.age_band != "adult",
        Case.sexual_exploitation.is_(True),
    )


def _childs_authority(actor: Actor, at: Moment) -> ColumnElement[bool]:
    """Children's social work holds a child's case; an adult's goes on by a concern of its own."""
    return and_(_held("la_children", by="organisation_id")(actor, at), Case.age_band != "adult")


def _adults_authority(actor: Actor, at: Moment) -> ColumnElement[bool]:
    return and_(_held("la_adults", by="organisation_id")(actor, at), Case.age_band == "adult")


def _shared(*states: str) -> Finds:
    def finds(actor: Actor, at: Moment) -> ColumnElement[bool]:
        rows = select(Share.case_id).where(
            Share.organisation_id == actor.organisation_id,
            Share.state.in_(states),
            Share.until > at,
        )
        return Case.id.in_(rows)

    return finds


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
    _childs_authority,
)
TOLD_ADULT = Rule(
    "la_adults",
    "Your authority has a concern or this adult's agreement",
    _adults_authority,
)
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
LED_BY_TEAM = Rule("queue", "It is your team's", _held("lead_team", by="team_id"))

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
