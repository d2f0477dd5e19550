"""What a browser holds: a random id, and a mark that it has signed somebody in before."""

import hmac
import re
import secrets
from typing import Any

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeSerializer

from referrals.services.signing_in import Device

SID = re.compile(r"[A-Za-z0-9_-]{43}")
DEVICE_LASTS = 180 * 24 * 3600


class BrowserSession(dict[str, Any], SessionMixin):
    """Flask's session, which here holds an id and what follows from it, and is kept nowhere.

    The form token is a keyed code of the id: another session's token never fits, and one
    that has no clock outlives a long form (SE6).
    """

    def __init__(self, sid: str | None, key: bytes) -> None:
        self.key = key
        self.sent = sid
        self.used = False
        self.become(sid or secrets.token_urlsafe(32))

    def become(self, sid: str) -> None:
        self.sid = sid
        self.clear()
        self["csrf_token"] = hmac.digest(self.key, f"csrf:{sid}".encode(), "sha256").hex()
        self["_user_id"] = sid

    def __getitem__(self, name: str) -> Any:
        self.used = True  # only what was looked at is worth a cookie
        return super().__getitem__(name)


class BrowserSessions(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        sid = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
        return BrowserSession(sid if SID.fullmatch(sid) else None, _key(app))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        held = _held(session)
        if g.get("forget_browser"):
            response.delete_cookie(app.config["SESSION_COOKIE_NAME"], **_attributes(app))
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        elif held.sid != held.sent and held.used:
            response.set_cookie(app.config["SESSION_COOKIE_NAME"], held.sid, **_attributes(app))
        device = g.get("remember_device")
        if device is not None:
            signed = _signer(app).dumps([device.user_id, device.name])
            name = app.config["DEVICE_COOKIE_NAME"]
            response.set_cookie(name, signed, max_age=DEVICE_LASTS, **_attributes(app))


def hand_over(sid: str) -> None:
    """Give this browser a new id in place of the one it came with (SE1: no fixation)."""
    held = _held(session._get_current_object())  # type: ignore[attr-defined]
    held.become(sid)
    held.used = True
    g.pop("csrf_token", None)


def forget_browser() -> None:
    """Take the id back and empty what the browser kept of these pages (SE5)."""
    g.forget_browser = True


def remember_device(device: Device | None) -> None:
    g.remember_device = device


def current_device() -> Device | None:
    """The mark this browser carries, if it is one of ours."""
    try:
        user_id, name = _signer(current_app).loads(
            request.cookies.get(current_app.config["DEVICE_COOKIE_NAME"], "")
        )
    except (BadSignature, ValueError, TypeError):
        return None
    return Device(user_id, name)


def current_sid() -> str:
    return _held(session._get_current_object()).sid  # type: ignore[attr-defined]


def _held(held: SessionMixin) -> BrowserSession:
    if not isinstance(held, BrowserSession):
        raise TypeError("this service keeps sessions of its own")
    return held


def _key(app: Flask) -> bytes:
    key: bytes = app.config["SECRET_KEY"]
    return key


def _signer(app: Flask) -> URLSafeSerializer:
    return URLSafeSerializer(_key(app), salt="known-device")


def _attributes(app: Flask) -> dict[str, Any]:
    return {"secure": app.config["COOKIES_SECURE"], "httponly": True, "samesite": "Lax"}
