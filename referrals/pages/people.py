"""People and their accounts: an administrator's pages, and those of a partner manager."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from referrals.access import Verb
from referrals.effects.authority import administers
from referrals.errors import NotFound
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.schemas import people as asks
from referrals.services import administration, leaving, people
from referrals.services.people import Narrowed, PersonRow
from workflows.agencies import ROLES
from workflows.definition import Question

Answer = ResponseReturnValue
LONGEST_NAME = 120


def listed() -> Answer:
    narrowed = Narrowed(*(request.args.get(name) or None for name in ("agency", "role", "state")))
    return _list(narrowed, request.args.get("after"))


def found() -> Answer:
    """By name, which is sent and not written in an address (NT1)."""
    typed = request.form.get("name", "").strip()[:LONGEST_NAME]
    return _list(Narrowed(name=typed or None))


def _list(narrowed: Narrowed, after: str | None = None) -> str:
    actor = current_actor()
    page = people.people(actor, narrowed, after)
    return render_template(
        "people/list.html",
        page=page,
        at=_at(),
        admin=administers(actor),
        narrowed=narrowed,
        roles=ROLES,
        agencies=[(code, name) for code, name, _ in people.places(actor).organisations],
        waits=len(people.waiting(actor)),
    )


def ask_new() -> Answer:
    return forms.show("people/form.html", _newcomer(), None, **_new_page())


def new() -> Answer:
    def do(answers: forms.Answers) -> str:
        done = administration.add(current_actor(), answers, forms.key())
        return f"{_at()}/people/{done['user']}?done={'waits' if done['waits'] else 'added'}"

    again = partial(forms.again, "people/form.html", _newcomer(), **_new_page())
    return forms.take(_newcomer(), do, again)


def _new_page() -> dict[str, Any]:
    return {"title": "Add a person", "at": _at(), "action": f"{_at()}/people/new"}


def show(user: int) -> Answer:
    row = people.person(current_actor(), user)
    held = leaving.held(current_actor(), user)
    return render_template(
        "people/person.html",
        person=row,
        held=held,
        at=_at(),
        roles=ROLES,
        whys=leaving.WHY,
        own=user == current_actor().user_id,
        done=request.args.get("done", ""),
        once=forms.once(),
    )


def ask_change(user: int) -> Answer:
    row = people.person(current_actor(), user)
    known = {
        "role": row.role, "team": row.team_code, "area": row.area,
        "pip2": row.pip2, "manages": row.manages,
    }  # fmt: skip
    return forms.show("people/form.html", _grant(), known, **_change_page(row))


def change(user: int) -> Answer:
    def do(answers: forms.Answers) -> str:
        done = administration.change(current_actor(), user, answers, forms.key())
        return f"{_at()}/people/{user}?done={'waits' if done['waits'] else 'changed'}"

    row = people.person(current_actor(), user)
    again = partial(forms.again, "people/form.html", _grant(), **_change_page(row))
    return forms.take(_grant(), do, again)


def _change_page(row: PersonRow) -> dict[str, Any]:
    at = f"{_at()}/people/{row.id}"
    return {"title": f"Change what {row.name} may do", "at": at, "action": f"{at}/change"}


def ask_leave(user: int) -> Answer:
    return forms.show("people/leave.html", _leave(), None, **_leave_page(user))


def leave(user: int) -> Answer:
    acts = {"ask": leaving.ask, "close": leaving.finish, "now": leaving.suspend_now}

    def do(answers: forms.Answers) -> str:
        acts[str(answers["how"])](current_actor(), user, str(answers["why"]))
        return f"{_at()}/people/{user}?done={answers['how']}"

    again = partial(forms.again, "people/leave.html", _leave(), **_leave_page(user))
    return forms.take(_leave(), do, again)


def _leave_page(user: int) -> dict[str, Any]:
    actor = current_actor()
    at = f"{_at()}/people/{user}"
    return {"person": people.person(actor, user), "held": leaving.held(actor, user), "at": at}


def restore(user: int) -> Answer:
    done = administration.restore(current_actor(), user)
    return _back(user, "waits" if done["waits"] else "restored")


def invite(user: int) -> Answer:
    administration.invite(current_actor(), user)
    return _back(user, "invited")


def waiting() -> Answer:
    if not administers(current_actor()):
        raise NotFound
    rows = people.waiting(current_actor())
    return render_template("people/waiting.html", rows=rows, roles=ROLES, at=_at())


def agree(grant: str) -> Answer:
    administration.decide(current_actor(), grant, agreed=True)
    return redirect("/admin/waiting", code=303)


def refuse(grant: str) -> Answer:
    administration.decide(current_actor(), grant, agreed=False)
    return redirect("/admin/waiting", code=303)


def _back(user: int, done: str) -> Answer:
    return redirect(f"{_at()}/people/{user}?done={done}", code=303)


def _at() -> str:
    return "/partner/agency" if request.blueprint == "agency" else "/admin"


def _newcomer() -> tuple[Question, ...]:
    agencies = [(code, name) for code, name, _ in people.places(current_actor()).organisations]
    return (*asks.newcomer(agencies), *_grant())


def _grant() -> tuple[Question, ...]:
    actor = current_actor()
    found = people.places(actor)
    kinds = {kind for _, _, kind in found.organisations}
    roles = asks.roles_of(kinds, ROLES)
    return asks.grant(roles, found.teams, found.areas, admin=administers(actor))


def _leave() -> tuple[Question, ...]:
    return asks.leave((code, words) for code, words in leaving.WHY.items() if code != "dormant")


ONE = "/people/<int(max=2147483647):user>"
VIEWS: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("GET", "", listed),
    ("POST", "/find", found),
    ("GET", "/people/new", ask_new),
    ("POST", "/people/new", new),
    ("GET", ONE, show),
    ("GET", f"{ONE}/change", ask_change),
    ("POST", f"{ONE}/change", change),
    ("GET", f"{ONE}/leave", ask_leave),
    ("POST", f"{ONE}/leave", leave),
    ("POST", f"{ONE}/restore", restore),
    ("POST", f"{ONE}/invite", invite),
)
DECIDING: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("GET", "/waiting", waiting),
    ("POST", "/waiting/<token:grant>/agree", agree),
    ("POST", "/waiting/<token:grant>/refuse", refuse),
)


def _group(name: str, prefix: str, verb: Verb, views: Any) -> Blueprint:
    """The same pages under another roof, each with the verb of that roof."""
    made = Blueprint(name, __name__, url_prefix=prefix)
    for method, rule, view in views:
        made.add_url_rule(rule, view.__name__, needs(verb)(partial(view)), methods=[method])
    return made


admin = _group("people", "/admin", Verb.ADMINISTER, VIEWS + DECIDING)
agency = _group("agency", "/partner/agency", Verb.MANAGE, VIEWS)
