"""Whom a case may be told to, or given to: filters over people, as the door's are over cases."""

import datetime as dt

from sqlalchemy import BindParameter, ColumnElement, and_, exists, func, not_, or_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from referrals.models import Assignment, Case, ConflictOfInterest, Organisation, User
from workflows.agencies import INVESTIGATORS

Number = int | InstrumentedAttribute[int] | BindParameter[int]

KNOWN = aliased(ConflictOfInterest)
"""Made once: to make the name of a table anew costs more than the question asked of it."""


def in_conflict(case_id: Number, user_id: Number) -> ColumnElement[bool]:
    """A user is in a case, or knows somebody in it, and that was not lifted (section e, rule 5)."""
    found = exists().where(
        KNOWN.case_id == case_id, KNOWN.user_id == user_id, KNOWN.lifted_at.is_(None)
    )
    return found.correlate_except(KNOWN)


def may_hear(case_id: int, at: dt.datetime) -> ColumnElement[bool]:
    """The users who may hear that something happened on a case: no conflict, and named if need be.

    Nobody hears of a case which does not exist for them (R27, section e, rule 5).
    """
    restricted = exists().where(Case.id == case_id, Case.restricted)
    named = exists().where(
        Assignment.case_id == case_id,
        Assignment.standing == "restricted_reader",
        Assignment.user_id == User.id,
        or_(Assignment.until.is_(None), Assignment.until > at),
    )
    return and_(not_(in_conflict(case_id, User.id)), or_(not_(restricted), named))


def accredited(team_id: int | None) -> ColumnElement[bool]:
    """The users who may lead for a team: its active investigators, PIP2 or higher (R10)."""
    return and_(User.team_id == team_id, User.role.in_(INVESTIGATORS), User.active, User.pip2)


def coordinates(area: str | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The users who co-ordinate an area (S38): their own, or else the one of their organisation.

    It asks of users beside their organisations, and says who `Actor.area` lets in.
    """
    theirs = func.coalesce(User.area_code, Organisation.area_code)
    return and_(User.role == "cse_coordinator", theirs == area)
