"""Who has an account, in what role and where, and which grants wait; never anything of a case."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from referrals import trail
from referrals.actor import Actor
from referrals.db import db, reading
from referrals.effects.authority import WAITING, administers, may_look, subject
from referrals.models import AccountRequest, Area, Organisation, Team, User

PAGE = 25


@dataclass(frozen=True)
class PersonRow:
    """Somebody with an account; no case, and nothing of any."""

    id: int
    name: str
    email: str
    role: str
    organisation: str
    organisation_code: str
    team: str
    team_code: str
    area: str
    state: str
    why: str
    used_at: dt.datetime | None
    pip2: bool
    manages: bool


@dataclass(frozen=True)
class Waiting:
    """A grant that a second administrator must agree to."""

    id: str
    person: PersonRow
    role: str
    asked_by: str
    asked_at: dt.datetime
    mine: bool


@dataclass(frozen=True)
class PeoplePage:
    """A page of people, and where the next one begins."""

    rows: tuple[PersonRow, ...]
    next: str | None


@dataclass(frozen=True)
class Narrowed:
    """What a list of people is narrowed to; a name is never part of an address."""

    organisation: str | None = None
    role: str | None = None
    state: str | None = None
    name: str | None = None


def people(actor: Actor, narrowed: Narrowed, after: str | None = None) -> PeoplePage:
    """Everybody this person may administer, by number; a manager's own agency alone."""
    may_look(actor)
    with reading():
        query = _rows().where(*_which(actor, narrowed)).order_by(User.id)
        if after and after.isascii() and after.isdigit():
            query = query.where(User.id > int(after[:9]))
        found = [_row(*row) for row in db.session.execute(query.limit(PAGE + 1))]
    trail.looked(actor, "people.read", (), (), single=False)
    more = str(found[PAGE - 1].id) if len(found) > PAGE else None
    return PeoplePage(tuple(found[:PAGE]), more)


def person(actor: Actor, user_id: int) -> PersonRow:
    """One account."""
    with reading():
        subject(actor, user_id, change=False)
        found = _row(*db.session.execute(_rows().where(User.id == user_id)).one())
    trail.looked(actor, "person.read", (), (), single=False)
    return found


def waiting(actor: Actor) -> tuple[Waiting, ...]:
    """The grants that wait for a second administrator."""
    if not administers(actor):
        return ()
    with reading():
        query = select(AccountRequest).where(AccountRequest.decided_at.is_(None))
        rows = db.session.scalars(query.order_by(AccountRequest.asked_at)).all()
        return tuple(_waiting(actor, row) for row in rows)


def _rows() -> Select[User, Organisation, Team]:
    return (
        select(User, Organisation, Team)
        .join(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(Team, Team.id == User.team_id)
    )


def _row(user: User, organisation: Organisation, team: Team | None) -> PersonRow:
    return PersonRow(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        organisation=organisation.name,
        organisation_code=organisation.code,
        team=team.name if team else "",
        team_code=team.code if team else "",
        area=user.area_code or "",
        state=_state(user),
        why=user.suspended_why or "",
        used_at=user.last_used_at,
        pip2=user.pip2,
        manages=user.manages_organisation,
    )


def _state(user: User) -> str:
    if user.active:
        return "open" if user.password_hash else "invited"
    return WAITING if user.suspended_why == WAITING else "closed"


def _which(actor: Actor, narrowed: Narrowed) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if not administers(actor):
        found.append(User.organisation_id == actor.organisation_id)
    if narrowed.organisation:
        found.append(Organisation.code == narrowed.organisation)
    if narrowed.role:
        found.append(User.role == narrowed.role)
    if narrowed.state in {"open", "closed"}:
        found.append(User.active.is_(narrowed.state == "open"))
    if narrowed.name:
        typed = narrowed.name.lower().strip()
        found.append(
            or_(func.lower(User.name).contains(typed, autoescape=True), User.email == typed)
        )
    return found


def _waiting(actor: Actor, grant: AccountRequest) -> Waiting:
    person = _row(*db.session.execute(_rows().where(User.id == grant.user_id)).one())
    asker = db.session.get_one(User, grant.asked_by_id)
    mine = actor.user_id in {grant.asked_by_id, grant.user_id}
    return Waiting(grant.id, person, grant.role, asker.name, grant.asked_at, mine)


@dataclass(frozen=True)
class Places:
    """Agencies, teams and areas by code, as they may be chosen."""

    organisations: tuple[tuple[str, str, str], ...]
    teams: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]


def places(actor: Actor) -> Places:
    """Where somebody may be added: every agency (code, name, kind) and area, or a manager's own.

    A manager's people have the area of their agency, so none is there to choose.
    """
    may_look(actor)
    mine = () if administers(actor) else (Organisation.id == actor.organisation_id,)
    with reading():
        agencies = db.session.execute(
            select(Organisation.code, Organisation.name, Organisation.kind)
            .where(Organisation.active, *mine)
            .order_by(Organisation.name)
        )
        teams = db.session.execute(
            select(Team.code, Team.name)
            .join(Organisation, Organisation.id == Team.organisation_id)
            .where(*mine)
            .order_by(Team.name)
        )
        named = select(Area.code, Area.name).where(true() if administers(actor) else false())
        areas = db.session.execute(named.order_by(Area.name))
        return Places(
            tuple((row.code, row.name, row.kind) for row in agencies),
            tuple((row.code, row.name) for row in teams),
            tuple((row.code, row.name) for row in areas),
        )
