"""A child's case, an adult's and a restricted one in which everything written is one of a kind."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db, writing
from referrals.effects.keeping import find_again, potential_victim
from referrals.models import Case, Cover, Leaving, LookFinding, Organisation, User
from referrals.services import (
    accounts,
    documents,
    intake,
    linking,
)
from tests.access.by_partners import helped, overseen
from tests.access.by_police import led, logged, sent
from tests.access.words import Words
from tests.access.writer import ADULT, CHILD, PARTNERS, RESTRICTED, Writer
from tests.factories import World
from tests.remembering import remembered


@dataclass
class Canaries:
    """The people, every word that was written, and the cases by what they are."""

    people: World
    words: Words
    cases: dict[str, str]
    folder: Path
    shares: dict[str, dict[str, str]] = field(default_factory=dict)


@remembered
def canaries(people: World, folder: Path) -> Canaries:
    """Everything written by the services themselves, as the people who would have written it."""
    store = documents.Store(folder, scanned=False)
    found = Canaries(_joined(people), Words(), {}, folder)
    for case in (CHILD, ADULT, RESTRICTED):
        writer = Writer(found.people, found.words, case, store)
        logged(writer)
        led(writer)
        helped(writer)
        if case != RESTRICTED:
            sent(writer)
        overseen(writer)
        found.cases[case] = writer.reference
        found.shares[case] = writer.shares
    _linked(found)
    _beside(found)
    return found


def _joined(people: World) -> World:
    """With charities that were offered a case and hold it no more."""
    found = dict(people.actors)
    for code, name in PARTNERS.items():
        accounts.add_agency(accounts.Agency(code, name, "ngo"))
        with writing():
            agency = db.session.scalars(select(Organisation.id).filter_by(code=code)).one()
            user = User(
                email=f"{code}@{code}.example", name=code.title(), role="ngo_support_worker",
                organisation_id=agency, created_at=now(),
            )  # fmt: skip
            db.session.add(user)
            db.session.flush()
            found[code] = Actor(user.id, user.name, user.role, agency, "ngo")
    return World(found, people.teams, people.agencies)


def _linked(found: Canaries) -> None:
    """The child's case and the restricted one, by those who hold both."""
    words = found.words.new("both", "intelligence", "nair", "link.words")
    answers = {"kind": "ocg", "sure": "likely", "other": found.cases[RESTRICTED], "words": words}
    linking.add(found.people.nair, found.cases[CHILD], answers)
    reason = found.words.new("both", "identity", "lowe", "link.joined")
    linking.join(found.people.lowe, found.cases[CHILD], found.cases[RESTRICTED], reason)


def _beside(found: Canaries) -> None:
    """What no form writes yet of whoever it is about, a draft, a search and a sampled look."""
    people = found.people
    for case, reference in found.cases.items():
        with writing():
            number = db.session.scalars(select(Case.id).filter_by(reference=reference)).one()
            victim = potential_victim(number)
            for key, tier in (
                ("phone", "contact"), ("safe_address", "contact"), ("aliases", "identity"),
                ("vehicle", "contact"), ("address", "contact"), ("about", "intelligence"),
            ):  # fmt: skip
                setattr(victim, key, found.words.new(case, tier, "", f"victim.{key}"))
            find_again(victim)
            look = LookFinding(
                rule="sample", day=now().date(), user_id=people.nair.user_id, case_id=number,
                number=1, found_at=now(), looked_at=now(), due=now(), answer="work",
                answered_at=now(), answered_by_id=people.lowe.user_id,
            )  # fmt: skip
            look.words = found.words.new(case, "sample", "lowe", "look.words")
            db.session.add(look)
    with writing():
        osei, larch = people.osei.user_id, people.larch.user_id
        until = now() + dt.timedelta(days=7)
        db.session.add(Cover(
            user_id=osei, by_id=people.sorley.user_id, since=now(), until=until,
            made_by_id=larch, made_at=now(),
        ))  # fmt: skip
        team = people.teams["fcid"]
        left = Leaving(user_id=people.probation.user_id, team_id=team, why="risk", asked_at=now())
        db.session.add(left)
    token = intake.start_draft(people.okafor)
    seen = found.words.new("draft", "draft", "okafor", "draft.seen")
    intake.keep_typed(people.okafor, token, "danger", {"danger": seen})
