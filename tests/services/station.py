"""A police force in small: a response team, two specialist teams, and the people who log cases."""

import datetime as dt
from dataclasses import dataclass

from referrals.actor import Actor
from referrals.db import db, writing
from referrals.models import Organisation, Team, User
from tests.remembering import remembered

TEAMS = {
    "response_walsall": "Walsall Response",
    "ppd_child_abuse": "Child Abuse Team",
    "ppd_cse": "CSE Team",
    "fcid": "FCID",
}
PEOPLE = {
    "okafor": ("response_officer", "response_walsall"),
    "bright": ("response_officer", "response_walsall"),
    "hallam": ("response_supervisor", "response_walsall"),
    "nair": ("ppd_investigator", "ppd_child_abuse"),
    "lowe": ("ppd_supervisor", "ppd_child_abuse"),
    "reid": ("cse_coordinator", None),
}


@dataclass(frozen=True)
class Station:
    """Its people by surname, and the numbers of its teams by code."""

    actors: dict[str, Actor]
    teams: dict[str, int]

    def __getattr__(self, name: str) -> Actor:
        return self.actors[name]


@remembered
def opened() -> Station:
    """Everybody and every team, stored."""
    with writing():
        police = Organisation(
            code="police", name="Police", kind="police", designated_first_responder=True
        )
        db.session.add(police)
        db.session.flush()
        teams = {code: _team(code, name, police.id) for code, name in TEAMS.items()}
        actors = {
            name: _person(name, role, team, police.id, teams)
            for name, (role, team) in PEOPLE.items()
        }
    return Station(actors, teams)


def _team(code: str, name: str, organisation_id: int) -> int:
    team = Team(code=code, name=name, organisation_id=organisation_id)
    db.session.add(team)
    db.session.flush()
    return team.id


def _person(
    name: str, role: str, team: str | None, organisation_id: int, teams: dict[str, int]
) -> Actor:
    user = User(
        email=f"{name}@police.example",
        name=name.title(),
        role=role,
        organisation_id=organisation_id,
        team_id=teams[team] if team else None,
        area_code=None,
        created_at=dt.datetime.now(dt.UTC),
    )
    db.session.add(user)
    db.session.flush()
    return Actor(
        user_id=user.id,
        name=user.name,
        role=role,
        organisation_id=organisation_id,
        organisation_kind="police",
        team_id=user.team_id,
        team=team,
        designated_first_responder=True,
    )


def answers(**changes: object) -> dict[str, object]:
    """A girl of fifteen, moved and sexually exploited, safe on a ward; or whatever is changed."""
    told: dict[str, object] = {
        "danger": "no",
        "under_18": "yes",
        "what": ["sexual", "moved"],
        "sexual_assault": "yes",
        "sto_asked_for": "yes",
        "whereabouts": "Children's ward, district hospital",
        "with_them": "A man who says he is her uncle",
        "controller_near": "no",
        "area": "walsall",
        "lpu": "walsall",
        "name": "Kayla Marsh",
        "born_on": dt.date(2011, 9, 4),
        "sex": "female",
        "language": "English",
        "safe_contact": "Through the ward. Do not ring her phone",
        "seen": "“He said I owed him for the room.” Two phones, hotel key card, no coat.",
        "signs": ["gifts", "missing_before"],
    }
    told |= changes
    return {key: value for key, value in told.items() if value is not None}


def adult(**changes: object) -> dict[str, object]:
    """A grown man made to work, not known to be vulnerable."""
    grown = {
        "under_18": "no",
        "what": ["work"],
        "difficulty_deciding": "no",
        "sexual_assault": "no",
        "sto_asked_for": None,
        "with_them": None,
        "born_on": dt.date(1990, 1, 1),
        "name": "Piotr Wolski",
        "sex": "male",
        "began_before_18": "no",
    }
    return answers(**(grown | changes))


PAGES = {
    "danger": ("danger",),
    "age": ("under_18",),
    "what": ("what",),
    "deciding": ("difficulty_deciding",),
    "assault": ("sexual_assault",),
    "sto": ("sto_asked_for",),
    "where": (
        "whereabouts", "whereabouts_not_known", "with_them", "controller_near", "area", "lpu",
        "areas_of_exploitation", "lpus_of_exploitation",
    ),
    "who": (
        "name", "name_not_known", "born_on", "rough_age", "sex", "language", "safe_contact",
        "began_before_18",
    ),
    "seen": ("seen", "signs"),
}  # fmt: skip


def page(step: str, told: dict[str, object]) -> dict[str, object]:
    """The part of the answers that one page asks."""
    return {key: told[key] for key in PAGES[step] if key in told}
