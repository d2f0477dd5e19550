"""The places and people of the measured world: the demonstration's, and what the ruler needs."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from referrals import credentials
from referrals.db import db, reading
from referrals.models import Organisation, Team, User
from referrals.seed import places
from referrals.seed.places import Post
from referrals.services import accounts
from referrals.services.accounts import Agency, Person
from workflows.agencies import AREAS, LPUS

PASSWORD = credentials.DEMONSTRATION_PASSWORD
OFFICERS = 8
AGENCIES = 44
PPD = ("ppd_child_abuse", "ppd_cse", "ppd_adult_abuse", "ppd_vulnerable_adult")
AREA_CODES = tuple(code for code in AREAS if code != "other")
UNIT_OF = {area: lpu for lpu, area in reversed(list(places.LPU_AREAS.items()))}


@dataclass(frozen=True)
class Somebody:
    """A person as the rows name them."""

    id: int
    email: str
    role: str
    organisation: int


@dataclass(frozen=True)
class World:
    """Numbers of teams and organisations by code, and people by role and place."""

    teams: dict[str, int]
    organisations: dict[str, int]
    people: dict[tuple[str, str], list[Somebody]]


def agency(number: int) -> str:
    """The code of one of the ruler's agencies."""
    return f"support_{number}"


def posts() -> Iterator[Post]:
    for area in AREA_CODES:
        yield Post("response_officer", "wmp", f"response_{UNIT_OF[area]}", count=4)
        yield Post("response_supervisor", "wmp", f"response_{UNIT_OF[area]}", count=1)
        yield Post("cse_coordinator", "wmp", area=area, count=1)
        yield Post("la_children_social_worker", f"la_{area}", area=area)
    for team in PPD:
        yield Post("ppd_investigator", "wmp", team, count=OFFICERS)
        yield Post("ppd_supervisor", "wmp", team, count=1)
    yield Post("fcid_investigator", "wmp", "fcid", count=OFFICERS)
    yield Post("fcid_supervisor", "wmp", "fcid", count=1)
    yield Post("ngo_support_worker", agency(1))


def build() -> World:
    """Make them, by the acts an administrator makes them by."""
    areas = {code: AREAS[code] for code in AREA_CODES}
    accounts.add_areas(areas, {code: (LPUS[code], places.LPU_AREAS[code]) for code in LPUS})
    supports = (Agency(agency(n), f"Support {n}", "ngo") for n in range(1, AGENCIES + 1))
    for each in (*places.demo_agencies(), *supports):
        accounts.add_agency(each)
    for team in places.teams():
        accounts.add_team(team.code, team.name, team.department, team.organisation, team.lpu)
    hashed = credentials.hash_password(PASSWORD)
    for person in places.people(posts()):
        accounts.enrol(person, hashed, secret(person))
    return found()


def secret(person: Person) -> str:
    """Known, so that a load can sign in: nobody real is behind it."""
    return base64.b32encode(hashlib.sha256(person.email.encode()).digest()[:20]).decode()


def found() -> World:
    with reading():
        teams = _numbers(Team)
        organisations = _numbers(Organisation)
        rows = db.session.execute(
            select(User, Team.code, Organisation.code)
            .outerjoin(Team, Team.id == User.team_id)
            .join(Organisation, Organisation.id == User.organisation_id)
            .order_by(User.id)
        ).all()
    people: dict[tuple[str, str], list[Somebody]] = {}
    for user, team, organisation in rows:
        person = Somebody(user.id, user.email, user.role, user.organisation_id)
        people.setdefault((user.role, team or user.area_code or organisation), []).append(person)
    return World(teams, organisations, people)


def _numbers(model: type[Team] | type[Organisation]) -> dict[str, int]:
    return {row.code: row.id for row in db.session.execute(select(model.code, model.id))}


def keys(person: Somebody) -> dict[str, Any]:
    """What the load signs in with."""
    digest = hashlib.sha256(person.email.encode()).digest()[:20]
    return {
        "email": person.email,
        "password": PASSWORD,
        "secret": base64.b32encode(digest).decode(),
    }
