"""Flask-Login round our own session rows, and the person of this request."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, Request, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user

from referrals.actor import Actor
from referrals.gate.cookies import current_sid
from referrals.services import signing_in
from referrals.sessions import API, WEB, Live

BEARER = "Bearer "


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """What Flask-Login calls a user: a session that holds, and whose it is."""

    live: Live


def init_people(app: Flask) -> None:
    manager = LoginManager(add_context_processor=False)
    manager.session_protection = None  # it would end a session when a browser updates itself
    manager.user_loader(_by_cookie)
    manager.request_loader(_by_token)
    manager.init_app(app)


def _by_cookie(sid: str) -> SignedIn | None:
    """The id is looked up only if it came with the request, and never beside a token."""
    if (
        bearer(request) is not None
        or current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
    ):
        return None
    return _signed_in(sid, WEB)


def _by_token(asked: Request) -> SignedIn | None:
    token = bearer(asked)
    return _signed_in(token, API) if token and asked.path.startswith("/api/") else None


def _signed_in(sid: str, kind: str) -> SignedIn | None:
    live = signing_in.signed_in(sid, kind, g.request_id)
    return SignedIn(live) if live else None


def bearer(asked: Request) -> str | None:
    """The token a program sends in place of a cookie."""
    header = asked.headers.get("Authorization", "")
    return header.removeprefix(BEARER) if header.startswith(BEARER) else None


def live_or_none() -> Live | None:
    """The session of this request, if there is one that holds."""
    found = cast("SignedIn | None", current_user._get_current_object())
    return found.live if isinstance(found, SignedIn) else None


def current_live() -> Live:
    """The session of this request, on a page that nobody reaches without one."""
    live = live_or_none()
    if live is None:
        raise RuntimeError("a public page asked who is signed in")
    return live


def current_actor() -> Actor:
    """Who is acting, on a page that nobody reaches without being signed in."""
    return current_live().actor


def half_id() -> str:
    """The id this browser came with, which may have given a password and not yet a code."""
    return current_sid()
