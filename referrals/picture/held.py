"""The lines of a partner's list: each case as far as its reader holds it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from referrals.access import WAYS_IN
from referrals.actor import Actor
from referrals.db import db
from referrals.models import (
    TO_DO,
    Assignment,
    Case,
    CaseClock,
    Share,
    Task,
    Team,
)
from referrals.picture.clock_words import left, tone_of
from referrals.picture.grounds import Grounds, grounds_of
from referrals.picture.subject import Subject, as_it_stands, as_sent
from referrals.picture.summary import POLICE_LEAD
from referrals.picture.who import seen_by
from referrals.redaction import Holding
from referrals.views import Shown
from workflows.clocks.owed import owed_by
from workflows.sharing import Tier
from workflows.stage import WORDS, stage
from workflows.tracks import TRACKS

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
class _Rows:
    """What else a page of cases is drawn from, by case."""

    teams: Mapping[int, str]
    tasks: Mapping[int, list[Task]]
    clocks: Mapping[int, list[CaseClock]]
    sent: Mapping[int, Subject]


def held_rows(actor: Actor, cases: Sequence[Case], at: dt.datetime) -> tuple[HeldRow, ...]:
    """One line for each case (fetched with its tracks), in as many queries as kinds of row."""
    grounds, rows = grounds_of(actor, cases), _rows(actor, cases)
    lines = (_line(actor, case, grounds, rows, at) for case in cases)
    return tuple(line for line in lines if line is not None)


def _line(
    actor: Actor, case: Case, grounds: Grounds, rows: _Rows, at: dt.datetime
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
        team=about.sent_by or _team(case, rows, holding),
        why=WAYS_IN[actor.role][0].words,
        since=_since(ours),
        until=ours.until,
        owed=_owed(rows.tasks[case.id], rows.clocks[case.id], holding, at),
    )


def _team(case: Case, rows: _Rows, holding: Holding) -> str:
    if "investigation" in holding.unheard:
        return POLICE_LEAD
    return rows.teams.get(case.lead_team_id or 0, "")


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


def _tasks(actor: Actor, ids: Sequence[int]) -> dict[int, list[Task]]:
    found: dict[int, list[Task]] = defaultdict(list)
    mine = or_(Task.organisation_id == actor.organisation_id, Task.user_id == actor.user_id)
    asked = select(Task).where(Task.case_id.in_(ids), TO_DO, mine)
    for row in db.session.scalars(asked.order_by(Task.asked_at, Task.id)):
        found[row.case_id].append(row)
    return found


def _clocks(actor: Actor, ids: Sequence[int]) -> dict[int, list[CaseClock]]:
    found: dict[int, list[CaseClock]] = defaultdict(list)
    for row in db.session.scalars(
        select(CaseClock)
        .where(
            CaseClock.case_id.in_(ids),
            CaseClock.code.in_(owed_by(actor.role)),
            CaseClock.state.in_(("running", "missed")),
        )
        .order_by(CaseClock.id)
    ):
        found[row.case_id].append(row)
    return found
