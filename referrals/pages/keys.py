"""What somebody signs in with: set up the first time, changed, forgotten, and ended elsewhere."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from referrals.access import Verb
from referrals.errors import Gone
from referrals.gate import current_live, needs, public
from referrals.pages import forms
from referrals.schemas.signing_in import Again, Ask, Begin, Change, Choose
from referrals.services import first_use, passwords, signing_in
from referrals.services.signing_in import Caller
from referrals.sessions import confirmed_lately

bp = Blueprint("keys", __name__)

Errors = dict[str, str]


@bp.get("/first-use/<token:link>")
@public
def begin(link: str) -> ResponseReturnValue:
    return _by_link(lambda: _begin_page(link))


@bp.post("/first-use/<token:link>")
@public
def begun(link: str) -> ResponseReturnValue:
    def attempt(typed: dict[str, Any]) -> ResponseReturnValue:
        spares = first_use.begin(link, typed["password"], typed["code"])
        return render_template("account/spares.html", spares=spares, onward="/sign-in")

    return _by_link(lambda: forms.typed(Begin(), attempt, lambda errors: _begin_page(link, errors)))


@bp.get("/forgotten")
@public
def forgotten() -> str:
    return _ask_page()


@bp.post("/forgotten")
@public
def ask() -> ResponseReturnValue:
    def attempt(typed: dict[str, Any]) -> ResponseReturnValue:
        passwords.ask_reset(typed["email"], request.remote_addr or "")
        return redirect("/forgotten/sent", code=303)

    return forms.typed(Ask(), attempt, _ask_page)


@bp.get("/forgotten/sent")
@public
def sent() -> str:
    return render_template("account/sent.html")


@bp.get("/reset/<token:link>")
@public
def choose(link: str) -> ResponseReturnValue:
    def show() -> str:
        passwords.resets(link)
        return _choose_page()

    return _by_link(show)


@bp.post("/reset/<token:link>")
@public
def chosen(link: str) -> ResponseReturnValue:
    def attempt(typed: dict[str, Any]) -> ResponseReturnValue:
        passwords.reset(link, typed["password"])
        return redirect("/sign-in?done=password", code=303)

    return _by_link(lambda: forms.typed(Choose(), attempt, _choose_page))


@bp.get("/account/password")
@needs(Verb.SIGNED_IN)
def password() -> str:
    return _change_page()


@bp.post("/account/password")
@needs(Verb.SIGNED_IN)
def change() -> ResponseReturnValue:
    def attempt(typed: dict[str, Any]) -> ResponseReturnValue:
        passwords.change(current_live(), typed["old"], typed["password"])
        return redirect("/account?done=password", code=303)

    return forms.typed(Change(), attempt, _change_page)


@bp.get("/account/recovery-codes")
@needs(Verb.SIGNED_IN)
def ask_spares() -> str:
    return _spares_page()


@bp.post("/account/recovery-codes")
@needs(Verb.SIGNED_IN)
def spares() -> ResponseReturnValue:
    def attempt(typed: dict[str, Any]) -> ResponseReturnValue:
        live, caller = current_live(), Caller(request.remote_addr or "", g.request_id)
        confirmed = signing_in.confirm(live, typed["password"], caller)
        drawn = passwords.new_spares(live, confirmed)
        return render_template("account/spares.html", spares=drawn, onward="/account")

    return forms.typed(Again(), attempt, _spares_page)


@bp.post("/account/sessions/<token:name>/end")
@needs(Verb.SIGNED_IN)
def end(name: str) -> ResponseReturnValue:
    signing_in.end_one(current_live(), name)
    return redirect("/account?done=ended", code=303)


def _by_link(show: Any) -> ResponseReturnValue:
    """One page for a link that was used, is too old, or never was: nobody learns which."""
    try:
        found: ResponseReturnValue = show()
    except Gone:
        return render_template("account/link_ended.html"), 410
    return found


def _begin_page(link: str, errors: Errors | None = None) -> str:
    setting = first_use.setting(link)
    return render_template("account/first_use.html", setting=setting, errors=errors or {})


def _choose_page(errors: Errors | None = None) -> str:
    return render_template("account/choose.html", errors=errors or {})


def _change_page(errors: Errors | None = None) -> str:
    return render_template("account/password.html", errors=errors or {})


def _spares_page(errors: Errors | None = None) -> str:
    lately = confirmed_lately(current_live().confirmed_at)
    return render_template("account/again.html", errors=errors or {}, lately=lately)


def _ask_page(errors: Errors | None = None) -> str:
    typed = request.form.get("email", "")
    return render_template("account/forgotten.html", errors=errors or {}, email=typed)
