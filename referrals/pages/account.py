"""Sign in, the code, lock, sign out, and one's own account."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError

from referrals.access import Verb
from referrals.errors import Invalid
from referrals.gate import (
    current_device,
    current_live,
    forget_browser,
    half_id,
    hand_over,
    live_or_none,
    local_path,
    needs,
    public,
    remember_device,
)
from referrals.pages.shell import ROLES, first_page
from referrals.schemas.signing_in import Code, Password, Unlock
from referrals.services import demonstration, signing_in
from referrals.services.signing_in import Caller

bp = Blueprint("account", __name__)

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


@bp.get("/")
@needs(Verb.SIGNED_IN)
def home() -> ResponseReturnValue:
    return redirect(first_page(current_live()), code=303)


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    live = live_or_none()
    if live:
        return redirect(local_path(request.args.get("next")), code=303)
    return _sign_in_page()


@bp.post("/sign-in")
@public
def give_password() -> ResponseReturnValue:
    def attempt(typed: dict[str, Any]) -> ResponseReturnValue:
        hand_over(signing_in.check_password(caller=_caller(), **typed))
        return _onward("/sign-in/code")

    return _try(Password(), attempt, _sign_in_page)


@bp.get("/sign-in/code")
@public
def code() -> ResponseReturnValue:
    return _code_page() if signing_in.half(half_id()) else _onward("/sign-in")


@bp.post("/sign-in/code")
@public
def give_code() -> ResponseReturnValue:
    def attempt(typed: dict[str, Any]) -> ResponseReturnValue:
        opened = signing_in.check_code(half_id(), typed["code"], _caller())
        if opened is None:
            return _onward("/sign-in")
        hand_over(opened.sid)
        remember_device(opened.device)
        return redirect(local_path(request.form.get("next")), code=303)

    return _try(Code(), attempt, _code_page)


@bp.post("/sign-out")
@needs(Verb.SIGNED_IN, while_locked=True)
def sign_out() -> ResponseReturnValue:
    signing_in.sign_out(current_live())
    forget_browser()
    return redirect("/signed-out", code=303)


@bp.get("/signed-out")
@public
def signed_out() -> str:
    return render_template("account/signed-out.html")


@bp.post("/session/extend")
@needs(Verb.SIGNED_IN)
def extend() -> ResponseReturnValue:
    signing_in.extend(current_live())
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return redirect("/", code=303)
    return "", 204


@bp.post("/lock")
@needs(Verb.SIGNED_IN)
def lock() -> ResponseReturnValue:
    signing_in.lock(current_live())
    return _onward("/locked")


@bp.get("/locked")
@needs(Verb.SIGNED_IN, while_locked=True)
def locked() -> ResponseReturnValue:
    return _locked_page() if current_live().locked else redirect(_next(), code=303)


@bp.post("/locked")
@needs(Verb.SIGNED_IN, while_locked=True)
def unlock() -> ResponseReturnValue:
    def attempt(typed: dict[str, Any]) -> ResponseReturnValue:
        signing_in.unlock(current_live(), typed["password"], _caller())
        return redirect(_next(), code=303)

    return _try(Unlock(), attempt, _locked_page)


@bp.get("/account")
@needs(Verb.SIGNED_IN)
def account() -> str:
    live = current_live()
    return render_template(
        "account/account.html",
        live=live,
        role=ROLES[live.actor.role],
        others=signing_in.others(live),
        ended="ended" in request.args,
    )


@bp.post("/account/end-others")
@needs(Verb.SIGNED_IN)
def end_others() -> ResponseReturnValue:
    signing_in.end_others(current_live())
    return redirect("/account?ended=1", code=303)


def _try(
    schema: Schema,
    attempt: Callable[[dict[str, Any]], ResponseReturnValue],
    again: Callable[[dict[str, str]], str],
) -> ResponseReturnValue:
    """Do it, or show the form again saying what is wrong."""
    try:
        return attempt(schema.load(request.form.to_dict()))
    except ValidationError as wrong:
        errors = cast(dict[str, list[str]], wrong.messages)
    except Invalid as refused:
        errors = refused.errors
    return again({field: words[0] for field, words in errors.items()}), 422


def _sign_in_page(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "account/sign-in.html",
        errors=errors or {},
        email=request.form.get("email", ""),
        shared="shared" in request.form,
        next=_next(),
        people=_people() if _may_be_tried() else (),
        roles=ROLES,
        password=demonstration.password(),
    )


def _people() -> list[demonstration.Person]:
    order = list(ROLES)
    return sorted(demonstration.people(), key=lambda person: order.index(person.role))


def _code_page(errors: dict[str, str] | None = None) -> str:
    half = signing_in.half(half_id())
    shown = demonstration.code_of(half.actor.user_id) if half and _may_be_tried() else ""
    return render_template("account/code.html", errors=errors or {}, next=_next(), shown=shown)


def _locked_page(errors: dict[str, str] | None = None) -> str:
    return render_template("account/locked.html", errors=errors or {}, next=_next())


def _next() -> str:
    return local_path(request.values.get("next"))


def _onward(path: str) -> ResponseReturnValue:
    """On to another of these pages, without losing where the person was going."""
    query = urlencode({"next": _next()}, safe="/") if _next() != "/" else ""
    return redirect(f"{path}?{query}" if query else path, code=303)


def _caller() -> Caller:
    return Caller(request.remote_addr or "", g.request_id, current_device())


def _may_be_tried() -> bool:
    """Passwords are shown in a demonstration, to this very machine, and not through a proxy."""
    near = request.remote_addr in LOOPBACK
    return current_app.config["DEMO"] and near and not any(map(request.headers.get, FORWARDED))
