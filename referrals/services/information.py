"""The competent authority asks the police lead about what was sent to it, and reads the answer."""

import datetime as dt

from sqlalchemy import select

from referrals import access, effects, outbox, redaction, trail
from referrals.access import Verb
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.db import act, db, new_id, reading
from referrals.effects.ledger import Ground, What, digest_of, disclosed
from referrals.errors import Invalid, NotFound, NotYours
from referrals.facts import facts_of
from referrals.models import OPEN_TASK, Case, Event, Task, User
from referrals.redaction import FORM_ONLY
from workflows.eras import submitted_on
from workflows.exports import basis
from workflows.information import ANSWERED, ASKED, LONGEST_DAYS
from workflows.sharing import Tier
from workflows.working_time import due_instant

CODE = "authority_question"
HEADINGS = {
    ASKED: "The competent authority asks for information",
    ANSWERED: "Information given to the competent authority",
}
Done = dict[str, object]


def may_ask(actor: Actor, reference: str) -> str:
    """The case's reference for the page that asks; NotYours for all but the authority."""
    with reading():
        case = _theirs(actor, access.fetch_quietly(actor, reference, Verb.WRITE))
    trail.form_opened(actor, case)
    return case.reference


@act
def ask(actor: Actor, reference: str, question: str, due: dt.date, key: str | None = None) -> Done:
    """A question to the lead, to be answered by the end of a day; it becomes their task."""

    def do() -> Done:
        case = _theirs(actor, access.fetch(actor, reference, Verb.WRITE))
        if not today() < due <= today() + dt.timedelta(days=LONGEST_DAYS):
            raise Invalid({"due": [f"The date must be within the next {LONGEST_DAYS} days"]})
        task = Task(
            id=new_id(),
            case_id=case.id,
            code=CODE,
            team_id=case.lead_team_id,
            user_id=case.lead_id,
            due=due_instant(due),
            asked_at=now(),
            asked_by_id=actor.user_id,
        )
        task.about = f"information/{task.id}"
        db.session.add(task)
        task.title = "Answer the competent authority"
        db.session.add(_event(actor, case, ASKED, question, task.id))
        trail.changed(
            actor, "information.asked", case, tiers=(Tier.NRM_DECISION,), after={"task": task.id}
        )
        lead = (case.lead_id,) if case.lead_id else ()
        team = None if case.lead_id else case.lead_team_id
        outbox.promise("information_asked", case_id=case.id, user_ids=lead, team_id=team)
        effects.settle(actor, case, now())
        return {"reference": case.reference, "task": task.id}

    return access.only_once(actor, key, "information", [question, due], do, case=reference)


def asked(actor: Actor, reference: str, task_id: str) -> str:
    """The question, for whoever may answer it; NotFound for anybody else."""
    with reading():
        case = access.fetch_quietly(actor, reference, Verb.WRITE)
        question = _question(case, _open(actor, case, task_id))
    trail.form_opened(actor, case, Tier.NRM_DECISION)
    return question


@act
def answer(actor: Actor, reference: str, task_id: str, text: str, key: str | None = None) -> Done:
    """The answer, which the authority reads; it is told in the ledger like any disclosure."""

    def do() -> Done:
        case = access.fetch(actor, reference, Verb.WRITE)
        task = _open(actor, case, task_id)
        task.state, task.done_at, task.done_by_id = "done", now(), actor.user_id
        to = _tell(actor, case, task, text)
        event = _event(actor, case, ANSWERED, text, task.id)
        event.detail |= {"to": to}
        db.session.add(event)
        effects.settle(actor, case, now())
        return {"reference": case.reference}

    return access.only_once(actor, key, f"information/{task_id}", text, do, case=reference)


def _theirs(actor: Actor, case: Case) -> Case:
    if actor.role not in FORM_ONLY:
        raise NotYours("Only the competent authority asks here. Add a task instead")
    return case


def _open(actor: Actor, case: Case, task_id: str) -> Task:
    """A question of this case that waits, for those police who run it."""
    task = db.session.get(Task, task_id)
    mine = actor.police and redaction.holding_of(actor, case).runs_the_case
    if task is None or (task.case_id, task.code) != (case.id, CODE) or not mine:
        raise NotFound
    if task.state not in OPEN_TASK:
        raise NotFound
    return task


def _question(case: Case, task: Task) -> str:
    rows = db.session.scalars(select(Event).where(Event.case_id == case.id, Event.kind == ASKED))
    return next((row.words or "" for row in rows if row.detail.get("task") == task.id), "")


def _event(actor: Actor, case: Case, kind: str, words: str, task_id: str) -> Event:
    event = effects.happened(actor, case, kind, HEADINGS[kind])
    event.tier, event.detail = Tier.NRM_DECISION, {"task": task_id}
    event.words = words
    return event


def _tell(actor: Actor, case: Case, task: Task, text: str) -> int:
    """Whoever asked; if the case was allocated to another authority since, that one."""
    facts = facts_of(case, actor)
    ground = basis(facts, "nrm" if submitted_on(facts) else "dtn")
    asker = db.session.get_one(User, task.asked_by_id)
    to = effects.authority_of(case) or asker.organisation_id
    if asker.organisation_id == to:
        outbox.promise("information_answered", case_id=case.id, user_ids=(asker.id,))
    else:
        outbox.promise("information_answered", case_id=case.id, organisation_id=to)
    digest = digest_of(text.encode())
    disclosed(
        case.id,
        to,
        Ground("information", "nrm", ground, actor.user_id),
        What((Tier.NRM_DECISION.value,), (ANSWERED,), digest),
        at=now(),
        occasion=f"information:{task.id}",
    )
    trail.changed(
        actor,
        "information.answered",
        case,
        operation="disclosure",
        tiers=(Tier.NRM_DECISION,),
        after={"task": task.id, "sha256": digest},
        recipients=(to,),
        basis=ground,
    )
    return to
