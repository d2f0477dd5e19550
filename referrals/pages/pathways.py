"""How a case moves: every track, pathway, rule and clock, drawn from the rule book itself."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from markupsafe import Markup

from referrals import reference as references
from referrals.access import Verb
from referrals.errors import NotFound
from referrals.gate import current_actor, may_try, needs
from referrals.services import pathways
from workflows import VERSION, atlas, lanes
from workflows.agencies import ROLES
from workflows.diagram import svg
from workflows.pathways import PATHWAYS

bp = Blueprint("pathways", __name__)


@bp.get("/how-a-case-moves")
@needs(Verb.SIGNED_IN)
def show() -> str:
    """`?case=` marks where that case stands, for whoever may read it."""
    actor, reference = current_actor(), request.args.get("case", "")
    stands = pathways.standing(actor, _sound(reference)) if reference else {}
    tracks = atlas.tracks()
    along = {code: _drawn(lanes.svg(PATHWAYS[code], here)) for code, here in _along(stands)}
    drawn = {row.track.code: _drawn(svg(row.track, stands.get(row.track.code))) for row in tracks}
    return render_template(
        "pathways/show.html",
        reference=reference,
        stands=stands,
        tracks=tracks,
        drawn=drawn,
        along=along,
        pathways=atlas.pathways(),
        routes=atlas.routes(),
        clocks=atlas.clocks(),
        laws=atlas.laws(),
        roles=ROLES,
        rulebook=VERSION,
        tries=may_try(actor.role, Verb.SUPERVISE),
    )


def _along(stands: Mapping[str, str]) -> list[tuple[str, Mapping[str, str]]]:
    """Every pathway, with where the case stands on the one it is on."""
    return [(code, stands if stands.get("pathway") == code else {}) for code in PATHWAYS]


def _drawn(picture: str) -> Markup:
    return Markup(picture)  # noqa: S704 - ours, and escaped


def _sound(reference: str) -> str:
    if not references.sound(reference):
        raise NotFound
    return reference
