"""Everybody at work whom something lets into a case, told apart by what it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    cast,
    join,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from referrals.access import coordinates, in_conflict
from referrals.models import Area, Assignment, Case, Cover, Organisation, Share, Team, User

CASE = bindparam("case", type_=Integer)
AT = bindparam("at", type_=Assignment.until.type)
"""What is asked of, and when. All this is made once: to make it anew costs more than to ask it."""

NAMED, LEADER = aliased(Assignment), aliased(User)
NO_ROLE, NO_END = literal(""), cast(null(), Assignment.until.type)
PERSON = (User.id, User.name)
TEAM = (Team.id, Team.name)
AGENCY = (Organisation.id, Organisation.name)
AREA = (literal(0), Area.name)


@dataclass(frozen=True)
class Standing:
    """What lets in, the number and name of whose it is, a role of their people, until when."""

    kind: str
    number: int
    name: str
    role: str
    until: dt.datetime | None


def told(
    kind: Any, whose: tuple[Any, Any], role: Any = NO_ROLE, until: Any = NO_END
) -> Select[Any]:
    """A `Standing` as one part of a union, whose parts are all of the same types."""
    return select(kind, *whose, role, until)


@dataclass(frozen=True)
class _Ground:
    """Rows of tables that let users in: what they are, whose they say it is, and which users."""

    kind: Any
    whose: tuple[Any, Any]
    tables: Any
    users: ColumnElement[bool]
    where: tuple[ColumnElement[bool], ...]
    until: Any = NO_END


def _given(whose: tuple[Any, Any], users: ColumnElement[bool]) -> _Ground:
    in_force = or_(Assignment.until.is_(None), Assignment.until > AT)
    where = (Assignment.case_id == CASE, in_force)
    return _Ground(Assignment.standing, whose, Assignment, users, where, Assignment.until)


GROUNDS = (
    _given(PERSON, User.id == Assignment.user_id),
    _given(TEAM, User.team_id == Assignment.team_id),
    _given(AGENCY, User.organisation_id == Assignment.organisation_id),
    _Ground(
        literal("shared"), AGENCY, Share, User.organisation_id == Share.organisation_id,
        (Share.case_id == CASE, Share.state == "accepted", Share.until > AT), Share.until,
    ),
    _Ground(literal("unit"), TEAM, Case, User.team_id == Case.logged_team_id, (Case.id == CASE,)),
    _Ground(
        literal("area"), AREA, join(Case, Area, Area.code == Case.area),
        true(),
        (Case.id == CASE, Case.sexual_exploitation.is_(True), coordinates(Case.area)),
    ),
    _Ground(
        literal("cover"), PERSON,
        join(Case, Cover, Cover.user_id == Case.lead_id).join(LEADER, LEADER.id == Cover.user_id),
        User.id == Cover.by_id,
        (
            Case.id == CASE,
            Cover.since <= AT,
            Cover.until > AT,
            User.pip2.is_(True),
            User.team_id == Case.lead_team_id,
            LEADER.team_id == Case.lead_team_id,
        ),
        Cover.until,
    ),
)  # fmt: skip
"""The ways in of `access.ways`, asked the other way round: from the case to its people."""


def _people(ground: _Ground, *, restricted: bool) -> Select[Any]:
    """Whoever is in conflict or not at work is left out (rule 5, AC9)."""
    people = (
        told(ground.kind, PERSON if restricted else ground.whose, User.role, ground.until)
        .select_from(ground.tables)
        .join(User, ground.users)
        .join(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Team, Team.id == User.team_id)
        .where(User.active, Organisation.active, not_(in_conflict(CASE, User.id)))
        .where(*ground.where)
        .distinct()
    )
    return people.where(_named(ground)) if restricted else people


def _named(ground: _Ground) -> ColumnElement[bool]:
    """Of a restricted case: only whom somebody named, and who opens it in an emergency (R27)."""
    readers = select(NAMED.user_id).where(
        NAMED.case_id == CASE,
        NAMED.standing == "restricted_reader",
        or_(NAMED.until.is_(None), NAMED.until > AT),
    )
    return or_(ground.kind == "emergency", User.id.in_(readers))


STANDINGS: Mapping[bool, tuple[Select[Any], ...]] = {
    restricted: tuple(_people(ground, restricted=restricted) for ground in GROUNDS)
    for restricted in (False, True)
}
"""The parts of one union: people, teams, agencies and areas, for each role of the users in them.

No role is judged here. Of a restricted case (True) each row is a person.
"""
