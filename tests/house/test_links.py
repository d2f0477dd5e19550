"""Every link and form of every page leads somewhere for every role, and looking changes nothing."""

import contextlib
import re
import sqlite3
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from referrals.db import db, reading
from referrals.models import User
from tests.people import Known, signed_in
from tests.web import forms
from workflows.sharing import ROLES

SEEN_ENOUGH = 2  # pages of one kind: the tenth case looks like the second
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#][^"]*)"')
MAY_CHANGE = re.compile(r"trail_|disclosures$|sessions$|sqlite_|alembic_")
"""Looking is written down: in the trail, and in the ledger when somebody outside first sees it."""


@pytest.fixture(scope="module")
def copy(seeded, run_folder, app_on):
    """The application over a copy of the demonstration data."""
    return app_on(seeded.copy(run_folder / f"links-{id(seeded)}.sqlite3"))


@pytest.fixture
def before(copy):
    with copy.app_context():
        yield rows()
        db.session.remove()


@pytest.mark.parametrize("role", ROLES)
def test_every_link_and_form_leads_somewhere_and_looking_changes_nothing(
    role, copy, seeded, before
):
    person = seeded.person(role)
    with reading():
        user_id = db.session.scalars(select(User.id).where(User.email == person["email"])).one()
    browser = signed_in(copy.test_client(), Known(user_id, person["email"], role, "", ""))

    walk = Walk(browser, copy.url_map.bind("localhost", url_scheme="https"))
    walk.from_("/")

    assert walk.wrong == []
    assert len(walk.seen) > 3
    assert rows() == before


class Walk:
    """Follows links as a patient person would, until each kind of page was seen often enough."""

    def __init__(self, browser, addresses: MapAdapter) -> None:
        self.browser = browser
        self.addresses = addresses
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.wrong: list[str] = []

    def from_(self, start: str) -> None:
        waiting = [(start, "")]
        while waiting:
            path, page = waiting.pop()
            if path not in self.seen and self.wanted(path, page):
                self.seen.add(path)
                waiting += [(link, path) for link in self.visit(path, page)]

    def wanted(self, path: str, page: str) -> bool:
        kind = self.kind(path, "GET", page)
        self.kinds[kind] += 1
        return bool(kind) and kind != "static" and self.kinds[kind] <= SEEN_ENOUGH

    def visit(self, path: str, page: str) -> list[str]:
        answer = self.browser.get(path)
        if answer.status_code == 303:
            return [urljoin(path, answer.location)]
        if answer.status_code != 200:
            self.wrong.append(f"{page} links to {path}, which answered {answer.status_code}")
        if answer.mimetype != "text/html":
            return []
        for form in forms(answer.text):
            self.kind(urljoin(path, form.action or path), form.method.upper(), path)
        links = [urljoin(path, unescape(link)) for link in LINK.findall(answer.text)]
        return [link for link in links if not urlsplit(link).scheme]

    def kind(self, path: str, method: str, page: str) -> str:
        """The rule that answers an address; an address without one is a fault of the page."""
        with contextlib.suppress(HTTPException):
            return str(self.addresses.match(urlsplit(path).path, method=method)[0])
        self.wrong.append(f"{page} has {method} {path}, which nothing answers")
        return ""


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All that is stored, but for the trail and when somebody was last seen."""
    with contextlib.closing(sqlite3.connect(db.engine.url.database)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for (name,) in tables
            if not MAY_CHANGE.match(name)
        }
