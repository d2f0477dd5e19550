"""Writes down what happened: the clocks, tasks, stage and lead team follow from it."""

from collections.abc import Mapping

from referrals import access, effects, picture, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, reading
from referrals.effects import councils
from referrals.errors import NotFound, NotYours, Unready
from referrals.facts import rules
from referrals.models import Case
from referrals.redaction import Holding
from referrals.services.progress.judging import (
    BEYOND,
    done,
    judged,
    pinned,
    refuse_role,
    refuse_stale,
    to_act,
)
from referrals.services.progress.telling import tell
from referrals.views import Ask
from workflows import engine
from workflows.book import Book
from workflows.definition import Question, Record
from workflows.facts import CaseFacts, Mover
from workflows.records import tasking
from workflows.records.routing import OPEN_TO_ALL
from workflows.records.safety import KEEPING_SAFE

ASKS = "Ask "
"""What goes to somebody else is asked on its button too; the rest is saved."""


def record_questions(actor: Actor, reference: str, code: str) -> tuple[Question, ...]:
    """What a record asks of this case; NotFound if its rule book has no such record."""
    return _record_named(pinned(actor, reference, _recording(code)), code).questions


def ask_record(actor: Actor, reference: str, code: str) -> Ask:
    """A record as it is asked; NotYours when the role may not write it."""
    with reading():
        case = access.fetch_quietly(actor, reference, _recording(code))
        record = _record_named(rules(case.rulebook), code)
        facts, mover, holding = judged(actor, case)
        _open_to(case, record, holding)
        unmet = _unmet_of_record(actor, case, record, facts, mover)
        found = Ask(
            reference=case.reference,
            version=case.version,
            held=mover.assigned,
            title=record.label,
            words=record.words,
            button=record.label if record.label.startswith(ASKS) else "Save",
            who="",
            questions=councils.offered(case, code, record.questions),
            values=councils.proposed(case, code, record.questions)
            | (_known(record, facts, holding) if holding else {}),
            unmet=picture.left(unmet),
        )
    trail.form_opened(actor, case, effects.tier_of(record))
    return found


@act
def record(
    actor: Actor,
    reference: str,
    code: str,
    answers: Mapping[str, object],
    *,
    version: int | None = None,
    key: str | None = None,
) -> dict[str, object]:
    """Write a fact down; the clocks, tasks, stage and lead team follow from it."""

    def do() -> dict[str, object]:
        at = now()
        case, facts, mover, holding = to_act(actor, reference, _recording(code), at)
        asked = _record_named(rules(case.rulebook), code)
        _open_to(case, asked, holding)
        refuse_stale(actor, case, version, holding)
        answered = effects.understood(asked.questions, answers, at)
        foreseen = effects.foreseen(facts, answered, asked.event)
        unmet = _unmet_of_record(actor, case, asked, foreseen, mover)
        if unmet:
            raise Unready(unmet)
        tell(actor, case, effects.apply_record(actor, case, asked, answered, before=facts))
        return done(case, asked.done, holds=access.why(actor, case) is not None)

    return access.only_once(actor, key, f"record/{code}", answers, do, case=reference)


def _recording(code: str) -> Verb:
    if code in tasking.ANSWERS:
        return Verb.TASKING
    return Verb.QUEUE if code in KEEPING_SAFE else Verb.WRITE


def _open_to(case: Case, asked: Record, holding: Holding | None) -> None:
    """A record is written on an open case, by somebody within whose reach it is."""
    effects.refuse_closed(case)
    if holding is None or asked.code in OPEN_TO_ALL:
        return
    if not holding.edits(effects.tier_of(asked), safety=asked.code in KEEPING_SAFE):
        raise NotYours(BEYOND)


def _unmet_of_record(
    actor: Actor, case: Case, asked: Record, facts: CaseFacts, mover: Mover
) -> tuple[engine.Unmet, ...]:
    unmet = (
        *engine.judged(asked, facts, mover),
        *effects.own_hand(actor, case, asked.code),
        *effects.nobody_to_ask(case, asked.code),
    )
    refuse_role(unmet)
    return unmet


def _known(record: Record, facts: CaseFacts, holding: Holding) -> dict[str, object]:
    """What is already recorded and theirs to read, so that nothing is asked twice.

    Others recorded it, and it is no item of its own: where anything of its tier was left out of
    a share, it is not told.
    """
    known = {}
    for question in record.questions:
        tier = question.tier
        if not holding.reads_of_others(tier, free=False) or not holding.whole(tier):
            continue
        value = getattr(facts, question.sets, None) if question.sets else None
        if value is not None:
            known[question.key] = sorted(value) if isinstance(value, frozenset) else value
    return known


def _record_named(book: Book, code: str) -> Record:
    if code not in book.records:
        raise NotFound
    return book.records[code]
