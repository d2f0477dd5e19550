"""How a task ends: done, or with its case and not needed; the record keeps which, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import ColumnElement, and_, or_, select

from referrals import trail
from referrals.actor import Actor
from referrals.clock import now
from referrals.db import db
from referrals.effects.events import happened
from referrals.errors import Invalid
from referrals.models import TO_DO, Case, Organisation, Task, Team, User
from workflows.definition import Choice, Kind, Question
from workflows.sharing import Tier
from workflows.tracks.case import TASKS_LEFT

CLOSING = "closing"
"""The code of the task that asks a supervisor to decide a closing."""

DONE, NOT_NEEDED = (question.key for question in TASKS_LEFT)
HEADINGS = {"done": ("Done: {}", "Task done"), "withdrawn": ("Not needed: {}", "Task not needed")}


def end_task(actor: Actor, case: Case, task: Task, state: str, words: str) -> None:
    """One task is `done`, or `withdrawn` because it is not needed; `words` say how or why.

    What the rules ask for has a name that may stand in clear; any other is somebody's words.
    """
    named, unnamed = HEADINGS[state]
    task.state, task.done_at, task.done_by_id = state, now(), actor.user_id
    task.outcome = words
    heading = named.format(task.title) if task.code else unnamed
    event = happened(actor, case, f"task_{state}", heading)
    event.detail = {"code": task.code or task.id}
    event.words = words if task.code else f"{task.title}\n\n{words}"
    db.session.add(event)
    trail.changed(actor, f"task.{state}", case, tiers=(Tier.TASKS,), after={"outcome": words})


def asked_of(questions: Sequence[Question], left: Mapping[str, Choice]) -> tuple[Question, ...]:
    """The questions of a closing, with the tasks still open; none about them where none is."""
    about = {question.key for question in TASKS_LEFT}
    rest = tuple(question for question in questions if question.key not in about)
    if len(rest) == len(questions) or not left:
        return rest
    done, not_needed = TASKS_LEFT
    return (*rest, replace(done, kind=Kind.CHOICES, choices=tuple(left.values())), not_needed)


def left_open(case: Case) -> dict[str, Choice]:
    """The tasks still open on a case, by number, each with its title and whose it is.

    Without the one that asks for the closing, and those of its shares: both end of themselves.
    """
    rows = db.session.execute(
        select(Task, User.name, Team.name, Organisation.name)
        .outerjoin(User, User.id == Task.user_id)
        .outerjoin(Team, Team.id == Task.team_id)
        .outerjoin(Organisation, Organisation.id == Task.organisation_id)
        .where(Task.case_id == case.id, _stays_open())
        .order_by(Task.asked_at, Task.id)
    )
    return {
        task.id: Choice(task.id, task.title or "", next((name for name in owners if name), ""))
        for task, *owners in rows
    }


def _stays_open() -> ColumnElement[bool]:
    return and_(
        TO_DO,
        or_(Task.code.is_(None), Task.code != CLOSING),
        or_(Task.about.is_(None), Task.about.not_like("sharing/%")),
    )


def end_all(actor: Actor, case: Case, reason: str, answers: Mapping[str, object]) -> None:
    """Every task still open ends with its case: those that are done, and the rest with a reason.

    Invalid while one is neither, with their names: none is lost in silence.
    """
    done = set(cast(Sequence[str], answers.get(DONE) or ()))
    left = left_open(case)
    why = str(answers.get(NOT_NEEDED) or "")
    rest = [choice.label for number, choice in left.items() if number not in done]
    if rest and not why:
        raise Invalid({
            NOT_NEEDED: [f"Say why these are not needed, or that they are done: {', '.join(rest)}"]
        })  # fmt: skip
    for number in left:
        task = db.session.get_one(Task, number)
        end_task(actor, case, task, *(("done", reason) if number in done else ("withdrawn", why)))
