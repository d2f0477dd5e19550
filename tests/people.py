"""Invented people who can sign in, and how a test signs them in."""

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import select
from werkzeug.test import TestResponse

from referrals import sessions
from referrals.actor import Actor
from referrals.db import db, reading, writing
from referrals.errors import Invalid
from referrals.models import User
from referrals.services import accounts

COOKIE = "__Host-rp_session"


@dataclass(frozen=True)
class Known:
    """Somebody, and what only they know."""

    user_id: int
    email: str
    role: str
    password: str
    secret: str

    def code(self, later: int = 0) -> str:
        """The code of this half minute, or of one so many later."""
        return pyotp.TOTP(self.secret).at(time.time(), counter_offset=later)


def somebody(role: str = "ppd_investigator", agency: str = "police", name: str = "Nair") -> Known:
    """A person of this role, in an agency that is made if need be."""
    code = f"invented_{agency}"
    with suppress(Invalid):  # it is there already
        accounts.add_agency(accounts.Agency(code, f"Invented {agency}", agency))
    email = f"{name.lower()}.{role}@{agency}.example"
    first = accounts.add_user(accounts.Person(email, name, role, code))
    with reading():
        user_id = db.session.scalars(select(User.id).where(User.email == email)).one()
    return Known(user_id, email, role, first.password, pyotp.parse_uri(first.uri).secret)


def sign_in(browser: Any, known: Known, later: int = 0, where: str = "/sign-in") -> TestResponse:
    """By the two pages, as a person would; `later` when this half minute's code is used."""
    answer = browser.fill(where, {"email": known.email, "password": known.password})
    assert answer.status_code == 303, answer.text
    return browser.fill(answer.location, {"code": known.code(later)})


def signed_in(browser: Any, known: Known | Actor) -> Any:
    """By a session of its own, for tests that are about something else."""
    with writing():
        sid = sessions.open_session(known.user_id, known.role, sessions.WEB)
    browser.set_cookie(COOKIE, sid, domain="localhost", secure=True)
    return browser
