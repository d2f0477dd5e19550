"""Sign in, the code, lock, sign out, and one's own account."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from referrals.access import Verb
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
from referrals.pages import forms
from referrals.pages.shell import first_page
from referrals.schemas.signing_in import Code, Password, Unlock
from referrals.services import demonstration, signing_in
from referrals.services.signing_in import Caller
from workflows.agencies import ROLES

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

    return forms.typed(Password(), attempt, _sign_in_page)


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

    return forms.typed(Code(), attempt, _code_page)


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

    return forms.typed(Unlock(), attempt, _locked_page)


@bp.get("/account")
@needs(Verb.SIGNED_IN)
def account() -> str:
    live = current_live()
    return render_template(
        "account/account.html",
        live=live,
        role=ROLES[live.actor.role],
        places=signing_in.places(live),
        done=request.args.get("done", ""),
    )


@bp.post("/account/end-others")
@needs(Verb.SIGNED_IN)
def end_others() -> ResponseReturnValue:
    signing_in.end_others(current_live())
    return redirect("/account?done=ended", code=303)


def _sign_in_page(errors: dict[str, str] | None = None) -> str:
    return render_template(
        "account/sign-in.html",
        errors=errors or {},
        email=request.form.get("email", ""),
        shared="shared" in request.form,
        next=_next(),
        done=request.args.get("done") == "password",
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
