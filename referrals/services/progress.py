"""Makes the moves and records the rule book offers, or says everything that is still unmet."""

from collections.abc import Mapping

from sqlalchemy import select

from referrals import access, effects, once, picture, redaction
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import local, now
from referrals.db import act, db, reading
from referrals.errors import Conflict, NotFound, NotYours, Unready
from referrals.facts import facts_of, judged_mover, rules
from referrals.models import Case, Event, User
from referrals.redaction import Holding
from referrals.views import Ask
from workflows import engine
from workflows.book import Book
from workflows.definition import Move, Question, Record
from workflows.facts import CaseFacts, Mover
from workflows.records.routing import OPEN_TO_ALL
from workflows.records.safety import KEEPING_SAFE
from workflows.sharing import TIER_OF_TRACK
from workflows.tracks import safeguarding


def questions(actor: Actor, reference: str, track: str, code: str) -> tuple[Question, ...]:
    """What a move asks of this case; NotFound if its rule book has no such move."""
    return _move_named(_pinned(actor, reference, _verb(track, code)), track, code).questions


def record_questions(actor: Actor, reference: str, code: str) -> tuple[Question, ...]:
    """What a record asks of this case; NotFound if its rule book has no such record."""
    return _record_named(_pinned(actor, reference, _recording(code)), code).questions


def _pinned(actor: Actor, reference: str, verb: Verb) -> Book:
    """The book of a case this person may see; of any other, the present one, as if absent."""
    here = (Case.reference == reference, access.visible_to(actor, verb))
    with reading():
        version = db.session.scalar(select(Case.rulebook).where(*here))
    return rules(version or "")


def ask(actor: Actor, reference: str, track: str, code: str) -> Ask:
    """The move as it stands now: its questions and words, and what is unmet before them."""
    with reading():
        case = access.fetch_quietly(actor, reference, _verb(track, code))
        named = _move_named(rules(case.rulebook), track, code)
        facts, mover, holding = _judged(actor, case)
        _within_reach(track, code, holding)
        found = engine.open_moves(facts, mover)
        unmet = _unmet(found, track, code)
        if unmet is None:
            raise Conflict(_moved_on(actor, case))
        return Ask(
            reference=case.reference,
            version=case.version,
            held=mover.assigned,
            title=named.label,
            words=named.words,
            button=named.label,
            who="",
            questions=named.questions,
            values={},
            unmet=picture.left(unmet),
        )


@act
def move(
    actor: Actor,
    reference: str,
    step: tuple[str, str],
    answers: Mapping[str, object],
    *,
    version: int | None = None,
    key: str | None = None,
) -> dict[str, object]:
    """Take one step (track, move): all of it, or every reason why not, or Conflict if stale."""
    track, code = step

    def do() -> dict[str, object]:
        at = now()
        case = access.fetch(actor, reference, _verb(track, code))
        facts, mover, holding = _judged(actor, case)
        _within_reach(track, code, holding)
        _fresh(case, version, holding)
        asked = _move_named(rules(case.rulebook), track, code)
        answered = effects.understood(asked.questions, answers, at)
        taken = _taken(actor, case, step, effects.foreseen(facts, answered, asked.records), mover)
        effects.apply_move(actor, case, track, taken, answered, before=facts)
        return {
            "reference": case.reference,
            "done": taken.done,
            "version": case.version,
            "held": mover.assigned,
        }

    return once.only(actor.user_id, key, f"{reference}/{track}/{code}", answers, do)


def ask_record(actor: Actor, reference: str, code: str) -> Ask:
    """A record as it is asked; NotYours when the role may not write it."""
    with reading():
        case = access.fetch_quietly(actor, reference, _recording(code))
        record = _record_named(rules(case.rulebook), code)
        facts, mover, holding = _judged(actor, case)
        _open_to(case, record, holding)
        unmet = _unmet_of_record(actor, case, record, facts, mover)
        return Ask(
            reference=case.reference,
            version=case.version,
            held=mover.assigned,
            title=record.label,
            words=record.words,
            button="Save",
            who="",
            questions=record.questions,
            values=_known(record, facts, holding) if holding else {},
            unmet=picture.left(unmet),
        )


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
        case = access.fetch(actor, reference, _recording(code))
        asked = _record_named(rules(case.rulebook), code)
        facts, mover, holding = _judged(actor, case)
        _open_to(case, asked, holding)
        _fresh(case, version, holding)
        answered = effects.understood(asked.questions, answers, at)
        foreseen = effects.foreseen(facts, answered, asked.event)
        unmet = _unmet_of_record(actor, case, asked, foreseen, mover)
        if unmet:
            raise Unready(unmet)
        effects.apply_record(actor, case, asked, answered, before=facts)
        return {
            "reference": case.reference,
            "done": asked.done,
            "version": case.version,
            "held": mover.assigned,
        }

    return once.only(actor.user_id, key, f"{reference}/record/{code}", answers, do)


def _fresh(case: Case, version: int | None, holding: Holding | None) -> None:
    """Refuse a page that was opened before somebody else changed the case (RE2).

    Whoever may hear what was done last, by `holding`, is told.
    """
    if version is None or version == case.version:
        return
    latest = db.session.execute(
        select(Event.heading, Event.tier, User.name, Event.recorded_at)
        .outerjoin(User, User.id == Event.by_id)
        .where(Event.case_id == case.id)
        .order_by(Event.recorded_at.desc())
    ).first()
    theirs = {}
    if latest is not None and holding and holding.reads_of_others(latest.tier, free=False):
        at = local(latest.recorded_at).strftime("%H:%M")
        theirs = {f"{latest.name or 'The service'}, {at}": latest.heading}
    raise Conflict("Someone else changed this while you had it open", theirs)


def _judged(actor: Actor, case: Case) -> tuple[CaseFacts, Mover, Holding | None]:
    """The case, the person and what they hold of it: nothing, for a colleague at the queue."""
    facts, way_in = facts_of(case, actor), access.why(actor, case)
    mover = judged_mover(actor, case, holds=way_in is not None)
    holding = redaction.held_by(actor, case, facts, way_in) if way_in else None
    return facts, mover, holding


def _verb(track: str, code: str) -> Verb:
    """Any investigator of the lead team claims a case and keeps them safe, holding it or not."""
    by_the_team = (track, code) == ("investigation", "claim") or _keeps_safe(track, code)
    return Verb.QUEUE if by_the_team else Verb.MOVE


def _keeps_safe(track: str, code: str) -> bool:
    return track == "safeguarding" and code in safeguarding.KEEPING_SAFE


def _open_to(case: Case, asked: Record, holding: Holding | None) -> None:
    """A record is written on an open case, by somebody within whose reach it is."""
    effects.refuse_closed(case)
    if holding is None or asked.code in OPEN_TO_ALL:
        return
    if not holding.edits(effects.tier_of(asked), safety=asked.code in KEEPING_SAFE):
        raise NotYours(BEYOND)


def _within_reach(track: str, code: str, holding: Holding | None) -> None:
    """What the holding leaves to this reader; those of the team who hold no case have gates."""
    if holding is None:
        return
    acts = holding.acts_on(TIER_OF_TRACK[track], safety=_keeps_safe(track, code))
    if track in holding.unheard or not acts:
        raise NotYours(BEYOND)


BEYOND = (
    "This part of the case is not yours to change: it belongs to another role, you have handed "
    "it over, or it was not shared with your organisation"
)


def _recording(code: str) -> Verb:
    return Verb.QUEUE if code in KEEPING_SAFE else Verb.WRITE


def _taken(actor: Actor, case: Case, step: tuple[str, str], facts: CaseFacts, mover: Mover) -> Move:
    try:
        return engine.take(*step, facts, mover)
    except engine.NotOffered as gone:
        raise Conflict(_moved_on(actor, case)) from gone
    except engine.Refused as refused:
        _raise_if_role(refused.unmet)
        raise Unready(refused.unmet) from refused


def _raise_if_role(unmet: tuple[engine.Unmet, ...]) -> None:
    for row in unmet:
        if row.gate == "role":
            raise NotYours(f"{row.words}. {row.satisfied_by}")


def _unmet_of_record(
    actor: Actor, case: Case, asked: Record, facts: CaseFacts, mover: Mover
) -> tuple[engine.Unmet, ...]:
    unmet = (*engine.judged(asked, facts, mover), *effects.own_hand(actor, case, asked.code))
    _raise_if_role(unmet)
    return unmet


def _unmet(found: engine.Moves, track: str, code: str) -> tuple[engine.Unmet, ...] | None:
    """Nothing unmet when it is open, the list when it is blocked, None when it is not offered."""
    if any((row.track, row.move.code) == (track, code) for row in found.open):
        return ()
    for row in found.blocked:
        if (row.track, row.move.code) == (track, code):
            _raise_if_role(row.unmet)
            return row.unmet
    return None


def _moved_on(actor: Actor, case: Case) -> str:
    """Why a step is no longer there, naming who was first when it was a claim."""
    if case.lead_id is not None and actor.police:
        leader = db.session.get(User, case.lead_id)
        if leader is not None:
            return f"{leader.name} leads this case now, and it has moved on"
    return "This case has moved on since you opened it"


def _known(record: Record, facts: CaseFacts, holding: Holding) -> dict[str, object]:
    """What is already recorded and theirs to read, so that nothing is asked twice."""
    known = {}
    for question in record.questions:
        if not holding.reads(question.tier, free=False):
            continue
        value = getattr(facts, question.sets, None) if question.sets else None
        if value is not None:
            known[question.key] = sorted(value) if isinstance(value, frozenset) else value
    return known


def _move_named(book: Book, track: str, code: str) -> Move:
    found = book.tracks.get(track)
    for row in found.moves if found else ():
        if row.code == code:
            return row
    raise NotFound


def _record_named(book: Book, code: str) -> Record:
    if code not in book.records:
        raise NotFound
    return book.records[code]
