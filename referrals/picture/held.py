"""The lines of a partner's list: each case as far as its reader holds it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from referrals.access import CONDITIONED, WAYS_IN, visible_to
from referrals.actor import Actor
from referrals.db import db
from referrals.facts import COPIED
from referrals.models import (
    TO_DO,
    Assignment,
    Case,
    CaseClock,
    Event,
    Person,
    Share,
    Task,
    Team,
)
from referrals.picture.clock_words import left, tone_of
from referrals.picture.subject import Subject, as_it_stands, as_sent
from referrals.picture.summary import POLICE_LEAD
from referrals.picture.who import seen_by
from referrals.redaction import Holding, lent_to, levels_of
from referrals.views import Shown
from workflows.facts import CaseFacts, Dtn
from workflows.facts import Event as Happened
from workflows.shares import RECEIVERS
from workflows.sharing import Tier
from workflows.stage import WORDS, stage
from workflows.tracks import TRACKS

OWED: Mapping[str, tuple[str, ...]] = {
    "la_children_social_worker": ("LA_DECISION", "STRATEGY_1D", "CHILD_ASSESS", "ICPC", "RHI"),
    "competent_authority": ("RG_TARGET", "RG_PILOT", "REVIEW_30"),
}
"""The clocks that run against the readers of a role."""

NRM = {state.code: state.label for state in TRACKS["nrm"].states}


@dataclass(frozen=True)
class Owed:
    """The next thing this reader owes on a case, and by when, if a time was set."""

    what: str
    due: dt.datetime | None
    tone: str
    left: str


@dataclass(frozen=True)
class HeldRow:
    """A case on a partner's list; `since` and `until` are when they came and cease to hold it."""

    reference: str
    who: str
    exploitation: Shown
    stage: str
    stage_label: str
    nrm: str
    team: str
    why: str
    since: dt.datetime
    until: dt.datetime | None
    owed: Owed | None


@dataclass(frozen=True)
class _Grounds:
    """What decides how far cases are held, by case."""

    victims: Mapping[int, Person]
    events: Mapping[int, list[Happened]]
    ours: Mapping[int, Share | Assignment]

    def holding(self, actor: Actor, case: Case, at: dt.datetime) -> tuple[CaseFacts, Holding]:
        facts = facts_for_list(case, self.victims.get(case.id), self.events[case.id], at)
        return facts, _holding(actor, facts, self.ours.get(case.id))


@dataclass(frozen=True)
class _Rows:
    """What else a page of cases is drawn from, by case."""

    teams: Mapping[int, str]
    tasks: Mapping[int, list[Task]]
    clocks: Mapping[int, list[CaseClock]]
    sent: Mapping[int, Subject]


def held_rows(actor: Actor, cases: Sequence[Case], at: dt.datetime) -> tuple[HeldRow, ...]:
    """One line for each case (fetched with its tracks), in as many queries as kinds of row."""
    grounds, rows = _grounds(actor, cases, at), _rows(actor, cases)
    lines = (_line(actor, case, grounds, rows, at) for case in cases)
    return tuple(line for line in lines if line is not None)


def lapsed(actor: Actor, case_ids: Collection[int], at: dt.datetime) -> frozenset[int]:
    """Of the cases that a list has found for somebody, those that are theirs no more (R12).

    A filter knows no birthday: the condition of section e on their role is judged by the facts.
    """
    if not case_ids or actor.role not in CONDITIONED:
        return frozenset()
    theirs = (Case.id.in_(case_ids), visible_to(actor))
    cases = db.session.scalars(select(Case).where(*theirs).options(selectinload(Case.tracks))).all()
    grounds = _grounds(actor, cases, at)
    return frozenset(case.id for case in cases if not grounds.holding(actor, case, at)[1].levels)


def _line(
    actor: Actor, case: Case, grounds: _Grounds, rows: _Rows, at: dt.datetime
) -> HeldRow | None:
    """Nothing once the condition of section e under which they hold it is no longer met."""
    facts, holding = grounds.holding(actor, case, at)
    if not holding.levels:
        return None
    ours = grounds.ours[case.id]
    stands = as_it_stands(case, grounds.victims.get(case.id), facts.band)
    about = rows.sent.get(case.id, stands)
    initials, who = seen_by(holding, about.person, about.band, at)
    heard = stage(facts, holding.unheard)
    return HeldRow(
        reference=case.reference,
        who=f"{initials}, {who}" if initials else who,
        exploitation=holding.show(
            Tier.ALLEGATION, about.exploitation, free=False, item="exploitation"
        ),
        stage=heard,
        stage_label=WORDS[heard],
        nrm=NRM[facts.state("nrm")] if holding.has("nrm_decision") else "",
        team=_team(case, rows, holding),
        why=WAYS_IN[actor.role][0].words,
        since=_since(ours),
        until=ours.until,
        owed=_owed(rows.tasks[case.id], rows.clocks[case.id], holding, at),
    )


def _team(case: Case, rows: _Rows, holding: Holding) -> str:
    if "investigation" in holding.unheard:
        return POLICE_LEAD
    return rows.teams.get(case.lead_team_id or 0, "")


def _holding(actor: Actor, facts: CaseFacts, ours: Share | Assignment | None) -> Holding:
    levels = levels_of(actor.role, facts)
    if isinstance(ours, Share):
        return lent_to(actor.role, levels, ours.tiers, ours.withheld)
    return Holding(actor.role, levels, {})


def _since(ours: Share | Assignment) -> dt.datetime:
    if isinstance(ours, Share):
        return ours.answered_at or ours.offered_at
    return ours.since


def _owed(
    tasks: Iterable[Task], clocks: Iterable[CaseClock], holding: Holding, at: dt.datetime
) -> Owed | None:
    """The soonest of the tasks asked of them and the clocks that run against them."""
    owed = [_task(row, at) for row in tasks]
    if holding.reads(Tier.TASKS, free=False):
        owed += [_clock(row, at) for row in clocks]
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return min(owed, key=lambda row: row.due or latest, default=None)


def _task(row: Task, at: dt.datetime) -> Owed:
    if row.due is None:
        return Owed(row.title or "", None, "ok", "")
    tone = tone_of("running", "", row.asked_at, row.due, at)
    return Owed(row.title or "", row.due, tone, left(row.due, at))


def _clock(row: CaseClock, at: dt.datetime) -> Owed:
    tone = tone_of(row.state, row.kind, row.started, row.due, at)
    return Owed(row.what, row.due, tone, left(row.due, at))


def facts_for_list(
    case: Case, victim: Person | None, events: Iterable[Happened], at: dt.datetime
) -> CaseFacts:
    """What decides who holds a case; for a page of them, so not all that `facts_of` knows."""
    born_on = victim.born_on if victim else None
    copied: dict[str, Any] = {name: getattr(case, name) for name in COPIED}
    copied["exploitation_types"] = frozenset(case.exploitation_types)
    return CaseFacts(
        now=at,
        born_on=dt.date.fromisoformat(born_on) if born_on else None,
        tracks={track.kind: track.state for track in case.tracks},
        dtn=Dtn(**case.dtn) if case.dtn else None,
        events=tuple(events),
        **copied,
    )


def _grounds(actor: Actor, cases: Sequence[Case], at: dt.datetime) -> _Grounds:
    ids = [case.id for case in cases]
    victims = db.session.scalars(
        select(Person).where(Person.case_id.in_(ids), Person.role == "potential_victim")
    )
    events: dict[int, list[Happened]] = defaultdict(list)
    for row in db.session.execute(
        select(Event.case_id, Event.kind, Event.at, Event.day_only, Event.detail)
        .where(Event.case_id.in_(ids))
        .order_by(Event.at, Event.recorded_at)
    ):
        events[row.case_id].append(Happened(row.kind, row.at, row.day_only, row.detail))
    return _Grounds({row.case_id: row for row in victims}, events, _ours(actor, ids))


def _rows(actor: Actor, cases: Sequence[Case]) -> _Rows:
    ids = [case.id for case in cases]
    wanted = {case.lead_team_id for case in cases} - {None}
    teams = db.session.execute(select(Team.id, Team.name).where(Team.id.in_(wanted)))
    return _Rows(
        teams={row.id: row.name for row in teams},
        tasks=_tasks(actor, ids),
        clocks=_clocks(actor, ids),
        sent=as_sent(actor.role, ids),
    )


def _ours(actor: Actor, ids: Sequence[int]) -> dict[int, Share | Assignment]:
    """The row by which each case is held: the share in force, or the organisation's standing.

    Of an area there is none.
    """
    ground = WAYS_IN[actor.role][0].ground(actor)
    if ground.link is None:
        return {}
    rows: Select[Any] = select(Share if actor.role in RECEIVERS.values() else Assignment)
    rows = rows.where(Case.id.in_(ids), ground.joined)
    return {row.case_id: row for row in db.session.scalars(rows)}


def _tasks(actor: Actor, ids: Sequence[int]) -> dict[int, list[Task]]:
    found: dict[int, list[Task]] = defaultdict(list)
    mine = or_(Task.organisation_id == actor.organisation_id, Task.user_id == actor.user_id)
    for row in db.session.scalars(select(Task).where(Task.case_id.in_(ids), TO_DO, mine)):
        found[row.case_id].append(row)
    return found


def _clocks(actor: Actor, ids: Sequence[int]) -> dict[int, list[CaseClock]]:
    found: dict[int, list[CaseClock]] = defaultdict(list)
    for row in db.session.scalars(
        select(CaseClock).where(
            CaseClock.case_id.in_(ids),
            CaseClock.code.in_(OWED.get(actor.role, ())),
            CaseClock.state.in_(("running", "missed")),
        )
    ):
        found[row.case_id].append(row)
    return found
