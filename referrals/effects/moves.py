"""One move or record, written down: the track, the facts, the event, the trail and the notices."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import update

from referrals import outbox, trail
from referrals.access import track_of
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.answers import Answered, understood
from referrals.effects.councils import meant
from referrals.effects.keeping import keep
from referrals.effects.ladder import receivers
from referrals.effects.settle import facts_now, settle
from referrals.effects.standing import CONSEQUENCES, RECORDED, tell_others
from referrals.errors import Conflict
from referrals.facts import rules
from referrals.models import Case, CaseTrack, Event
from workflows.book import Book
from workflows.definition import STAY, Move, Question, Record
from workflows.facts import CaseFacts
from workflows.pathways import Consequence, follows
from workflows.sharing import TIER_OF_TRACK, Tier

KEYED = {"keyed": True}
TO_EVERYBODY = frozenset({"went_missing", "returned", "case_closed"})
"""What each agency and supporting team on a case is told, as its lead team is (section b)."""


def apply_move(
    actor: Actor, case: Case, kind: str, move: Move, answered: Answered, *, before: CaseFacts
) -> Event:
    """Make a move the rule book allowed `before`, and what follows; a race lost is a Conflict."""
    event = _make(actor, case, kind, move, meant(case, move.code, answered))
    facts = follow(actor, case, before, answered.recorded_at)
    settle(actor, case, answered.recorded_at, move.opens, facts)
    return event


def of_itself(case: Case, kind: str, code: str, at: dt.datetime) -> Event:
    """A move that follows from something else and that nobody makes; its consequences are yours."""
    move = next(row for row in rules(case.rulebook).tracks[kind].moves if row.code == code)
    return _make(None, case, kind, move, understood((), {}, at), itself=True)


def _make(
    actor: Actor | None,
    case: Case,
    kind: str,
    move: Move,
    answered: Answered,
    *,
    itself: bool = False,
) -> Event:
    """Write the move down: as the actor's, or as the service's where it follows of itself."""
    came_from, reached = _stepped(case, kind, move, answered.recorded_at)
    keep(case, {**move.sets, **answered.sets})
    by = None if itself else actor
    event = _event(by, case, move.records, move.done or move.label, answered)
    if by and by.role in move.keyed_by:
        event.heading, event.detail = f"{event.heading}, keyed from a letter", KEYED | event.detail
    event.track, event.move = kind, move.code
    event.came_from, event.reached = came_from, reached
    event.tier = _tier(kind, move.questions)
    db.session.add(event)
    consequence = CONSEQUENCES.get((kind, move.code))
    if consequence is not None and actor is not None:
        consequence(actor, case, answered)
    trail.changed(
        by,
        f"{kind}.{move.code}",
        case,
        tiers=(event.tier,),
        before={"state": came_from},
        after={"state": reached, **event.detail},
        reason=answered.words,
    )
    _promise(case, move.notices)
    return event


def _stepped(case: Case, kind: str, move: Move, at: dt.datetime) -> tuple[str | None, str | None]:
    """Where its track stood, and where it stands now; a move of the case itself has no track."""
    if kind == "case":
        return None, None
    track = track_of(case, kind)
    came_from = track.state
    reached = came_from if move.to == STAY else move.to
    if reached != came_from:
        _advance(track, reached, at)
    return came_from, reached


def follow(actor: Actor | None, case: Case, before: CaseFacts, at: dt.datetime) -> CaseFacts | None:
    """Tracks move of themselves when a fact has changed; the facts, unless they changed again."""
    db.session.flush()
    facts = facts_now(case, at)
    book = rules(case.rulebook)
    steps = follows(before, facts, book.consequences)
    for step in steps:
        move = _named(book, step)
        _make(actor, case, step.track, move, understood((), {}, at), itself=True)
    return None if steps else facts


def _named(book: Book, step: Consequence) -> Move:
    """The move by which a track moves of itself, in the words of what it follows from."""
    moves = book.tracks[step.track].moves
    move = next(row for row in moves if row.to == step.to and step.move in {"", row.code})
    sets = move.sets if step.sets is None else step.sets
    return replace(move, done=step.done or move.done, sets=sets)


def apply_record(
    actor: Actor, case: Case, record: Record, answered: Answered, *, before: CaseFacts
) -> Event:
    """Write down a fact that moves nothing by itself; the rules are read again after it."""
    answered = meant(case, record.code, answered)
    keep(case, {**record.sets, **answered.sets})
    event = _event(actor, case, record.event, record.done or record.label, answered)
    event.tier = tier_of(record)
    db.session.add(event)
    consequence = RECORDED.get(record.code)
    if consequence is not None:
        consequence(actor, case, answered)
    trail.changed(
        actor,
        f"record.{record.code}",
        case,
        operation="collection",
        tiers=(event.tier,),
        after={**event.detail, "facts": sorted(answered.sets)},
        reason=answered.words,
    )
    _promise(case, record.notices)
    facts = follow(actor, case, before, answered.recorded_at)
    settle(actor, case, answered.recorded_at, record.opens, facts)
    return event


def _advance(track: CaseTrack, to: str, now: dt.datetime) -> None:
    """Compare and set: of two people who saw the same state, one moves it."""
    won = db.session.execute(
        update(CaseTrack)
        .where(CaseTrack.id == track.id, CaseTrack.state == track.state)
        .where(CaseTrack.version == track.version)
        .values(state=to, since=now, version=CaseTrack.version + 1, came_from=track.state)
        .returning(CaseTrack.id)
        .execution_options(synchronize_session=False)
    ).first()
    if won is None:
        raise Conflict("Someone else moved this case on while you were deciding")
    db.session.refresh(track)


def _event(actor: Actor | None, case: Case, kind: str, heading: str, answered: Answered) -> Event:
    event = Event(
        case_id=case.id,
        kind=kind,
        at=answered.at,
        day_only=answered.day_only,
        recorded_at=answered.recorded_at,
        by_id=actor.user_id if actor else None,
        organisation_id=actor.organisation_id if actor else None,
        heading=heading,
        detail=dict(answered.detail),
        rulebook=case.rulebook,
    )
    event.words = answered.words or None
    return event


def tier_of(record: Record) -> Tier:
    """A record is as guarded as it says, or as the first thing it asks."""
    return record.tier or record.questions[0].tier


def _tier(kind: str, questions: Iterable[Question]) -> str:
    """An event is as guarded as the track it moves, or as the first thing it asked."""
    tier = TIER_OF_TRACK[kind]
    if tier is not Tier.SAFEGUARDING:
        return tier
    return next((question.tier for question in questions), tier)


def _promise(case: Case, notices: Iterable[str]) -> None:
    """To the lead team, or whoever answers for a case without one; some to everybody on it."""
    for topic in notices:
        if case.lead_team_id is None:
            outbox.promise(topic, case_id=case.id, user_ids=receivers(case, "owner"))
        outbox.promise(topic, case_id=case.id, team_id=case.lead_team_id)
        if topic in TO_EVERYBODY:
            tell_others(case, topic)
