"""Agencies beside the police, their people, and a case that may be shared with them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db, writing
from referrals.effects.standing import lead
from referrals.models import Area, Case, Organisation, User
from referrals.services import answering, intake, progress, sharing
from tests.remembering import remembered
from tests.services.station import Station, answers

AGENCIES = {
    "birch_street": ("Birch Street Project", "ngo"),
    "open_gate": ("Open Gate", "ngo"),
    "health_trust": ("Walsall Health Trust", "health"),
    "council": ("Walsall Council", "la"),
    "board": ("Walsall Safeguarding Board", "board"),
    "sca": ("Single Competent Authority", "competent_authority"),
}
PEOPLE = {
    "grant": ("ngo_support_worker", "birch_street"),
    "holt": ("ngo_support_worker", "birch_street"),
    "ames": ("ngo_support_worker", "open_gate"),
    "penn": ("health_practitioner", "health_trust"),
    "adeyemi": ("la_children_social_worker", "council"),
    "marsh": ("lscb_member", "board"),
    "cole": ("competent_authority", "sca"),
    "admin": ("system_admin", "birch_street"),
}


@dataclass(frozen=True)
class Neighbours:
    """Their people by surname, and the numbers of their agencies by code."""

    actors: dict[str, Actor]
    agencies: dict[str, int]

    def __getattr__(self, name: str) -> Actor:
        return self.actors[name]


@remembered
def moved_in() -> Neighbours:
    """Everybody, stored."""
    with writing():
        db.session.add(Area(code="walsall", name="Walsall"))
        db.session.flush()
        agencies = {code: _agency(code, *about) for code, about in AGENCIES.items()}
        actors = {name: _person(name, *about, agencies) for name, about in PEOPLE.items()}
    return Neighbours(actors, agencies)


def _agency(code: str, name: str, kind: str) -> int:
    row = Organisation(code=code, name=name, kind=kind, area_code="walsall")
    db.session.add(row)
    db.session.flush()
    return row.id


def _person(name: str, role: str, agency: str, agencies: dict[str, int]) -> Actor:
    user = User(
        email=f"{name}@{agency}.example",
        name=name.title(),
        role=role,
        organisation_id=agencies[agency],
        created_at=now(),
    )
    db.session.add(user)
    db.session.flush()
    return Actor(user.id, user.name, role, agencies[agency], AGENCIES[agency][1])


@remembered
def claimed(station: Station, **told: object) -> str:
    """A case that Nair leads, logged by Okafor; its reference."""
    reference = str(intake.log_case(station.okafor, answers(**told), None)["reference"])
    with writing():
        lead(find(reference), station.nair.user_id, now())
    return reference


@remembered
def told_the_council(station: Station, reference: str) -> None:
    """The local authority of a child is told, and may then instruct a charity."""
    contact = {
        "la.name": "Walsall Council",
        "la.phone": "01922 650 000",
        "la.email": "duty@walsall.example",
        "at": now(),
    }
    progress.move(station.okafor, reference, ("safeguarding", "refer"), contact)


@remembered
def shareable(station: Station, **told: object) -> str:
    reference = claimed(station, **told)
    told_the_council(station, reference)
    return reference


def find(reference: str) -> Case:
    return db.session.query(Case).filter_by(reference=reference).one()


def asked(**changed: object) -> dict[str, object]:
    """The answers of an offer that may go."""
    in_three_months = now().date() + dt.timedelta(days=90)
    return {
        "purpose": "support",
        "legal_basis": "child_welfare",
        "consent": "told",
        "action": "Offer a first meeting. Woman worker asked for",
        "until": in_three_months,
    } | changed


ITEMS = {
    "identity": "share",
    "contact": "share",
    "allegation": "share",
    "medical": "not_agreed",
    "nrm_decision": "not_needed",
    "safeguarding": "share",
    "support": "share",
    "tasks": "share",
}


@remembered
def taken_on(
    station: Station, near: Neighbours, case: str, items: Mapping[str, str], **changed: object
) -> str:
    """Shared with Birch Street, and accepted by Grant; the number of the share."""
    done = sharing.offer(station.nair, case, "birch_street", items, asked(**changed))
    share = str(done["share"])
    answering.accept(near.grant, case, share, version=1)
    return share
