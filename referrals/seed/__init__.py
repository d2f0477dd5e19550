"""Fills an empty database with invented people and cases, by driving the services themselves."""

import base64
import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import func, select, update

from referrals import credentials, trail
from referrals.clock import LONDON, now, standing_at
from referrals.db import db, reading, writing
from referrals.effects.leading import assign
from referrals.models import (
    Assignment,
    Case,
    CaseTrack,
    ConflictOfInterest,
    Notice,
    Organisation,
    Share,
    Team,
    User,
)
from referrals.reference import drawn_from
from referrals.seed import people, places, stories, teller, waiting
from referrals.seed.living import live, team_of
from referrals.seed.plant import plant
from referrals.seed.watching import watch
from referrals.services import accounts, notifications
from referrals.services.accounts import Agency, Person
from workflows.agencies import AREAS, LPUS

Say = Callable[[str], None]


class AlreadyPeopled(Exception):
    """The database has people: a seed never touches it."""


@dataclass(frozen=True)
class Profile:
    """What one kind of seed is made of."""

    agencies: Callable[[], tuple[Agency, ...]]
    posts: Callable[[], Iterator[places.Post]]
    stories: Callable[[], Iterator[stories.Story]]
    waiting: Callable[[waiting.Told], None]


PROFILES: Mapping[str, Profile] = {
    "demo": Profile(places.demo_agencies, places.demo_posts, stories.demo, waiting.leave),
    "test": Profile(places.test_agencies, places.test_posts, stories.test, lambda _: None),
}
HOUR = 0
"""Today begins at midnight, so that at any hour of the day every case lies in the past."""


def seed(
    profile: str,
    *,
    today: dt.date,
    values: Mapping[str, Mapping[str, object]],
    demo: bool,
    say: Say,
) -> dict[str, Any]:
    """Seed and say what was made: people with what signs them in, and cases in their order.

    The same profile, values and day give the same content; passwords and code secrets are drawn at
    random unless `demo`.
    """
    with reading():
        if db.session.scalar(select(User.id)) is not None:
            raise AlreadyPeopled
    people.actor.cache_clear()
    plan = PROFILES[profile]
    began = dt.datetime.combine(today - dt.timedelta(days=200), dt.time(HOUR), LONDON)
    with standing_at(began):
        _places(plan)
        keys = [_enrol(person, demo=demo) for person in places.people(plan.posts())]
    say(f"{len(keys)} people")
    with drawn_from(random.Random(f"{profile}:{today}")):  # noqa: S311 - invention, not secrecy
        references = [reference for _, reference in sorted(_cases(plan, today, values, say))]
    _catch_up(keys)
    plan.waiting(tuple(zip(plan.stories(), references, strict=True)))
    with writing():
        db.session.execute(update(User).values(last_used_at=now()))
    with reading():
        return {
            "people": keys,
            "cases": [_case(reference) for reference in references],
        }


def _catch_up(keys: Iterable[Mapping[str, object]]) -> None:
    """The clocks have been watched all along, and what was told has been read."""
    watch()
    with reading():
        told = select(func.max(Notice.id))
        newest = db.session.scalar(told) or 0
    for key in keys:
        notifications.read_up_to(people.actor(str(key["email"])), newest)


def _places(plan: Profile) -> None:
    areas = {code: name for code, name in AREAS.items() if code != "other"}
    units = {code: (name, places.LPU_AREAS[code]) for code, name in LPUS.items()}
    accounts.add_areas(areas, units)
    for agency in plan.agencies():
        accounts.add_agency(agency)
    for team in places.teams():
        accounts.add_team(team.code, team.name, team.department, team.organisation, team.lpu)


def _enrol(person: Person, *, demo: bool) -> dict[str, object]:
    secret = _demo_secret(person.email) if demo else credentials.new_secret()
    password = credentials.DEMONSTRATION_PASSWORD if demo else credentials.new_password()
    accounts.enrol(person, _hashed(password), secret)
    return {
        "email": person.email,
        "password": password,
        "totp_secret": secret,
        "name": person.name,
        "role": person.role,
        "organisation": person.organisation,
        "team": person.team,
        "area": person.area,
    }


@cache
def _hashed(password: str) -> str:
    return credentials.hash_password(password)


def _demo_secret(email: str) -> str:
    """In a demonstration the codes are on the sign-in page anyway, so they may be known."""
    return base64.b32encode(hashlib.sha256(email.encode()).digest()[:20]).decode()


def _cases(
    plan: Profile, today: dt.date, values: Mapping[str, Mapping[str, object]], say: Say
) -> Iterator[tuple[int, str]]:
    """Each story's number and reference; told oldest first, so that lists are in order of time."""
    told: list[str] = []
    numbered = enumerate(plan.stories(), start=1)
    for number, story in sorted(numbered, key=lambda one: -one[1].days_ago):
        days = dt.timedelta(days=story.days_ago)
        at = dt.datetime.combine(today, dt.time(HOUR), LONDON).astimezone(dt.UTC) - days
        officer = people.someone("response_officer", team=_response(story.area), seat=number)
        telling = teller.log(officer, stories.answers(story, number, today), at)
        live(story, telling)
        _afterwards(story, telling, told)
        plant(_id_of(telling.reference), values.get(str(number), {}))
        told.append(telling.reference)
        if len(told) % TELL_EVERY == 0:
            say(f"{len(told)} cases")
        yield number, telling.reference


TELL_EVERY = 10


def _response(area: str) -> str:
    return "response_birmingham_north" if area == "birmingham" else f"response_{area}"


def _afterwards(story: stories.Story, telling: teller.Telling, told: list[str]) -> None:
    if "restricted" in story.marks:
        _restrict(telling)
    if "conflicted" in story.marks:
        _conflict(telling)
    if "linked" in story.marks and told:
        teller.note(telling, "intelligence", f"Same vehicle as in {told[-1]}.")


def _restrict(telling: teller.Telling) -> None:
    """R27: only named people hold it, at least one supervisor of the lead team among them."""
    supervisor = people.someone("%_supervisor", team=team_of(telling.reference))
    named = [supervisor, telling.leader]
    with writing(), standing_at(telling.at):
        case = db.session.get_one(Case, _id_of(telling.reference))
        case.restricted = True
        for person in named:
            assign(case, "restricted_reader", telling.at, user_id=person.user_id)
        trail.changed(supervisor, "case.restricted", case, reason="Known to people who work here.")


def _conflict(telling: teller.Telling) -> None:
    """A second investigator of the lead team knows somebody in it."""
    other = people.someone("%_investigator", team=team_of(telling.reference), seat=1)
    with writing(), standing_at(telling.at):
        case = db.session.get_one(Case, _id_of(telling.reference))
        db.session.add(
            ConflictOfInterest(case_id=case.id, user_id=other.user_id, declared_at=telling.at)
        )
        trail.changed(other, "case.conflict_declared", case)


def _id_of(reference: str) -> int:
    found = db.session.scalar(select(Case.id).where(Case.reference == reference))
    return found or 0


def _case(reference: str) -> dict[str, object]:
    case = db.session.scalars(select(Case).where(Case.reference == reference)).one()
    tracks = db.session.execute(
        select(CaseTrack.kind, CaseTrack.state).where(CaseTrack.case_id == case.id)
    )
    return {
        "reference": reference,
        "pathway": case.pathway,
        "stage": case.stage,
        "tracks": {row.kind: row.state for row in tracks},
        "restricted": case.restricted,
        "standing": _standing(case),
    }


def _standing(case: Case) -> list[dict[str, object]]:
    """Who stands in which relation to a case: assignments, shares and conflicts in force."""
    rows = db.session.execute(
        select(Assignment.standing, User.email, Team.code, Organisation.code)
        .outerjoin(User, User.id == Assignment.user_id)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Organisation, Organisation.id == Assignment.organisation_id)
        .where(Assignment.case_id == case.id, Assignment.until.is_(None))
    )
    found: list[dict[str, object]] = [
        {"relation": standing, "user": user, "team": team, "organisation": organisation}
        for standing, user, team, organisation in rows
    ]
    shares = db.session.execute(
        select(Share.state, Organisation.code)
        .join(Organisation, Organisation.id == Share.organisation_id)
        .where(Share.case_id == case.id)
    )
    found += [{"relation": f"share_{state}", "organisation": code} for state, code in shares]
    conflicts = db.session.scalars(
        select(User.email)
        .join(ConflictOfInterest, ConflictOfInterest.user_id == User.id)
        .where(ConflictOfInterest.case_id == case.id)
    )
    return found + [{"relation": "conflicted", "user": email} for email in conflicts]
