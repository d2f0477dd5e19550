"""One time limit of a case: its rule, pauses and ladder, and what may be done with it."""

from typing import Any

from referrals.access import Verb
from referrals.api.asked import answers, key, nothing, tag
from referrals.api.door import Door, carries, gives, takes
from referrals.gate import current_actor, needs
from referrals.schemas import writing as asks
from referrals.schemas.api import described, dumped, several
from referrals.schemas.api_answers import Done, Form
from referrals.schemas.questions import json_schema
from referrals.services import clocks, tasks
from referrals.views import ClockPage
from workflows.clocks.pausing import REASONS
from workflows.definition import Choice

bp = Door("clocks", "/api/cases/<ref:reference>/clocks/<int:clock>", "One time limit of a case")
EVERY_REASON = asks.pause(tuple(Choice(*reason) for reason in REASONS.items()))


@bp.get("")
@needs(Verb.READ)
@gives(described(ClockPage), tagged_if_told=True)
def show(reference: str, clock: int) -> Any:
    """A time limit: its rule, what started it, its pauses, and who is told when."""
    page = clocks.show(current_actor(), reference, clock)
    return dumped(page), tag(page.version)


@bp.post("/done")
@needs(Verb.WRITE)
@takes(json_schema(asks.TASK_DONE, "ClockDone"))
@carries("key")
@gives(Done)
def done(reference: str, clock: int) -> Any:
    """Say that what it waits for was done."""
    outcome = str(answers(asks.TASK_DONE)["outcome"])
    return tasks.meet_clock(current_actor(), reference, clock, outcome, key())


@bp.get("/pause")
@needs(Verb.MOVE)
@gives(Form)
def ask_pause(reference: str, clock: int) -> Any:
    """The reasons for which it may be paused."""
    _, reasons = clocks.reasons(current_actor(), reference, clock)
    return {"reference": reference, "questions": several(asks.pause(reasons))}


@bp.post("/pause")
@needs(Verb.MOVE)
@takes(json_schema(EVERY_REASON, "Pause"))
@carries("key")
@gives(Done, tagged=True)
def pause(reference: str, clock: int) -> Any:
    """Let it stand still, for one of its reasons."""
    actor = current_actor()
    _, reasons = clocks.reasons(actor, reference, clock)
    given = answers(asks.pause(reasons))
    reason, words = str(given["reason"]), str(given["words"])
    made = clocks.pause(actor, reference, clock, reason, words, key=key())
    return made, tag(made["version"])


@bp.post("/resume")
@needs(Verb.MOVE)
@carries("key")
@gives(Done, tagged=True)
def resume(reference: str, clock: int) -> Any:
    """Let it run again, with the time it stood still added."""
    nothing()
    made = clocks.resume(current_actor(), reference, clock, key=key())
    return made, tag(made["version"])
