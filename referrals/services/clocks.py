"""One time limit of a case: read, paused with a reason, taken up again, or said to be done."""

import datetime as dt
from collections.abc import Iterator

from referrals import access, effects, picture, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.errors import Conflict, Invalid, NotFound, NotYours, Unready
from referrals.facts import bank_holidays, facts_of, known_of, rules
from referrals.models import Case, CaseClock
from referrals.picture.load import rows_of
from referrals.redaction import Holding
from referrals.views import ClockPage
from workflows.clocks import BY_HAND, Clock, clocks
from workflows.clocks.ladder import day_zero
from workflows.clocks.limits import Unit
from workflows.clocks.owed import owed_by
from workflows.clocks.pausing import PAUSED, PAUSED_BY, RESUMED, why_never
from workflows.definition import Choice
from workflows.engine import Unmet
from workflows.facts import CaseFacts
from workflows.sharing import Tier
from workflows.working_time import working_days_after

Done = dict[str, object]
LARGEST = 2**31 - 1
NOT_RUNNING = "This clock is not running, so there is nothing to pause"
NOT_PAUSED = "This clock is not paused"
PAUSES = "Only a supervisor who holds the case can pause a clock or let it run again"


def show(actor: Actor, reference: str, clock_id: int) -> ClockPage:
    """A clock with its rule, start, pauses and ladder; NotFound unless it is theirs to see."""
    with reading():
        case, way_in = access.opened(actor, reference)
        known = known_of(case.id)
        facts = facts_of(case, actor, known=known)
        shares = redaction.shares_of(case.id)
        holding = redaction.held_by(actor, case, facts, way_in, shares)
        row = _seen(actor, case, clock_id, holding)
        reckoned = _reckoned(facts, row)
        view = picture.clock_page(
            actor, rows_of(case, known, shares), row, reckoned, holding,
            now=facts.now, may=_may(actor, case, row, reckoned, holding),
        )  # fmt: skip
        opened, basis = (case.id, case.reference), way_in.code
    trail.looked(actor, "clock.read", [opened], (Tier.TASKS,), basis=basis, single=True)
    return view


def reasons(actor: Actor, reference: str, clock_id: int) -> tuple[str, tuple[Choice, ...]]:
    """What a clock waits for and the reasons it may be paused for; Unready if there are none."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.MOVE)
        row, reckoned = _to_pause(actor, case, clock_id)
        _running(row)
    trail.form_opened(actor, case, Tier.TASKS)
    return row.what, reckoned.reasons


@act
def pause(
    actor: Actor, reference: str, clock_id: int, reason: str, words: str, *, key: str | None = None
) -> Done:
    """Let a clock stand still for one of its coded reasons, in the supervisor's own name."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        row, reckoned = _to_pause(actor, case, clock_id)
        _running(row)
        if reason not in {choice.code for choice in reckoned.reasons}:
            raise Invalid({"reason": ["Choose one of the reasons for which it may be paused"]})
        event = effects.happened(actor, case, PAUSED, f"Clock paused: {row.what}")
        event.detail = {"clock": row.key, "reason": reason}
        event.words = words
        db.session.add(event)
        trail.changed(
            actor, "clock.paused", case, tiers=(Tier.TASKS,),
            after={"clock": row.key}, reason=words, reason_code=reason,
        )  # fmt: skip
        effects.settle(actor, case, event.at)
        return {"reference": case.reference, "version": case.version}

    return access.only_once(actor, key, f"clock/{clock_id}/pause", reason, do, case=reference)


@act
def resume(actor: Actor, reference: str, clock_id: int, *, key: str | None = None) -> Done:
    """Let a paused clock run again; the time it stood still is added to it."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        row, reckoned = _to_pause(actor, case, clock_id)
        if row.state != "paused" or not reckoned.pauses:
            raise Conflict(NOT_PAUSED)
        event = effects.happened(actor, case, RESUMED, f"Clock runs again: {row.what}")
        event.detail = {"clock": row.key}
        db.session.add(event)
        before = row.due
        _put_off(row, reckoned, event.at)
        trail.changed(
            actor, "clock.resumed", case, tiers=(Tier.TASKS,),
            before={"due": before}, after={"clock": row.key, "due": row.due},
        )  # fmt: skip
        effects.settle(actor, case, event.at)
        return {"reference": case.reference, "version": case.version}

    return access.only_once(actor, key, f"clock/{clock_id}/resume", None, do, case=reference)


def _put_off(row: CaseClock, reckoned: Clock, at: dt.datetime) -> None:
    extra = bank_holidays()
    row.due, row.due_day = effects.put_off(row, reckoned.pauses[-1].since.at, at, extra)
    if row.due_day is not None and row.unit == Unit.WORKING_DAYS:
        row.days = working_days_after(day_zero(row.started), row.due_day, extra)


def _to_pause(actor: Actor, case: Case, clock_id: int) -> tuple[CaseClock, Clock]:
    holding = redaction.holding_of(actor, case)
    row = _seen(actor, case, clock_id, holding)
    if not _supervises(actor, case, holding):
        raise NotYours(PAUSES)
    reckoned = _reckoned(facts_of(case), row)
    if reckoned is None or not reckoned.reasons:
        fix = "What it waits for; if that comes late, it is kept as late (R22)"
        raise Unready((Unmet("R22", why_never(row.kind), fix),))
    return row, reckoned


def _running(row: CaseClock) -> None:
    if row.state != "running" or row.due < now():
        raise Conflict(NOT_RUNNING)


def _supervises(actor: Actor, case: Case, holding: Holding) -> bool:
    return actor.role in PAUSED_BY and holding.runs_the_case and case.closed_at is None


def _seen(actor: Actor, case: Case, clock_id: int, holding: Holding) -> CaseClock:
    row = db.session.get(CaseClock, clock_id) if clock_id <= LARGEST else None
    if row is None or row.case_id != case.id or not picture.sees_clock(actor, row, holding):
        raise NotFound
    return row


def _reckoned(facts: CaseFacts, row: CaseClock) -> Clock | None:
    """The clock as the rules tell it today; None once what started it no longer does."""
    found = clocks(facts, bank_holidays(), rules(facts.rulebook).clocks)
    return next((clock for clock in found if clock.key == row.key), None)


def _may(
    actor: Actor, case: Case, row: CaseClock, reckoned: Clock | None, holding: Holding
) -> Iterator[str]:
    runs = actor.police and holding.runs_the_case
    theirs = row.code in owed_by(actor.role)
    if row.code in BY_HAND and row.outstanding and (theirs or runs):
        yield "done"
    if reckoned is None or not reckoned.reasons or not _supervises(actor, case, holding):
        return
    if row.state == "paused":
        yield "resume"
    elif row.state == "running" and row.due >= now():
        yield "pause"
