"""Adds what people write to a case: updates, tasks, people; nothing is edited."""

import datetime as dt

from referrals import access, effects, once, outbox, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import act, db, reading
from referrals.errors import Invalid, NotFound, NotYours
from referrals.facts import facts_of
from referrals.models import Case, CaseClock, ConflictOfInterest, Event, Note, Person, Task
from referrals.picture import NOTE_TIERS
from workflows import VERSION
from workflows.clocks import BY_HAND
from workflows.sharing import Tier

Done = dict[str, object]
LARGEST = 2**31 - 1


@act
def note(
    actor: Actor,
    reference: str,
    kind: str,
    text: str,
    *,
    at: dt.datetime | None = None,
    key: str | None = None,
) -> Done:
    """Add an entry to the timeline, under the tier of its kind."""
    if kind not in NOTE_TIERS:
        raise Invalid({"kind": ["Choose what kind of update this is"]})

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        tier = NOTE_TIERS[kind]
        if not _holding(actor, case).writes(tier):
            raise NotYours("Your role cannot add this kind of update to this case")
        stamp = now()
        row = Note(
            case_id=case.id,
            kind=kind,
            tier=tier,
            at=min(at or stamp, stamp),
            recorded_at=stamp,
            by_id=actor.user_id,
            organisation_id=actor.organisation_id,
        )
        row.text = text
        db.session.add(row)
        trail.changed(
            actor, f"note.{kind}", case, operation="collection", tiers=(tier,), after={"note": text}
        )
        effects.settle(actor, case, stamp)
        return {"reference": case.reference, "version": case.version}

    return once.only(actor.user_id, key, f"{reference}/note", [kind, text], do)


def kinds(actor: Actor, reference: str) -> tuple[str, ...]:
    """The kinds of note this person may add to this case."""
    with reading():
        holding = _holding(actor, access.fetch_quietly(actor, reference, Verb.WRITE))
        return tuple(kind for kind, tier in NOTE_TIERS.items() if holding.writes(tier))


def may_write(actor: Actor, reference: str) -> None:
    """NotFound unless this person holds the case."""
    with reading():
        access.fetch_quietly(actor, reference, Verb.WRITE)


def task_title(actor: Actor, reference: str, task_id: str) -> str:
    """What an open task asks for; NotFound for another case's task."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        return _open_task(actor, case, task_id).title


@act
def add_task(
    actor: Actor, reference: str, title: str, due: dt.datetime | None, key: str | None = None
) -> Done:
    """Ask the lead team to do something by a time; anyone who writes tasks may ask."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        if not _holding(actor, case).writes(Tier.TASKS):
            raise NotYours("Your role cannot add a task to this case")
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

    return once.only(actor.user_id, key, f"{reference}/task", [title, due], do)


@act
def finish_task(
    actor: Actor, reference: str, task_id: str, outcome: str, key: str | None = None
) -> Done:
    """Say that a task is done and how; a task the rules asked for is then no longer wanted."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        task = _open_task(actor, case, task_id)
        task.state, task.done_at, task.done_by_id = "done", now(), actor.user_id
        task.outcome = outcome
        db.session.add(_done_event(actor, case, task))
        trail.changed(actor, "task.done", case, tiers=(Tier.TASKS,), after={"outcome": outcome})
        effects.settle(actor, case, now())
        return {"reference": case.reference}

    return once.only(actor.user_id, key, f"{reference}/task/{task_id}", outcome, do)


@act
def meet_clock(
    actor: Actor, reference: str, clock_id: int, outcome: str, key: str | None = None
) -> Done:
    """Say that what a clock waits for was done, where nothing on the record shows it by itself."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        clock = _clock(actor, case, clock_id)
        stamp = now()
        event = _event(actor, case, "clock_met", f"Done: {clock.what}")
        event.detail = {"clock": clock.key}
        event.words = outcome
        db.session.add(event)
        trail.changed(actor, "clock.met", case, tiers=(Tier.TASKS,), after={"clock": clock.key})
        effects.settle(actor, case, stamp)
        return {"reference": case.reference}

    return once.only(actor.user_id, key, f"{reference}/clock/{clock_id}", outcome, do)


def clock_asked(actor: Actor, reference: str, clock_id: int) -> str:
    """What a clock waits for; NotFound unless this person may say that it is done."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        return _clock(actor, case, clock_id).what


def _clock(actor: Actor, case: Case, clock_id: int) -> CaseClock:
    clock = db.session.get(CaseClock, clock_id) if clock_id <= LARGEST else None
    if clock is None or clock.case_id != case.id or clock.code not in BY_HAND:
        raise NotFound
    if not clock.outstanding or not _holding(actor, case).writes(Tier.TASKS):
        raise NotFound
    return clock


@act
def add_person(
    actor: Actor, reference: str, role: str, name: str, *, about: str, key: str | None = None
) -> Done:
    """Add a suspect, associate or carer: roles kept apart (S43)."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        if not _holding(actor, case).writes(Tier.INTELLIGENCE):
            raise NotYours("Your role cannot add people to this case")
        if role not in {"suspect", "associate", "carer"}:
            raise Invalid({"role": ["Say who they are in this case"]})
        person = Person(case_id=case.id, role=role)
        person.name, person.about = name or None, about or None
        db.session.add(person)
        trail.changed(
            actor,
            f"person.{role}",
            case,
            operation="collection",
            tiers=(Tier.INTELLIGENCE,),
            after={"name": name, "about": about},
        )
        effects.settle(actor, case, now())
        return {"reference": case.reference}

    return once.only(actor.user_id, key, f"{reference}/person", [role, name, about], do)


@act
def ask_to_close(actor: Actor, reference: str, reason: str, key: str | None = None) -> Done:
    """The lead asks for the closing; a supervisor who neither leads nor asked decides (G11)."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.MOVE)
        if actor.user_id not in {case.lead_id, case.owner_id}:
            raise NotYours("Only the lead investigator asks for a case to be closed")
        case.close_asked_by_id = actor.user_id
        task = Task(
            case_id=case.id,
            title="Decide whether to close this case",
            team_id=case.lead_team_id,
            asked_at=now(),
            asked_by_id=actor.user_id,
        )
        db.session.add(task)
        trail.changed(actor, "case.close_asked", case, tiers=(Tier.TASKS,), reason=reason)
        outbox.promise("close_asked", case_id=case.id, team_id=case.lead_team_id)
        effects.settle(actor, case, now())
        return {"reference": case.reference}

    return once.only(actor.user_id, key, f"{reference}/ask-to-close", reason, do)


@act
def declare_conflict(actor: Actor, reference: str, key: str | None = None) -> Done:
    """You know somebody in this case: from now on it does not exist for you (section e, rule 5)."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.QUEUE)
        if case.lead_id == actor.user_id:
            raise NotYours("You lead this case. Ask your supervisor to assign it to somebody else")
        db.session.add(
            ConflictOfInterest(case_id=case.id, user_id=actor.user_id, declared_at=now())
        )
        trail.changed(actor, "case.conflict_declared", case, tiers=(Tier.AUDIT,))
        outbox.promise("conflict_declared", case_id=case.id, team_id=case.lead_team_id)
        return {"reference": ""}

    return once.only(actor.user_id, key, f"{reference}/conflict", None, do)


def _holding(actor: Actor, case: Case) -> redaction.Holding:
    return redaction.holding(actor, case, facts_of(case, actor), access.why(actor, case))


def _open_task(actor: Actor, case: Case, task_id: str) -> Task:
    """An open task of this case that this person sees: all of them, or only their own."""
    task = db.session.get(Task, task_id)
    if task is None or task.case_id != case.id or task.state not in {"asked", "accepted"}:
        raise NotFound
    everything = actor.police and _holding(actor, case).writes(Tier.TASKS)
    if not (everything or _own(actor, task)):
        raise NotFound
    return task


def _own(actor: Actor, task: Task) -> bool:
    return task.user_id == actor.user_id or task.organisation_id == actor.organisation_id


def _done_event(actor: Actor, case: Case, task: Task) -> Event:
    event = _event(actor, case, "task_done", f"Done: {task.title}")
    event.detail = {"code": task.code or task.id}
    return event


def _event(actor: Actor, case: Case, kind: str, heading: str) -> Event:
    stamp = now()
    return Event(
        case_id=case.id,
        kind=kind,
        at=stamp,
        recorded_at=stamp,
        by_id=actor.user_id,
        organisation_id=actor.organisation_id,
        heading=heading[:200],
        detail={},
        tier=Tier.TASKS,
        rulebook=VERSION,
    )
