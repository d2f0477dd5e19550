"""What a move and a record are both judged by: the rules pinned, the reader's part, the version."""

import datetime as dt

from sqlalchemy import select

from referrals import access, effects, picture, redaction
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import local
from referrals.db import db, reading
from referrals.errors import Conflict, NotYours
from referrals.facts import facts_of, rules
from referrals.models import Case
from referrals.redaction import Holding
from workflows.book import Book
from workflows.engine import Unmet
from workflows.facts import CaseFacts, Mover

BEYOND = (
    "This part of the case is not yours to change: it belongs to another role, you have handed "
    "it over, or it was not shared with your organisation"
)


def pinned(actor: Actor, reference: str, verb: Verb) -> Book:
    """The book of a case this person may see; of any other, the present one, as if absent."""
    here = (Case.reference == reference, access.visible_to(actor, verb))
    with reading():
        version = db.session.scalar(select(Case.rulebook).where(*here))
    return rules(version or "")


def judged(actor: Actor, case: Case) -> tuple[CaseFacts, Mover, Holding | None]:
    """The case, the person and what they hold of it: nothing, for a colleague at the queue."""
    facts, way_in = facts_of(case, actor), access.why(actor, case)
    mover = access.judged_mover(actor, case, holds=way_in is not None)
    holding = redaction.held_by(actor, case, facts, way_in) if way_in else None
    return facts, mover, holding


def to_act(
    actor: Actor, reference: str, verb: Verb, at: dt.datetime
) -> tuple[Case, CaseFacts, Mover, Holding | None]:
    """The case locked and judged for an act: a birthday that came first is written down first."""
    case = access.fetch(actor, reference, verb)
    facts, mover, holding = judged(actor, case)
    if effects.turn_18(case, facts, at):
        return to_act(actor, reference, verb, at)
    return case, facts, mover, holding


def refuse_stale(actor: Actor, case: Case, version: int | None, holding: Holding | None) -> None:
    """Refuse a page that was opened before somebody else changed the case (RE2).

    What was done last is told as the timeline would tell it to this reader, or not at all.
    """
    if version is None or version == case.version:
        return
    theirs = picture.latest(actor, case, holding) if holding else None
    told = {}
    if theirs is not None:
        told[f"{theirs.by}, {local(theirs.recorded_at):%H:%M}"] = theirs.heading
    raise Conflict("Someone else changed this while you had it open", told)


def refuse_role(unmet: tuple[Unmet, ...]) -> None:
    """NotYours when a role stands in the way: no act of theirs would meet that."""
    for row in unmet:
        if row.gate == "role":
            raise NotYours(f"{row.words}. Who can: {_uncapped(row.satisfied_by)}.")


def _uncapped(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def done(case: Case, words: str, *, holds: bool) -> dict[str, object]:
    """What an act answers: what was done, the case's version now, and whether it is held still."""
    return {
        "reference": case.reference,
        "done": words,
        "version": case.version,
        "held": holds,
    }
