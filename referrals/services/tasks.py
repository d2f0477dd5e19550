"""Asks people to do things, and writes down that they were done."""

import datetime as dt

from referrals import access, effects, outbox, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.errors import Conflict, NotFound, NotYours
from referrals.models import OPEN_TASK, Case, CaseClock, Task
from workflows.clocks import BY_HAND
from workflows.clocks.owed import owed_by
from workflows.sharing import Tier

Done = dict[str, object]
LARGEST = 2**31 - 1


@act
def add_task(
    actor: Actor, reference: str, title: str, due: dt.datetime | None, key: str | None = None
) -> Done:
    """Ask the lead team to do something by a time; anyone who writes tasks may ask."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        if not redaction.holding_of(actor, case).writes(Tier.TASKS):
            raise NotYours("Your role cannot add a task to this case")
        effects.refuse_closed(case)
        task = Task(
            case_id=case.id,
            title=title,
            team_id=case.lead_team_id,
            due=due,
            asked_at=now(),
            asked_by_id=actor.user_id,
        )
        db.session.add(task)
        trail.changed(actor, "task.asked", case, tiers=(Tier.TASKS,), after={"task": title})
        outbox.promise("task_asked", case_id=case.id, team_id=case.lead_team_id)
        effects.settle(actor, case, now())
        return {"reference": case.reference, "task": task.id}

    return access.only_once(actor, key, "task", [title, due], do, case=reference)


@act
def finish_task(
    actor: Actor, reference: str, task_id: str, outcome: str, key: str | None = None
) -> Done:
    """Say that a task is done and how; a task the rules asked for is then no longer wanted."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        task = _open_task(actor, case, task_id)
        effects.end_task(actor, case, task, "done", outcome)
        effects.settle(actor, case, now())
        return {"reference": case.reference}

    return access.only_once(actor, key, f"task/{task_id}", outcome, do, case=reference)


def task_title(actor: Actor, reference: str, task_id: str) -> str:
    """What an open task asks for; NotFound for another case's task."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        title = _open_task(actor, case, task_id).title or ""
    trail.form_opened(actor, case, Tier.TASKS)
    return title


@act
def meet_clock(
    actor: Actor, reference: str, clock_id: int, outcome: str, key: str | None = None
) -> Done:
    """Say that what a clock waits for was done, where nothing on the record shows it by itself."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        clock = _clock(actor, case, clock_id)
        stamp = now()
        event = effects.happened(actor, case, "clock_met", f"Done: {clock.what}")
        event.detail = {"clock": clock.key}
        event.words = outcome
        db.session.add(event)
        trail.changed(actor, "clock.met", case, tiers=(Tier.TASKS,), after={"clock": clock.key})
        effects.settle(actor, case, stamp)
        return {"reference": case.reference}

    return access.only_once(actor, key, f"clock/{clock_id}", outcome, do, case=reference)


def clock_asked(actor: Actor, reference: str, clock_id: int) -> str:
    """What a clock waits for; NotFound unless this person may say that it is done."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        what = _clock(actor, case, clock_id).what
    trail.form_opened(actor, case, Tier.TASKS)
    return what


def _clock(actor: Actor, case: Case, clock_id: int) -> CaseClock:
    clock = db.session.get(CaseClock, clock_id) if clock_id <= LARGEST else None
    if clock is None or clock.case_id != case.id or clock.code not in BY_HAND:
        raise NotFound
    theirs = clock.code in owed_by(actor.role)
    running = actor.police and redaction.holding_of(actor, case).runs_the_case
    if not clock.outstanding or not (theirs or running):
        raise NotFound
    return clock


def _open_task(actor: Actor, case: Case, task_id: str) -> Task:
    """An open task of this case that this person sees: all of them, or only their own."""
    task = db.session.get(Task, task_id)
    if task is None or task.case_id != case.id or task.state not in OPEN_TASK:
        raise NotFound
    if task.about is not None:
        raise NotFound  # it is done where it is about, and nowhere else
    everything = actor.police and redaction.holding_of(actor, case).runs_the_case
    if not (everything or _own(actor, task)):
        raise NotFound
    if effects.settled_by(case, task):
        raise Conflict(f"“{task.title}” ends of itself once it is done: nobody ticks it off")
    return task


def _own(actor: Actor, task: Task) -> bool:
    return task.user_id == actor.user_id or task.organisation_id == actor.organisation_id
