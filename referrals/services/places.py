"""Agencies and teams, as an administrator adds, suspends and restores them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, update

from referrals import outbox, sessions, trail
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects import leaving
from referrals.effects.authority import administers
from referrals.effects.shares import over
from referrals.errors import Invalid, NotFound, NotYours
from referrals.models import TO_DO, Case, Lpu, Organisation, Share, Task, Team, User

CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
Answers = Mapping[str, object]


@dataclass(frozen=True)
class AgencyRow:
    """An agency, and how many people of it have an open account."""

    code: str
    name: str
    kind: str
    area: str
    people: int
    active: bool
    own: bool


@dataclass(frozen=True)
class TeamRow:
    """A team, and how many people work in it."""

    code: str
    name: str
    department: str
    organisation: str
    people: int


@dataclass(frozen=True)
class Directory:
    """Every agency and team, and the units a team may belong to."""

    agencies: tuple[AgencyRow, ...]
    teams: tuple[TeamRow, ...]
    units: tuple[tuple[str, str], ...]


def directory(actor: Actor) -> Directory:
    """Everywhere that people work."""
    _administrator(actor)
    with reading():
        people = _counted(User.organisation_id)
        members = _counted(User.team_id)
        agencies = db.session.scalars(select(Organisation).order_by(Organisation.name))
        teams = db.session.execute(
            select(Team, Organisation.name)
            .join(Organisation, Organisation.id == Team.organisation_id)
            .order_by(Organisation.name, Team.name)
        )
        units = db.session.execute(select(Lpu.code, Lpu.name).order_by(Lpu.name))
        return Directory(
            tuple(
                AgencyRow(
                    row.code, row.name, row.kind, row.area_code or "", people.get(row.id, 0),
                    row.active, row.id == actor.organisation_id,
                )
                for row in agencies
            ),
            tuple(
                TeamRow(row.code, row.name, row.department, owner, members.get(row.id, 0))
                for row, owner in teams
            ),
            tuple((row.code, row.name) for row in units),
        )  # fmt: skip


def _counted(column: object) -> dict[int, int]:
    grouped = select(column, func.count()).where(User.active).group_by(column)  # type: ignore[call-overload]
    return {key: number for key, number in db.session.execute(grouped) if key is not None}


@act
def add_agency(actor: Actor, answers: Answers) -> None:
    _administrator(actor)
    code = _new_code(Organisation, answers)
    db.session.add(
        Organisation(
            code=code,
            name=str(answers["name"]),
            kind=str(answers["kind"]),
            area_code=str(answers["area"]) if answers.get("area") else None,
            designated_first_responder=bool(answers["first_responder"]),
            owes_duty_to_notify=bool(answers["notifies"]),
        )
    )
    trail.changed(actor, "agency_added", None, after={"code": code, "kind": answers["kind"]})


@act
def add_team(actor: Actor, answers: Answers) -> None:
    _administrator(actor)
    owner = _agency(str(answers["organisation"]))
    code = _new_code(Team, answers)
    db.session.add(
        Team(
            code=code,
            name=str(answers["name"]),
            department=str(answers.get("department") or ""),
            organisation_id=owner.id,
            lpu_code=str(answers["unit"]) if answers.get("unit") else None,
        )
    )
    trail.changed(actor, "team_added", None, after={"code": code, "agency": owner.code})


def to_suspend(actor: Actor, code: str) -> AgencyRow:
    """The agency that would be suspended; NotFound for one's own and one that is already."""
    found = (row for row in directory(actor).agencies if row.code == code)
    row = next((row for row in found if row.active and not row.own), None)
    if row is None:
        raise NotFound
    return row


@act
def suspend_agency(actor: Actor, code: str, reason: str) -> None:
    """Nobody of this agency gets in from the next request on; what waits for it, waits elsewhere.

    Offers it has not answered are taken back, and its tasks and its people's cases are the lead
    teams' again. What was shared with it stays shared, and unread, until it is restored or ended.
    """
    _administrator(actor)
    agency = _agency(code)
    if agency.id == actor.organisation_id:
        raise NotYours("This is your own agency: nobody would be left to restore it")
    if not reason.strip():
        raise Invalid({"reason": ["Say why it is suspended"]})
    at = now()
    agency.active = False
    people = db.session.scalars(select(User).where(User.organisation_id == agency.id)).all()
    for user in people:
        sessions.end_all(user.id)
        leaving.leave_list(actor, user, "risk", at)
    _take_back_offers(actor, agency.id)
    _take_back_tasks(actor, agency)
    trail.changed(actor, "agency_suspended", None, after={"code": agency.code}, reason=reason)


@act
def restore_agency(actor: Actor, code: str) -> None:
    """Its people may sign in again."""
    _administrator(actor)
    agency = _agency(code)
    agency.active = True
    trail.changed(actor, "agency_restored", None, after={"code": agency.code})


def _take_back_offers(actor: Actor, agency_id: int) -> None:
    at = now()
    rows = db.session.execute(
        select(Share, Case)
        .join(Case, Case.id == Share.case_id)
        .where(Share.organisation_id == agency_id, Share.state == "offered")
        .with_for_update(of=Case)
    ).all()
    for share, case in rows:
        share.version += 1
        over(actor, case, share, "withdrawn", "", at=at)
        outbox.promise("share_withdrawn", case_id=case.id, user_ids=(share.offered_by_id,))


def _take_back_tasks(actor: Actor, agency: Organisation) -> None:
    rows = db.session.execute(
        select(Task, Case)
        .join(Case, Case.id == Task.case_id)
        .where(Task.organisation_id == agency.id, TO_DO)
    ).all()
    for task, case in rows:
        db.session.execute(
            update(Task)
            .where(Task.id == task.id)
            .values(organisation_id=None, team_id=case.lead_team_id)
        )
        trail.changed(actor, "task.taken_back", case, tiers=("tasks",), after={"task": task.id})
        outbox.promise("task_asked", case_id=case.id, team_id=case.lead_team_id)


def _administrator(actor: Actor) -> None:
    if not administers(actor):
        raise NotFound


def _agency(code: str) -> Organisation:
    found = db.session.scalars(select(Organisation).where(Organisation.code == code)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _new_code(table: type[Organisation] | type[Team], answers: Answers) -> str:
    code = str(answers["code"])
    if not CODE.fullmatch(code):
        raise Invalid({"code": ["Use small letters, digits and _ only"]})
    if db.session.scalar(select(table.id).where(table.code == code)):
        raise Invalid({"code": ["This code is taken. Choose another"]})
    return code
