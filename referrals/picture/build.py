"""One case, one reader, one picture."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from referrals.access import Rule
from referrals.actor import Actor
from referrals.effects.schedule import schedule_of
from referrals.effects.tasking import settled_by
from referrals.facts import Known, rules
from referrals.models import OPEN_TASK, Case, CaseClock, Share, Task
from referrals.picture import steps
from referrals.picture.acts import may
from referrals.picture.answered import signs_ticked
from referrals.picture.asked import asked_for, granted
from referrals.picture.clock_page import sees_clock, view_of
from referrals.picture.clock_words import ORDER
from referrals.picture.granted import own_grants
from referrals.picture.heading import heading, name_of
from referrals.picture.holders import holders
from referrals.picture.later import AGE, learned_later
from referrals.picture.load import Rows, rows_of
from referrals.picture.others import names_to, others
from referrals.picture.released import released
from referrals.picture.shares import all_shares, own_share
from referrals.picture.subject import as_it_stands, as_sent
from referrals.picture.summary import (
    people,
    summary,
    withheld,
)
from referrals.picture.timeline import WHOLE, timeline
from referrals.picture.who import UNTOLD
from referrals.redaction import Holding
from referrals.views import (
    CaseView,
    ClockView,
    NrmView,
    PathNode,
    RoutingView,
    TaskView,
)
from workflows import eras
from workflows.agencies import POLICE
from workflows.engine import open_moves
from workflows.facts import CaseFacts, Mover
from workflows.routing import team_label
from workflows.sharing import Tier
from workflows.stage import path


def case_view(
    actor: Actor,
    case: Case,
    facts: CaseFacts,
    holding: Holding,
    *,
    known: Known,
    shares: Sequence[Share],
    way_in: Rule | None,
    mover: Mover,
    named: bool = False,
    part: slice = WHOLE,
) -> CaseView:
    """The case as `actor` may see it; `named` when they asked for the name, which is recorded.

    `part` is how much of the timeline it has.
    """
    police = actor.role in POLICE
    rows = rows_of(case, known, shares, standings=police and not holding.own_only)
    told_by = names_to(actor, rows, holding)
    happened, page = timeline(actor, holding, rows.events, rows.notes, told_by, part=part)
    found = open_moves(facts, mover)
    records = steps.records(facts, mover, holding)
    later = learned_later(actor, case, rows.events) if holding.own_only else frozenset()
    stands = as_it_stands(case, rows.victim, UNTOLD if AGE in later else facts.band)
    about = as_sent(actor.role, [case.id]).get(case.id, stands)
    view = replace(
        heading(actor, rows, facts, holding, about, later=later),
        name=name_of(about, holding) if named else None,
        why_you=way_in.words if way_in else "",
        routing=_routing(case, facts) if police else None,
        path=_path(facts, holding),
        next_step=steps.next_step(found, facts, mover, holding) if police else None,
        moves=steps.within_reach(steps.moves(found), holding),
        records=records,
        clocks=_clocks(actor, rows, holding, told_by, facts.now),
        tasks=_tasks(actor, rows, holding, {f"record/{row.code}" for row in records}),
        timeline=happened,
        timeline_page=page,
        people=people(rows.persons, holding),
        released=released(actor, case, facts, holding),
        summary=summary(
            case, rows.victim, holding, records, later=later, signs=signs_ticked(rows.events)
        ),
        withheld=withheld(holding),
        shares=all_shares(rows, holding) if police else (),
        partners=others(actor, rows, holding),
        holders=holders(case, facts, rows, holding),
        nrm=_nrm(case, facts, holding),
        own_share=own_share(rows, holding),
        review_on=schedule_of(case).review_on if police and case.closed_at else None,
        own_grants=own_grants(actor, case),
        asked=asked_for(holding.share) if holding.share else (),
        may=may(actor, case, facts, holding),
    )
    share = holding.share
    return replace(view, granted=granted(view, rows, share)) if share else view


def _routing(case: Case, facts: CaseFacts) -> RoutingView:
    """The rule's own answer stands beside a decision of people, whoever leads now (R8)."""
    return RoutingView(
        rule=case.rule,
        rule_team=team_label(case.rule_lead),
        by_person=facts.lead != case.rule_lead,
        asked=case.routing_query,
    )


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


def _clocks(
    actor: Actor, rows: Rows, holding: Holding, names: Mapping[int, str], now: dt.datetime
) -> tuple[ClockView, ...]:
    views = [
        view_of(row, rows, names, now)
        for row in rows.clocks
        if _shows(row, now) and sees_clock(actor, row, holding)
    ]
    return tuple(sorted(views, key=lambda view: (ORDER[view.tone], view.due)))


def _shows(row: CaseClock, now: dt.datetime) -> bool:
    """An alert years ahead, such as a birthday, is not yet anybody's to act on."""
    far = row.kind == "internal" and row.due - now > AHEAD
    return row.state != "stopped" and not far


AHEAD = dt.timedelta(days=100)


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
    )


def _nrm(case: Case, facts: CaseFacts, holding: Holding) -> NrmView | None:
    if not holding.reads(Tier.NRM_DECISION, free=False):
        return None
    sent = facts.latest("nrm_submitted")
    return NrmView(
        state=facts.state("nrm"),
        missing=max(case.nrm_missing, 0) if holding.role in POLICE else None,
        competent_authority=eras.competent_authority(facts) or "",
        submitted_at=sent.at if sent else None,
    )
