"""Lists of work: my cases, my team's, and the queue from which cases are claimed."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.clock import now
from referrals.gate import current_actor, needs
from referrals.pages import forms
from referrals.picture import PATHWAYS
from referrals.services import claims, covering, worklists
from referrals.services.worklists import Filters
from workflows.agencies import AREAS, INVESTIGATORS, SUPERVISORS

bp = Blueprint("work", __name__)


@bp.get("/my-work")
@needs(Verb.LIST)
def mine() -> str:
    actor = current_actor()
    page = worklists.my_work(actor, _filters(), request.args.get("after"))
    waiting = worklists.queue(actor, actor.team) if _queues() and actor.team else None
    return render_template(
        "work/mine.html",
        now=now(),
        page=page,
        queue=waiting,
        counts=worklists.counts(actor),
        queues=_queues(),
        supervises=actor.supervises,
        covering=covering.covering_now(actor),
        may_log=actor.police and actor.role != "cse_coordinator",
        team=actor.team,
        once=forms.once(),
        **_narrowing(),
    )


@bp.get("/teams/<code:team>/queue")
@needs(Verb.LIST)
def queue(team: str) -> str:
    waiting = worklists.queue(current_actor(), team, request.args.get("after"))
    return render_template("work/queue.html", queue=waiting, team=team, once=forms.once())


@bp.post("/teams/<code:team>/queue/next")
@needs(Verb.QUEUE)
def take_next(team: str) -> Response:
    done = claims.take_next(current_actor(), team, forms.key())
    return redirect(url_for("cases.show", reference=done["reference"]), code=303)


@bp.get("/teams/<code:team>/cases")
@needs(Verb.LIST)
def cases(team: str) -> str:
    page = worklists.team_cases(current_actor(), team, _filters(), request.args.get("after"))
    return render_template("work/team.html", page=page, team=team, **_narrowing())


def _narrowing() -> dict[str, object]:
    """What a list is narrowed by, and what it could be."""
    return {
        "filters": _filters(),
        "areas": list(AREAS.items()),
        "pathways": list(PATHWAYS.items()),
    }


def _filters() -> Filters:
    args = request.args
    return Filters(
        stage=args.get("stage") or None,
        pathway=args.get("pathway") or None,
        area=args.get("area") or None,
        closed=args.get("closed") == "yes",
    )


def _queues() -> bool:
    return current_actor().role in INVESTIGATORS | SUPERVISORS
