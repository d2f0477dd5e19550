"""What stands over every tab of a case: its heading, its path, and what leads on from it."""

from collections.abc import Collection
from dataclasses import replace

from referrals import access
from referrals.actor import Actor
from referrals.effects.schedule import schedule_of
from referrals.effects.tasking import settled_by
from referrals.facts import Known, rules
from referrals.models import OPEN_TASK, Case, Task
from referrals.picture import steps
from referrals.picture.acts import may
from referrals.picture.heading import heading, name_of
from referrals.picture.later import AGE, learned_later
from referrals.picture.load import Rows, rows_over
from referrals.picture.subject import as_it_stands, as_sent
from referrals.picture.summary import people
from referrals.picture.who import UNTOLD
from referrals.redaction import Holding
from referrals.views import CaseView, PathNode, TaskView
from workflows.agencies import POLICE
from workflows.engine import Moves, open_moves
from workflows.facts import CaseFacts, Mover
from workflows.four_ps import SERVES
from workflows.sharing import Tier
from workflows.stage import path

TOLD_OVER = frozenset({Tier.IDENTITY, Tier.ALLEGATION, Tier.SAFEGUARDING, Tier.TASKS})
"""Of what tiers a heading and its tabs tell, for the trail."""


def tab(
    actor: Actor, case: Case, facts: CaseFacts, holding: Holding, known: Known
) -> CaseView | None:
    """What the police read over a tab that is a page of its own; nobody else's case has tabs."""
    if actor.role not in POLICE or holding.masked:
        return None
    mover = access.judged_mover(actor, case, holds=True)
    found = open_moves(facts, mover)
    return over(actor, rows_over(case, known), facts, holding, found=found, mover=mover)


def told_over(head: CaseView | None, holding: Holding) -> frozenset[Tier]:
    """The tiers of which this reader is told by what stands over a tab."""
    if head is None:
        return frozenset()
    marked = {Tier.INTELLIGENCE} if head.disclosure_schedule else set()
    return (TOLD_OVER | marked) & holding.levels.keys()


def over(
    actor: Actor,
    rows: Rows,
    facts: CaseFacts,
    holding: Holding,
    *,
    found: Moves,
    mover: Mover,
    named: bool = False,
) -> CaseView:
    """The case with nothing under its tabs yet; `found` are the moves there are for `mover`."""
    case = rows.case
    later = later_to(actor, rows, holding)
    stands = as_it_stands(case, rows.victim, UNTOLD if AGE in later else facts.band)
    about = as_sent(actor.role, [case.id]).get(case.id, stands)
    records = steps.records(facts, mover, holding)
    reviewed = actor.role in POLICE and case.closed_at
    return replace(
        heading(actor, rows, facts, holding, about, later=later),
        name=name_of(about, holding) if named else None,
        path=_path(facts, holding),
        moves=steps.within_reach(steps.moves(found), holding),
        records=records,
        tasks=_tasks(actor, rows, holding, {f"record/{row.code}" for row in records}),
        people=people(rows.persons, holding),
        review_on=schedule_of(case).review_on if reviewed else None,
        may=may(actor, case, facts, holding),
    )


def later_to(actor: Actor, rows: Rows, holding: Holding) -> frozenset[str]:
    """What was learned since they handed the case over, where they hold no more than that."""
    return learned_later(actor, rows.case, rows.events) if holding.own_only else frozenset()


TRACK_OF_STAGE = {
    "specialist_investigation": "investigation",
    "nrm": "nrm",
    "decision": "nrm",
    "support_outside_nrm": "support",
}


def _path(facts: CaseFacts, holding: Holding) -> tuple[PathNode, ...]:
    return tuple(
        PathNode(node.code, node.label, node.state, node.words)
        for node in path(facts, holding.unheard)
        if TRACK_OF_STAGE.get(node.code) not in holding.unheard
    )


def _tasks(
    actor: Actor, rows: Rows, holding: Holding, acts: Collection[str]
) -> tuple[TaskView, ...]:
    """All tasks to those who hold the tier in full; to the rest, their own organisation's."""
    everything = holding.reads_of_others(Tier.TASKS, free=True) and actor.role in POLICE
    return tuple(
        _task(actor, row, rows, acts)
        for row in rows.tasks
        if row.state in OPEN_TASK and (everything or _own(actor, row))
    )


def _own(actor: Actor, row: Task) -> bool:
    return row.user_id == actor.user_id or row.organisation_id == actor.organisation_id


def _task(actor: Actor, row: Task, rows: Rows, acts: Collection[str]) -> TaskView:
    act = settled_by(rows.case, row)
    owner = rows.name(row.user_id) or rows.teams.get(row.team_id or 0, "")
    rule = rules(rows.case.rulebook).tasks.get(row.code or "")
    return TaskView(
        id=row.id,
        title=row.title or "",
        owner=owner,
        due=row.due,
        state=row.state,
        statutory=row.statutory,
        mine=_own(actor, row) or (row.team_id is not None and row.team_id == actor.team_id),
        about=row.about or act,
        theirs=not act or act in acts,
        source=rule.target.source if rule and rule.target else "",
        four_p=SERVES.get(row.code or "", ""),
    )
