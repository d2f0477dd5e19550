"""After every change the rules are read again: lead team, stage, clocks and tasks follow."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from referrals.actor import Actor
from referrals.db import db
from referrals.effects.ladder import next_rung_at
from referrals.effects.leading import follow_route
from referrals.effects.referral import check_form
from referrals.facts import bank_holidays, facts_of, rules
from referrals.models import TO_DO, Case, CaseClock, Task
from workflows import tasks as task_rules
from workflows.clocks import NEVER_MISSED, TURNING_18, Clock, clocks, pausing
from workflows.clocks.limits import Unit
from workflows.facts import CaseFacts, Organisation
from workflows.routing import by_rule
from workflows.stage import stage
from workflows.tasks import wanted
from workflows.working_time import add_working_days, due_instant, local_day


def settle(
    actor: Actor | None,
    case: Case,
    now: dt.datetime,
    opens: Iterable[str] = (),
    facts: CaseFacts | None = None,
) -> CaseFacts:
    """Bring everything computed into line with the facts, read anew unless they are given."""
    db.session.flush()
    facts = facts or facts_now(case, now)
    book = rules(case.rulebook)
    if follow_route(actor, case, facts, by_rule(facts), now):
        db.session.flush()
        facts = facts_now(case, now)
    case.age_band = facts.band  # one age for the rules, the filter and the standings (R2)
    check_form(actor, case, facts)
    case.stage = stage(facts)
    case.version += 1
    case.updated_at = now
    extra = bank_holidays()
    _settle_clocks(case, clocks(facts, extra, book.clocks), now, extra)
    _settle_tasks(actor, case, facts, now, opens=set(opens), extra=extra)
    return facts


POLICE = Organisation("police", designated_first_responder=True, owes_duty_to_notify=True)


def facts_now(case: Case, now: dt.datetime) -> CaseFacts:
    """Whoever acts, the duties are those of the police who hold the case (MSA 2015 s52)."""
    return replace(facts_of(case, None, now), submitting_organisation=POLICE)


def _settle_clocks(
    case: Case, reckoned: Iterable[Clock], now: dt.datetime, extra: frozenset[dt.date]
) -> None:
    """A clock keeps the due time it was given; only its state follows the facts (R22)."""
    kept = {
        row.key: row
        for row in db.session.scalars(select(CaseClock).where(CaseClock.case_id == case.id))
    }
    gone = set(kept)
    for clock in reckoned:
        gone.discard(clock.key)
        row = kept.get(clock.key)
        if row is None:
            row = kept[clock.key] = _new_clock(case, clock)
            db.session.add(row)
        if row.state not in {"met", "missed"}:
            row.state = _state(row, clock, now)
        row.outstanding = clock.outstanding
    for key in gone:
        kept[key].outstanding = False
        kept[key].state = "stopped" if kept[key].state in RUNS else kept[key].state
    _look_ahead(case, kept.values(), extra)


def _look_ahead(case: Case, rows: Iterable[CaseClock], extra: frozenset[dt.date]) -> None:
    """What is due next on the case, and when each clock next tells somebody."""
    open_still = case.closed_at is None
    waiting = [row for row in rows if open_still and row.outstanding and row.state != "paused"]
    for row in rows:
        row.next_rung_at = next_rung_at(row, extra) if open_still else None
    soonest = min(waiting, key=lambda row: row.due, default=None)
    case.next_due = soonest.due if soonest else None
    case.next_due_what = soonest.what if soonest else None


def _state(row: CaseClock, clock: Clock, now: dt.datetime) -> str:
    """A limit kept is a limit missed once its own due time has passed, whatever is reckoned now.

    A birthday is never put off, and waits for what is written down (R9).
    """
    if clock.state == "running" and row.due < now and clock.id != TURNING_18:
        return "met" if clock.kind == NEVER_MISSED else "missed"
    return clock.state


RUNS = frozenset({"running", "paused"})


def _new_clock(case: Case, clock: Clock) -> CaseClock:
    day = None if isinstance(clock.due, dt.datetime) else clock.due
    return CaseClock(
        case_id=case.id,
        code=clock.id,
        key=clock.key,
        kind=clock.kind,
        what=clock.what,
        started=_instant(clock.started, end=False),
        due=_instant(clock.due, end=True),
        due_day=day,
        state=clock.state,
        unit=clock.unit,
        days=clock.days,
        climbed=[],
    )


def put_off(
    row: CaseClock, since: dt.datetime, until: dt.datetime, extra: frozenset[dt.date]
) -> tuple[dt.datetime, dt.date | None]:
    """When a stored clock is due after it stood still: the instant, and the day if it is one."""
    moved = pausing.put_off(row.due_day or row.due, Unit(row.unit), since, until, extra)
    return _instant(moved, end=True), None if isinstance(moved, dt.datetime) else moved


def _instant(value: dt.date | dt.datetime, *, end: bool) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    return due_instant(value) if end else due_instant(value - dt.timedelta(days=1))


def _settle_tasks(
    actor: Actor | None,
    case: Case,
    facts: CaseFacts,
    now: dt.datetime,
    *,
    opens: Iterable[str],
    extra: frozenset[dt.date],
) -> None:
    """The rules open and finish their own tasks; what a move opens, a person finishes."""
    tasks = rules(case.rulebook).tasks
    needed = set(wanted(facts)) if case.closed_at is None else set()
    rows = db.session.scalars(select(Task).where(Task.case_id == case.id, TO_DO)).all()
    for row in rows:
        if row.code and row.asked_by_id is None and row.code not in needed:
            row.state, row.done_at = "done", now
            row.done_by_id = actor.user_id if actor else None
    open_now = {row.code for row in rows}
    for code in needed - open_now:
        db.session.add(_new_task(case, tasks[code], now, extra))
    for code in opens:
        if code not in open_now | needed:
            db.session.add(_new_task(case, tasks[code], now, extra, actor))


def _new_task(
    case: Case,
    task: task_rules.Task,
    now: dt.datetime,
    extra: frozenset[dt.date],
    asked_by: Actor | None = None,
) -> Task:
    return Task(
        case_id=case.id,
        code=task.code,
        title=task.label,
        statutory=task.statutory,
        team_id=case.logged_team_id if task.of_the_unit else case.lead_team_id,
        user_id=case.owner_id if case.lead_team_id is None else None,
        due=_due(task, now, extra),
        asked_at=now,
        asked_by_id=asked_by.user_id if asked_by else None,
    )


def _due(task: task_rules.Task, now: dt.datetime, extra: frozenset[dt.date]) -> dt.datetime | None:
    """By the end of the working day that a local target names (R1, R24)."""
    if task.target is None:
        return None
    return due_instant(add_working_days(local_day(now), task.target.working_days, extra))
