"""Where the people of the small world sit: before a browser, or behind a program of their own."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from referrals import sessions
from referrals.db import writing
from tests.factories import World
from tests.people import COOKIE
from tests.programs import Program


@dataclass(frozen=True)
class Seats:
    """By surname, each signed in afresh."""

    app: Flask
    world: World

    def page(self, name: str) -> Any:
        browser = self.app.test_client()
        sid = self._signed_in(name, sessions.WEB)
        browser.set_cookie(COOKIE, sid, domain="localhost", secure=True)
        return browser

    def program(self, name: str) -> Program:
        return Program(self.app.test_client(), self._signed_in(name, sessions.API))

    def _signed_in(self, name: str, kind: str) -> str:
        actor = self.world.actors[name]
        with writing():
            return sessions.open_session(actor.user_id, actor.role, kind)
