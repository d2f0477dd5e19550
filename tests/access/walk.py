"""Every address of the service, with every number and name of the database in its blanks."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import Integer, select
from werkzeug.test import TestResponse

from referrals import sessions
from referrals.db import db, reading, writing
from referrals.gate import policy
from referrals.models import (
    AccountRequest,
    Case,
    CaseClock,
    CaseLink,
    ConflictOfInterest,
    Cover,
    Document,
    Draft,
    ItemAsked,
    Leaving,
    LookFinding,
    Notice,
    Opening,
    Organisation,
    PartnerCopy,
    Release,
    Share,
    Task,
    Team,
    User,
)
from tests.people import COOKIE

BLANK = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<args>[^)]*)\))?:)?(?P<name>\w+)>")
OF_A_CASE = re.compile(r"^(/api)?/cases/<ref:reference>")

ROWS: Mapping[str, Any] = {
    "task": Task.id,
    "clock": CaseClock.id,
    "share": Share.id,
    "copy": PartnerCopy.id,
    "document": Document.id,
    "opening": Opening.id,
    "release": Release.id,
    "user": User.id,
    "team": Team.code,
    "agency": Organisation.code,
    "draft": Draft.token,
    "notice": Notice.reference,
    "grant": AccountRequest.id,
    "cover_id": Cover.id,
    "leaver": Leaving.id,
    "reference": Case.reference,
    "other": Case.reference,
    "link": CaseLink.id,
    "asked": ItemAsked.id,
    "sample": LookFinding.id,
    "conflict": ConflictOfInterest.id,
}
"""What fills a blank, by its name: everything that there is, whoever asks."""

CODES: Mapping[str, tuple[str, ...]] = {
    "what": ("wishes", "safety_plan", "la_referral_received"),
    "section": ("person", "what_happened", "exploiters"),
    "step": ("danger", "person"),
    "topic": ("consent",),
    "withheld": ("assault",),
    "entry": ("0" * 22,),
    "token": ("0" * 22,),
    "name": ("0" * 22,),
    "filename": ("site.css",),
}
MOVES = (("response", "make_safe"), ("nrm", "draft"), ("investigation", "finalise"),
         ("safeguarding", "step_down"), ("support", "offer"))  # fmt: skip


@dataclass(frozen=True)
class Route:
    """One rule and one method of it."""

    method: str
    rule: str
    public: bool

    @property
    def of_a_case(self) -> bool:
        return bool(OF_A_CASE.match(self.rule))

    @property
    def api(self) -> bool:
        return self.rule.startswith("/api")

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"


def routes(app: Flask) -> list[Route]:
    """All there are, but for those that Flask answers by itself."""
    return [
        Route(row["method"], row["rule"], row["public"])
        for row in policy(app)
        if row["method"] not in {"HEAD", "OPTIONS"}
    ]


@dataclass
class Blanks:
    """What there is to fill blanks with; `mine` narrows the rows of a case to that case."""

    most: int | None = None
    known: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    of_case: dict[str, dict[str, tuple[Any, ...]]] = field(default_factory=dict)

    def addresses(self, rule: str, reference: str | None = None) -> Iterator[str]:
        """Every address of a rule; a name that nothing here fills is an error, not a pass."""
        named = [blank.groupdict() for blank in BLANK.finditer(rule)]
        if "<code:track>" in rule:
            for track, move in MOVES[: self.most]:
                yield from self.addresses(
                    rule.replace("<code:track>", track).replace("<code:move>", move), reference
                )
            return
        choices = [self._values(blank, reference)[: self.most] for blank in named]
        for values in itertools.product(*choices):
            yield _filled(rule, values)

    def _values(self, blank: Mapping[str, str | None], reference: str | None) -> tuple[Any, ...]:
        name = str(blank["name"])
        if name == "reference" and reference:
            return (reference,)
        if name == "tab":
            return tuple(each.strip() for each in (blank["args"] or "").split(","))
        if name == "item":
            name = "withheld" if blank["kind"] == "code" else "asked"
        if name in CODES:
            return CODES[name]
        return self.of_case.get(reference or "", {}).get(name) or self.known[name]


def _filled(rule: str, values: Iterable[Any]) -> str:
    left = iter(values)
    return BLANK.sub(lambda _: str(next(left)), rule)


def blanks(most: int | None = None) -> Blanks:
    """Read off the database as it stands; `most` of each kind, for a walk that need not be long."""
    found = Blanks(most)
    with reading():
        cases = dict(db.session.execute(select(Case.id, Case.reference)).all())
        for name, column in ROWS.items():
            absent = 10**6 if isinstance(column.type, Integer) else "0" * 32
            found.known[name] = tuple(db.session.scalars(select(column))) or (absent,)
            if "case_id" in column.class_.__table__.columns:
                _share_out(found, name, column, cases)
    return found


def _share_out(found: Blanks, name: str, column: Any, cases: Mapping[int, str]) -> None:
    rows = db.session.execute(select(column, column.class_.case_id)).all()
    for value, case_id in rows:
        if case_id in cases:
            of = found.of_case.setdefault(cases[case_id], {})
            of[name] = (*of.get(name, ()), value)


class Seat:
    """Somebody before a browser and behind a program, who writes with the mark of their form."""

    def __init__(self, app: Flask, user_id: int, role: str) -> None:
        self.browser = app.test_client()
        self.program = app.test_client()
        with writing():
            sid = sessions.open_session(user_id, role, sessions.WEB)
            self.token = sessions.open_session(user_id, role, sessions.API)
        self.browser.set_cookie(COOKIE, sid, domain="localhost", secure=True)
        self._mark = ""

    @property
    def mark(self) -> str:
        if not self._mark:
            page = self.browser.get("/account").text
            self._mark = page.partition('name="csrf_token"')[2].partition('value="')[2]
            self._mark = self._mark.partition('"')[0]
        return self._mark

    def ask(self, method: str, address: str, body: Mapping[str, Any] | None = None) -> TestResponse:
        """One request as this person would send it: by a page, or by the API."""
        if address.startswith("/api"):
            headers = {"Authorization": f"Bearer {self.token}", "If-Match": '"1"'}
            sent = {} if method == "GET" else {"json": dict(body or {})}
            return self.program.open(address, method=method, headers=headers, **sent)
        if method == "GET":
            return self.browser.get(address)
        return self.browser.post(address, data={"csrf_token": self.mark, **(body or {})})


def addresses(
    found: Blanks, of: Iterable[Route], reference: str | None
) -> Iterator[tuple[Route, str]]:
    for route in of:
        for address in found.addresses(route.rule, reference):
            yield route, address
