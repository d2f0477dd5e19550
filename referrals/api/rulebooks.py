"""The version of the rules a case lives by, and moving it to the present one."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key, tag, version
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import writing as asks
from referrals.schemas.api import described, dumped
from referrals.schemas.api_answers import Done
from referrals.schemas.questions import json_schema
from referrals.services import rulebooks

bp = Door("rulebooks", "/api/cases/<ref:reference>/rules", "The rules a case lives by")


@bp.get("")
@needs(Verb.MOVE)
@gives(described(rulebooks.Upgrade), tagged=True)
def ask(reference: str) -> Any:
    """What would change if the case lived by the present rules."""
    found = rulebooks.ask(current_actor(), reference)
    return dumped(found), tag(found.version)


@bp.post("")
@needs(Verb.MOVE)
@takes(json_schema(asks.RULES_MOVED, "RulesMoved"))
@carries("key", "version")
@gives(Done, tagged=True)
def move(reference: str) -> Any:
    """Move the case to the present rules; what was met or missed stays so."""
    reason = str(answers(asks.RULES_MOVED)["reason"])
    done = rulebooks.move(current_actor(), reference, reason, version=version(), key=key())
    return done, tag(done["version"])
