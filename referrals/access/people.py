"""Whom a case may be told to, or given to: filters over people, as the door's are over cases."""

from sqlalchemy import BindParameter, ColumnElement, and_, exists, not_, or_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from referrals.access.ways import EVERYBODY, NAMED_READER
from referrals.models import Case, ConflictOfInterest, User
from workflows.agencies import INVESTIGATORS

Number = int | InstrumentedAttribute[int] | InstrumentedAttribute[int | None] | BindParameter[int]

KNOWN = aliased(ConflictOfInterest)
"""Made once: to make the name of a table anew costs more than the question asked of it."""


def in_conflict(case_id: Number, user_id: Number) -> ColumnElement[bool]:
    """A user is in a case, or knows somebody in it, and that was not lifted (section e, rule 5)."""
    found = exists().where(
        KNOWN.case_id == case_id, KNOWN.user_id == user_id, KNOWN.lifted_at.is_(None)
    )
    return found.correlate_except(KNOWN)


def may_hear(case_id: int) -> ColumnElement[bool]:
    """The users who may hear that something happened on a case: no conflict, and named if need be.

    Nobody hears of a case which does not exist for them (R27, section e, rule 5).
    """
    named = or_(Case.restricted.is_(False), NAMED_READER.finds(EVERYBODY))
    there = exists().where(Case.id == case_id, named)
    return and_(not_(in_conflict(case_id, User.id)), there)


def accredited(team_id: int | None) -> ColumnElement[bool]:
    """The users who may lead for a team: its active investigators, PIP2 or higher (R10)."""
    return and_(User.team_id == team_id, User.role.in_(INVESTIGATORS), User.active, User.pip2)


def coordinates(area: str | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The users who co-ordinate an area (S38): their own, or else the one of their organisation.

    It asks of users beside their organisations, and says who `Actor.area` lets in.
    """
    return and_(User.role == "cse_coordinator", EVERYBODY.area == area)
