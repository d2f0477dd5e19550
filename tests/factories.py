"""A small world: one force, its neighbours, and cases that the services themselves have lived."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db, reading, writing
from referrals.effects.leading import assign
from referrals.models import (
    Area,
    Assignment,
    Case,
    CaseTrack,
    ConflictOfInterest,
    Event,
    Organisation,
    Team,
    User,
)
from referrals.seed import teller
from referrals.seed.teller import Telling
from referrals.services import progress
from tests.remembering import remembered
from tests.services import station

TUESDAY = "2026-03-10T09:00:00Z"
"""When these tests happen, unless one says otherwise; Kayla Marsh is fourteen."""

AGENCIES = {
    "police": ("police", "Police", True),
    "la_coventry": ("la", "Coventry City Council", True),
    "la_sandwell": ("la", "Sandwell Council", True),
    "lscb": ("board", "Coventry Safeguarding Partnership", False),
    "sab": ("board", "Coventry Safeguarding Adults Board", False),
    "harbour": ("ngo", "Harbour Light", True),
    "birch": ("ngo", "Birch Street Project", False),
    "nhs": ("health", "Coventry Health Trust", False),
    "sca": ("competent_authority", "Single Competent Authority", False),
    "ieca": ("competent_authority", "Immigration Enforcement Competent Authority", False),
    "devolved_panel": ("competent_authority", "Devolved decision-making panel", False),
}
TEAMS = ("response_coventry", "response_sandwell", "ppd_child_abuse", "ppd_cse", "fcid", "ett")
PEOPLE = {
    "okafor": ("response_officer", "police", "response_coventry", None),
    "bright": ("response_officer", "police", "response_coventry", None),
    "hallam": ("response_supervisor", "police", "response_coventry", None),
    "abara": ("response_supervisor", "police", "response_coventry", None),
    "fenwick": ("response_supervisor", "police", "response_sandwell", None),
    "nair": ("ppd_investigator", "police", "ppd_child_abuse", None),
    "castellan": ("ppd_investigator", "police", "ppd_child_abuse", None),
    "probation": ("ppd_investigator", "police", "ppd_child_abuse", None),
    "lowe": ("ppd_supervisor", "police", "ppd_child_abuse", None),
    "dray": ("ppd_supervisor", "police", "ppd_child_abuse", None),
    "marlow": ("ppd_investigator", "police", "ppd_cse", None),
    "quayle": ("ppd_supervisor", "police", "ppd_cse", None),
    "osei": ("fcid_investigator", "police", "fcid", None),
    "larch": ("fcid_supervisor", "police", "fcid", None),
    "sorley": ("fcid_supervisor", "police", "fcid", None),
    "reid": ("cse_coordinator", "police", None, None),
    "kerr": ("cse_coordinator", "police", None, "sandwell"),
    "adeyemi": ("la_children_social_worker", "la_coventry", None, "coventry"),
    "tandy": ("la_children_social_worker", "la_sandwell", None, "sandwell"),
    "holt": ("la_adult_social_worker", "la_coventry", None, "coventry"),
    "marsh": ("lscb_member", "lscb", None, "coventry"),
    "pell": ("sab_member", "sab", None, "coventry"),
    "grant": ("ngo_support_worker", "harbour", None, None),
    "ames": ("ngo_support_worker", "birch", None, None),
    "penn": ("health_practitioner", "nhs", None, None),
    "cole": ("competent_authority", "sca", None, None),
    "ryde": ("competent_authority", "ieca", None, None),
    "moss": ("competent_authority", "devolved_panel", None, None),
    "sparrow": ("fcid_supervisor", "police", "ett", None),
    "admin": ("system_admin", "police", None, None),
    "audit": ("auditor", "police", None, None),
}
NOT_ACCREDITED = {"probation"}
COUNCIL = {
    "la.name": "Coventry City Council",
    "la.phone": "024 7601 0101",
    "la.email": "duty@council.example",
}


@dataclass(frozen=True)
class World:
    """Its people by surname, and the numbers of teams and agencies by code."""

    actors: Mapping[str, Actor]
    teams: Mapping[str, int]
    agencies: Mapping[str, int]

    def __getattr__(self, name: str) -> Actor:
        return self.actors[name]


@remembered
def world() -> World:
    """Everybody, stored in one transaction."""
    with writing():
        db.session.add_all(Area(code=code, name=code.title()) for code in ("coventry", "sandwell"))
        db.session.flush()
        agencies = {
            code: _numbered(Organisation(
                code=code, name=name, kind=kind, designated_first_responder=sends,
                owes_duty_to_notify=sends and kind != "ngo",
                area_code=area_of(code),
            ))
            for code, (kind, name, sends) in AGENCIES.items()
        }  # fmt: skip
        teams = {
            code: _numbered(Team(code=code, name=code, organisation_id=agencies["police"]))
            for code in TEAMS
        }
        actors = {name: _person(name, about, agencies, teams) for name, about in PEOPLE.items()}
    return World(actors, teams, agencies)


def area_of(agency: str) -> str:
    """Of a person who has none of their own, too."""
    return "sandwell" if agency == "la_sandwell" else "coventry"


def _numbered(row: Organisation | Team | User) -> int:
    db.session.add(row)
    db.session.flush()
    return row.id


def _person(
    name: str,
    about: tuple[str, str, str | None, str | None],
    agencies: Mapping[str, int],
    teams: Mapping[str, int],
) -> Actor:
    role, agency, team, area = about
    kind, _, sends = AGENCIES[agency]
    shared = {
        "name": name.title(),
        "role": role,
        "organisation_id": agencies[agency],
        "team_id": teams[team] if team else None,
        "pip2": role.endswith("_investigator") and name not in NOT_ACCREDITED,
    }
    user = User(email=f"{name}@{agency}.example", area_code=area, created_at=now(), **shared)
    return Actor(
        user_id=_numbered(user),
        organisation_kind=kind,
        team=team,
        area=area or area_of(agency),
        designated_first_responder=sends,
        owes_duty_to_notify=sends and kind != "ngo",
        **shared,
    )


HERE = {"area": "coventry", "lpu": "coventry"}
KINDS = {
    "trafficked_child": (station.answers, {}),
    "cse": (station.answers, {"what": ["sexual"]}),
    "adult": (station.adult, {}),
    "support_only": (station.adult, {"what": ["support"]}),
}
LEADS = {"trafficked_child": "nair", "cse": "marlow", "adult": "osei"}


@remembered
def log(
    world: World, kind: str = "trafficked_child", by: str = "okafor", **told: object
) -> Telling:
    """A case as it was logged the day before yesterday, in Coventry."""
    make, about = KINDS[kind]
    answers = make(**(HERE | about | told))
    return teller.log(world.actors[by], answers, now() - dt.timedelta(days=2))


@remembered
def safe(world: World, kind: str = "trafficked_child", **told: object) -> Telling:
    """Safe for now, and handed over: it waits in the queue of its lead team."""
    story = log(world, kind, **told)
    child = kind in {"trafficked_child", "cse"}
    teller.make_safe(story, COUNCIL["la.name"], child=child)
    teller.hand_over(story)
    return story


@remembered
def claimed(world: World, kind: str = "trafficked_child", **told: object) -> Telling:
    """With its lead investigator."""
    story = safe(world, kind, **told)
    teller.claim(story, world.actors[LEADS[kind]])
    return story


@remembered
def submitted(world: World, kind: str = "trafficked_child", **told: object) -> Telling:
    """With the competent authority."""
    story = claimed(world, kind, **told)
    if kind == "adult":
        teller.consent(story, given=True)
    teller.submit(story)
    return story


@remembered
def shared(world: World, story: Telling, items: Mapping[str, str], to: str = "harbour") -> None:
    """Offered to a charity, and accepted by Grant of Harbour Light."""
    teller.share(story, to, world.grant, items, "child_welfare")


def move(who: Actor, story: Telling, track: str, code: str, **answers: object) -> object:
    """One move now, rather than at the time of the story."""
    return progress.move(who, story.reference, (track, code), answers)


def record(who: Actor, story: Telling, code: str, /, **answers: object) -> object:
    return progress.record(who, story.reference, code, answers)


def row(story: Telling) -> Case:
    """The row itself, in the transaction of whoever asks."""
    return db.session.scalars(select(Case).where(Case.reference == story.reference)).one()


def find(story: Telling) -> Case:
    """The row as it stands, to look at."""
    with reading():
        return row(story)


def states(story: Telling) -> dict[str, str]:
    """Where each track of a case stands."""
    with reading():
        rows = select(CaseTrack.kind, CaseTrack.state).join(Case)
        found = db.session.execute(rows.where(Case.reference == story.reference))
        return {row.kind: row.state for row in found}


def events(story: Telling, kind: str | None = None) -> list[Event]:
    """What happened, oldest first."""
    with reading():
        rows = select(Event).join(Case, Case.id == Event.case_id)
        rows = rows.where(Case.reference == story.reference).order_by(Event.recorded_at)
        return list(db.session.scalars(rows.where(Event.kind == kind) if kind else rows))


def count(model: type, **having: object) -> int:
    with reading():
        return db.session.scalar(select(func.count()).select_from(model).filter_by(**having)) or 0


@remembered
def give(story: Telling, standing: str, until: dt.datetime | None = None, **holder: int) -> None:
    """A standing on the case, given as the services give it, perhaps for a time."""
    with writing():
        case = row(story)
        assign(case, standing, now() - dt.timedelta(hours=1), **holder)
        standings = select(Assignment).filter_by(case_id=case.id, standing=standing, **holder)
        for given in db.session.scalars(standings):
            given.until = until


@remembered
def restrict(story: Telling, *named: Actor) -> None:
    """R27: from now on only these hold it, of those who hold it anyway."""
    with writing():
        case = row(story)
        case.restricted = True
        for person in named:
            assign(case, "restricted_reader", now(), user_id=person.user_id)


@remembered
def conflict(story: Telling, person: Actor) -> None:
    """They know somebody in this case."""
    with writing():
        declared = ConflictOfInterest(
            case_id=row(story).id, user_id=person.user_id, declared_at=now()
        )
        db.session.add(declared)
