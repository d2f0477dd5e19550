"""Releases of intelligence, for other systems: asked for, decided by somebody else, taken back."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import ReleaseStep
from referrals.schemas.questions import json_schema
from referrals.services import released, releasing
from referrals.services.released import Releases
from workflows.releases import DECIDE, REVOKE, asked

bp = Door("releasing", "/api/cases/<ref:reference>/releases", "Releases of intelligence")


@bp.get("")
@needs(Verb.SHARE)
@gives(described(Releases))
def index(reference: str) -> Any:
    """Every release, and what could be released to whom."""
    return dumped(released.releases(current_actor(), reference))


@bp.post("")
@needs(Verb.SHARE)
@takes(json_schema(asked((), ()), "NewRelease"))
@carries("key")
@gives(ReleaseStep, status=201)
def ask(reference: str) -> Any:
    """Ask for one item to be released in these words."""
    actor = current_actor()
    found = released.releases(actor, reference)
    given = answers(asked(found.sources, found.receivers))
    return releasing.ask(actor, reference, given, key=key()), 201


@bp.post("/<token:release>")
@needs(Verb.SHARE)
@takes(json_schema(DECIDE, "ReleaseDecided"))
@carries("key")
@gives(ReleaseStep)
def decide(reference: str, release: str) -> Any:
    """Approve just these words, or refuse them; never what you asked for yourself."""
    return releasing.decide(current_actor(), reference, release, answers(DECIDE), key=key())


@bp.post("/<token:release>/revoke")
@needs(Verb.SHARE)
@takes(json_schema(REVOKE, "ReleaseRevoked"))
@carries("key")
@gives(ReleaseStep)
def revoke(reference: str, release: str) -> Any:
    """Take a release back."""
    reason = str(answers(REVOKE)["reason"])
    return releasing.revoke(current_actor(), reference, release, reason, key=key())
