"""Programs that ask the API for invented people, each by a bearer token of its own."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referrals import sessions
from referrals.clock import now
from referrals.db import db, writing
from referrals.models import User
from tests.openapi import hold
from tests.services.neighbours import Neighbours, moved_in
from tests.services.station import Station, answers, opened

MORE = {
    "castellan": ("ppd_investigator", "ppd_child_abuse"),
    "osei": ("fcid_investigator", "fcid"),
    "venn": ("fcid_supervisor", "fcid"),
}


class Program:
    """One person's token, and what is asked with it; every answer is held against the document."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.token = token

    def get(self, path: str, **query: object) -> TestResponse:
        answer = self.client.get(path, query_string=query, headers=self._headers())
        return self._held(path, "GET", answer)

    def post(
        self, path: str, body: object = None, *, key: str = "", version: int | str | None = None
    ) -> TestResponse:
        headers = self._headers()
        if key:
            headers["Idempotency-Key"] = key
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        sent = {} if body is None else {"json": body}
        return self._held(path, "POST", self.client.post(path, headers=headers, **sent))

    def delete(self, path: str) -> TestResponse:
        return self._held(path, "DELETE", self.client.delete(path, headers=self._headers()))

    def done(self, path: str, body: object = None, **with_: Any) -> dict[str, Any]:
        """Post what must go well; what was answered."""
        answer = self.post(path, body, **with_)
        assert answer.status_code in {200, 201}, f"{path}: {answer.status_code} {answer.text}"
        found: dict[str, Any] = answer.json
        return found

    def seen(self, path: str, **query: object) -> dict[str, Any]:
        """What there must be to see."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        found: dict[str, Any] = answer.json
        return found

    def _held(self, path: str, method: str, answer: TestResponse) -> TestResponse:
        """Every answer of every test is as the document says."""
        hold(self.client.application, path, method, answer)
        return answer

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class World:
    """Everybody of the station and beside it; by surname, a program that has just signed in."""

    station: Station
    near: Neighbours
    numbers: dict[str, tuple[int, str]]
    app: Any

    def __getattr__(self, name: str) -> Program:
        if name not in self.numbers:
            raise AttributeError(name)
        with writing():
            token = sessions.open_session(*self.numbers[name], sessions.API)
        return Program(self.app.test_client(), token)


def world(app: Any) -> World:
    """Everybody, stored; every investigator accredited."""
    station = opened()
    near = moved_in()
    everyone = {**station.actors, **near.actors}
    numbers = {name: (actor.user_id, actor.role) for name, actor in everyone.items()}
    with writing():
        for name, (role, team) in MORE.items():
            numbers[name] = (_hired(station, name, role, station.teams[team]), role)
        db.session.query(User).filter(User.role.like("%_investigator")).update({"pip2": True})
    return World(station, near, numbers, app)


def _hired(station: Station, name: str, role: str, team_id: int) -> int:
    user = User(
        email=f"{name}@police.example",
        name=name.title(),
        role=role,
        organisation_id=station.nair.organisation_id,
        team_id=team_id,
        created_at=now(),
    )
    db.session.add(user)
    db.session.flush()
    return user.id


def as_json(given: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in given.items()
    }


def told(**changes: object) -> dict[str, Any]:
    """The answers of intake, as JSON has them."""
    return as_json(answers(**changes))


def at(reference: str, path: str = "") -> str:
    return f"/api/cases/{reference}{path}"


def logged(world: World, **changes: object) -> str:
    """A case that Okafor has just logged; its reference."""
    return str(world.okafor.done("/api/cases", told(**changes))["reference"])


def told_the_council(who: Program, reference: str) -> None:
    contact = {
        "la.name": "Walsall Council",
        "la.phone": "01922 650 000",
        "la.email": "duty@walsall.example",
        "at": now().isoformat(),
    }
    who.done(at(reference, "/tracks/safeguarding/refer"), contact)


def made_safe(who: Program, reference: str, *, child: bool = True) -> None:
    """Safe for now, by everything that the rule book asks first."""
    who.done(at(reference, "/record/immediate_safety"), {"safe": True})
    who.done(at(reference, "/tracks/response/make_safe"), {})
    who.done(at(reference, "/record/risk_to_others"), {"others": False})
    if child:
        told_the_council(who, reference)
    who.done(at(reference, "/record/safety_plan"), {"plan": "On the ward, with a nurse by her."})
    who.done(at(reference, "/tracks/safeguarding/set_secured"), {"evidence": "Seen there, alone."})


OFFER = {
    "to": "birch_street",
    "purpose": "support",
    "legal_basis": "child_welfare",
    "consent": "told",
    "action": "Offer a first meeting. Woman worker asked for",
    "item_who": "share",
    "item_language": "share",
    "item_safe_contact": "share",
    "item_exploitation": "share",
    "item_assault": "share",
    "item_medical": "not_agreed",
    "item_nrm_decision": "not_needed",
    "item_area": "share",
    "item_safe_now": "share",
    "item_alerts": "share",
    "item_tasks": "share",
    "item_disposition": "share",
    "item_support": "share",
    "item_partners": "share",
}
