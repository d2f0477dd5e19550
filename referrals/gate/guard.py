"""What is asked of every request before a view sees it, in this order."""

from urllib.parse import quote

from flask import Flask, Request, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    Locked,
    RequestEntityTooLarge,
    Unauthorized,
)

from referrals.access import Verb
from referrals.errors import NotYours
from referrals.gate.cookies import BrowserSessions
from referrals.gate.headers import init_headers
from referrals.gate.people import bearer, init_people, live_or_none
from referrals.gate.policy import PUBLIC, SAFE, declared, may_try, most_bytes
from referrals.gate.safe import CONVERTERS, local_path, too_deep
from referrals.services import budget
from referrals.sessions import Live

csrf = CSRFProtect()


def init_gate(app: Flask) -> None:
    app.url_map.converters.update(CONVERTERS)
    app.session_interface = BrowserSessions()
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard asks, once it knows who is asking
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    csrf.init_app(app)
    init_people(app)
    init_headers(app)
    app.before_request(_guard)


def _guard() -> ResponseReturnValue | None:
    """Nobody is looked up for an address that does not exist: that page is the same for all."""
    if request.routing_exception is not None:
        page = _without_slash()
        if page:
            return redirect(page, code=308)
        raise request.routing_exception
    request.max_content_length = most_bytes(current_app, request.endpoint or "")
    _refuse_vast()
    verb = declared(current_app, request.endpoint or "", request.method)
    if verb != PUBLIC:
        answer = _refuse_strangers(Verb(verb or ""))
        if answer is not None:
            return answer
    if request.method not in SAFE:
        _refuse_forged()
    return None


def _without_slash() -> str | None:
    """Where a page is that was asked for with a slash at its end: known by the form of an address.

    No case is looked for, so one that is hidden or absent leads on as any other does.
    """
    path, found = request.path.removesuffix("/"), current_app.create_url_adapter(request)
    if found is None or path == request.path or is_api(request) or path != local_path(path):
        return None
    try:
        found.match(path, request.method)
    except HTTPException:
        return None
    query = request.query_string.decode("latin-1")
    return f"{path}?{query}" if query else path


FORM = "application/x-www-form-urlencoded"


def _refuse_vast() -> None:
    """Refuse at sight what is small to send and slow to read (IN3): as deep, or of so many parts.

    Of a form with a file in it the library counts the parts itself.
    """
    if request.is_json and too_deep(request.get_data()):
        raise BadRequest
    parts = request.get_data().count(b"&") if request.mimetype == FORM else 0
    if parts >= current_app.config["MAX_FORM_PARTS"]:
        raise RequestEntityTooLarge


def _refuse_strangers(verb: Verb) -> ResponseReturnValue | None:
    live = live_or_none()
    view = current_app.view_functions[request.endpoint or ""]
    if live is None or (live.locked and not getattr(view, "while_locked", False)):
        return _send_away(live)
    if not may_try(live.actor.role, verb):
        raise NotYours("This page is not part of your role.")
    if case_named():
        budget.admit(live.actor)
    return None


def case_named() -> str:
    """What an address names as a case or two, in it or as what a page is asked about."""
    asked = request.args.get("case", "") if request.method in SAFE else ""
    parts = request.view_args or {}
    named = [str(parts[name]) for name in ("reference", "other") if name in parts]
    return ",".join(named) or asked


def _send_away(live: Live | None) -> ResponseReturnValue:
    """A page to read waits behind the sign-in page; anything else is refused (SE3)."""
    if request.method in SAFE and not is_api(request):
        place, wanted = "/locked" if live else "/sign-in", request.full_path.rstrip("?")
        query = f"?next={quote(wanted, safe='/')}" if wanted != "/" else ""
        return redirect(place + query, code=303)
    if live:
        raise Locked
    raise Unauthorized(www_authenticate=WWWAuthenticate("bearer") if is_api(request) else None)


def _refuse_forged() -> None:
    """Refuse what another site sent (SE6). No form can borrow a program's token, only a cookie."""
    if bearer(request) is not None:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise CSRFError("sent by another site")
    if _cookie_less_api(request):
        return
    csrf.protect()


def _cookie_less_api(asked: Request) -> bool:
    """A program that asks for its token carries no cookie that a forged form could ride on."""
    return is_api(asked) and current_app.config["SESSION_COOKIE_NAME"] not in asked.cookies


def is_api(asked: Request) -> bool:
    return asked.path.startswith("/api/")
