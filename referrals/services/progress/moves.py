"""Takes the steps of the tracks: all of one, or every reason why not."""

from collections.abc import Mapping

from referrals import access, effects, picture, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.effects import councils, tasks
from referrals.errors import Conflict, NotFound, NotYours, Unready
from referrals.facts import rules
from referrals.models import Case, Team, User
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
from workflows.definition import Move, Question
from workflows.facts import CaseFacts, Mover
from workflows.sharing import TIER_OF_TRACK
from workflows.tracks import safeguarding


def questions(actor: Actor, reference: str, track: str, code: str) -> tuple[Question, ...]:
    """What a move asks of this case; NotFound if its rule book has no such move."""
    named = _move_named(pinned(actor, reference, _verb(track, code)), track, code)
    if (track, code) != CLOSE:
        return named.questions
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        return _asked(case, track, named)


def ask(actor: Actor, reference: str, track: str, code: str) -> Ask:
    """The move as it stands now: its questions and words, and what is unmet before them."""
    with reading():
        case = access.fetch_quietly(actor, reference, _verb(track, code))
        named = _move_named(rules(case.rulebook), track, code)
        facts, mover, holding = judged(actor, case)
        _within_reach(track, code, holding)
        found = engine.open_moves(facts, mover)
        unmet = _unmet(found, track, code)
        if unmet is None:
            raise Conflict(_gone(actor, case, facts, (track, code)))
        reachable = engine.for_them(unmet, found, facts, mover)
        asked = Ask(
            reference=case.reference,
            version=case.version,
            held=mover.assigned,
            title=named.label,
            words=named.words,
            button=named.label,
            who="",
            questions=_asked(case, track, named),
            values=councils.proposed(case, code, named.questions),
            unmet=picture.left(reachable),
            ask_first="" if mover.assigned else picture.whom_to_ask(case, _logging_team(case)),
        )
    trail.form_opened(actor, case, TIER_OF_TRACK[track])
    return asked


def _logging_team(case: Case) -> str:
    team = db.session.get(Team, case.logged_team_id) if case.logged_team_id else None
    return team.name if team else ""


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
        case, facts, mover, holding = to_act(actor, reference, _verb(track, code), at)
        _within_reach(track, code, holding)
        refuse_stale(actor, case, version, holding)
        asked = _move_named(rules(case.rulebook), track, code)
        answered = effects.understood(tasks.asked_of(asked.questions, {}), answers, at)
        taken = _taken(actor, case, step, effects.foreseen(facts, answered, asked.records), mover)
        if step == CLOSE:
            tasks.end_all(actor, case, answered.words, answers)
        tell(actor, case, effects.apply_move(actor, case, track, taken, answered, before=facts))
        return done(case, taken.done, holds=mover.assigned)

    return access.only_once(actor, key, f"{track}/{code}", answers, do, case=reference)


def _asked(case: Case, track: str, named: Move) -> tuple[Question, ...]:
    """Its questions, with what there is on this case to choose from."""
    if (track, named.code) == CLOSE:
        return tasks.asked_of(named.questions, tasks.left_open(case))
    return councils.offered(case, named.code, named.questions)


CLOSE = ("case", "close")


def _verb(track: str, code: str) -> Verb:
    """Any investigator of the lead team claims a case and keeps them safe, holding it or not."""
    by_the_team = (track, code) == ("investigation", "claim") or _keeps_safe(track, code)
    return Verb.QUEUE if by_the_team else Verb.MOVE


def _keeps_safe(track: str, code: str) -> bool:
    return track == "safeguarding" and code in safeguarding.KEEPING_SAFE


def _within_reach(track: str, code: str, holding: Holding | None) -> None:
    """What the holding leaves to this reader; those of the team who hold no case have gates."""
    if holding is None:
        return
    acts = holding.acts_on(TIER_OF_TRACK[track], safety=_keeps_safe(track, code))
    if track in holding.unheard or not acts:
        raise NotYours(BEYOND)


def _taken(actor: Actor, case: Case, step: tuple[str, str], facts: CaseFacts, mover: Mover) -> Move:
    try:
        return engine.take(*step, facts, mover)
    except engine.NotOffered as gone:
        raise Conflict(_gone(actor, case, facts, step)) from gone
    except engine.Refused as refused:
        refuse_role(refused.unmet)
        found = engine.open_moves(facts, mover)
        raise Unready(engine.for_them(refused.unmet, found, facts, mover)) from refused


def _unmet(found: engine.Moves, track: str, code: str) -> tuple[engine.Unmet, ...] | None:
    """Nothing unmet when it is open, the list when it is blocked, None when it is not offered."""
    if any((row.track, row.move.code) == (track, code) for row in found.open):
        return ()
    for row in found.blocked:
        if (row.track, row.move.code) == (track, code):
            refuse_role(row.unmet)
            return row.unmet
    return None


CLAIM = ("investigation", "claim")


def _gone(actor: Actor, case: Case, facts: CaseFacts, step: tuple[str, str]) -> str:
    """Why a step is not there: of a claim, who was first; of any other, where its track stands."""
    if step == CLAIM and case.lead_id is not None and actor.police:
        leader = db.session.get(User, case.lead_id)
        if leader is not None:
            return f"{leader.name} leads this case now, and it has moved on"
    track = rules(case.rulebook).tracks[step[0]]
    stands = next(row.label for row in track.states if row.code == facts.state(track.code))
    label = _move_named(rules(case.rulebook), *step).label
    return f"“{label}” cannot be done now: {track.label} stands at “{stands}”"


def _move_named(book: Book, track: str, code: str) -> Move:
    found = book.tracks.get(track)
    for row in found.moves if found else ():
        if row.code == code:
            return row
    raise NotFound
