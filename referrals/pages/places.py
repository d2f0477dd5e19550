"""Agencies and teams: an administrator's pages."""

from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import people as asks
from referrals.services import people, places
from workflows.definition import Question

bp = Blueprint("places", __name__, url_prefix="/admin")


@bp.get("/agencies")
@needs(Verb.ADMINISTER)
def agencies() -> str:
    found = places.directory(current_actor())
    return render_template("people/agencies.html", directory=found, kinds=asks.NAMED, at="/admin")


@bp.get("/teams")
@needs(Verb.ADMINISTER)
def teams() -> str:
    return render_template(
        "people/teams.html", directory=places.directory(current_actor()), at="/admin"
    )


@bp.get("/agencies/new")
@needs(Verb.ADMINISTER)
def ask_agency() -> str:
    return forms.show("people/form.html", _agency(), None, **_page("agencies", "Add an agency"))


@bp.post("/agencies/new")
@needs(Verb.ADMINISTER)
def add_agency() -> ResponseReturnValue:
    def do(answers: forms.Answers) -> str:
        places.add_agency(current_actor(), answers)
        return "/admin/agencies"

    page = _page("agencies", "Add an agency")
    return forms.take(_agency(), do, partial(forms.again, "people/form.html", _agency(), **page))


@bp.get("/teams/new")
@needs(Verb.ADMINISTER)
def ask_team() -> str:
    return forms.show("people/form.html", _team(), None, **_page("teams", "Add a team"))


@bp.post("/teams/new")
@needs(Verb.ADMINISTER)
def add_team() -> ResponseReturnValue:
    def do(answers: forms.Answers) -> str:
        places.add_team(current_actor(), answers)
        return "/admin/teams"

    page = _page("teams", "Add a team")
    return forms.take(_team(), do, partial(forms.again, "people/form.html", _team(), **page))


@bp.get("/agencies/<code:agency>/suspend")
@needs(Verb.ADMINISTER)
def ask_suspension(agency: str) -> str:
    """What it does, whom it shuts out and why: nobody is shut out by one press."""
    found = places.to_suspend(current_actor(), agency)
    return forms.show("people/suspend.html", asks.SUSPEND, None, agency=found)


@bp.post("/agencies/<code:agency>/suspend")
@needs(Verb.ADMINISTER)
def suspend(agency: str) -> ResponseReturnValue:
    def do(answers: forms.Answers) -> str:
        places.suspend_agency(current_actor(), agency, str(answers["reason"]))
        return "/admin/agencies"

    def again(errors: forms.Errors) -> str:
        found = places.to_suspend(current_actor(), agency)
        return forms.again("people/suspend.html", asks.SUSPEND, errors, agency=found)

    return forms.take(asks.SUSPEND, do, again)


@bp.post("/agencies/<code:agency>/restore")
@needs(Verb.ADMINISTER)
def restore(agency: str) -> ResponseReturnValue:
    places.restore_agency(current_actor(), agency)
    return redirect("/admin/agencies", code=303)


def _page(where: str, title: str) -> dict[str, Any]:
    return {"title": title, "at": f"/admin/{where}", "action": f"/admin/{where}/new"}


def _agency() -> tuple[Question, ...]:
    return asks.agency(people.places(current_actor()).areas)


def _team() -> tuple[Question, ...]:
    actor = current_actor()
    owners = [(code, name) for code, name, _ in people.places(actor).organisations]
    return asks.team(owners, places.directory(actor).units)
