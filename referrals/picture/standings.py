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
    literal,
    not_,
    null,
    select,
)

from referrals.access import (
    EMERGENCY,
    EVERYBODY,
    NAMED_READER,
    TO_READ,
    Rule,
    by_role,
    in_conflict,
)
from referrals.models import AT_WORK, Area, Assignment, Case, Organisation, Team, User

CASE = bindparam("case", type_=Integer)
"""What is asked of. All this is made once: to make it anew costs more than to ask it."""

NO_ROLE, NO_END = literal(""), cast(null(), Assignment.until.type)
WHOSE: Mapping[str, tuple[tuple[Any, Any], tuple[ColumnElement[bool], ...]]] = {
    "user_id": ((User.id, User.name), ()),
    "team_id": ((Team.id, Team.name), (Team.id == User.team_id,)),
    "organisation_id": ((Organisation.id, Organisation.name), ()),
    "area": ((literal(0), Area.name), (Area.code == Case.area,)),
}
"""The number and name of whomever a way in names, and how they are found beside a user."""


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


def _people(rule: Rule, *, restricted: bool) -> Select[Any]:
    """Whose way in it is; whoever is in conflict or not at work is left out (rule 5, AC9)."""
    ground = rule.ground(EVERYBODY)
    whose, of = WHOSE["user_id" if restricted else ground.by]
    kind = literal(rule.code) if ground.kind is None else ground.kind
    until = NO_END if ground.until is None else ground.until
    people = (
        told(kind, whose, User.role, until)
        .where(Case.id == CASE, ground.joined, by_role(rule), *of)
        .where(User.organisation_id == Organisation.id, AT_WORK)
        .where(not_(in_conflict(CASE, User.id)))
        .distinct()
    )
    if restricted and rule is not EMERGENCY:
        return people.where(NAMED_READER.finds(EVERYBODY))
    return people


STANDINGS: Mapping[bool, tuple[Select[Any], ...]] = {
    restricted: tuple(_people(rule, restricted=restricted) for rule in (*TO_READ, EMERGENCY))
    for restricted in (False, True)
}
"""The parts of one union: people, teams, agencies and areas, for each role of the users in them.

Of a restricted case (True) each row is a person: whom somebody named, and who opens it in an
emergency (R27).
"""
