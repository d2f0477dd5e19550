"""How far each case of a list is held: by the facts, and by the row that lets its reader in."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from referrals.access import CONDITIONED, WAYS_IN, visible_to
from referrals.actor import Actor
from referrals.db import db
from referrals.facts import facts_for_list
from referrals.models import Assignment, Case, Event, Person, Share
from referrals.redaction import Holding, lent_to, levels_of
from workflows.facts import CaseFacts
from workflows.facts import Event as Happened
from workflows.shares import RECEIVERS


@dataclass(frozen=True)
class Grounds:
    """What decides how far cases are held, by case."""

    victims: Mapping[int, Person]
    events: Mapping[int, list[Happened]]
    ours: Mapping[int, Share | Assignment]

    def holding(self, actor: Actor, case: Case, at: dt.datetime) -> tuple[CaseFacts, Holding]:
        facts = facts_for_list(case, self.victims.get(case.id), self.events[case.id], at)
        return facts, _holding(actor, facts, self.ours.get(case.id))


def grounds_of(actor: Actor, cases: Sequence[Case]) -> Grounds:
    ids = [case.id for case in cases]
    victims = db.session.scalars(
        select(Person).where(Person.case_id.in_(ids), Person.role == "potential_victim")
    )
    events: dict[int, list[Happened]] = defaultdict(list)
    for row in db.session.execute(
        select(Event.case_id, Event.kind, Event.at, Event.day_only, Event.detail)
        .where(Event.case_id.in_(ids))
        .order_by(Event.at, Event.recorded_at, Event.id)
    ):
        events[row.case_id].append(Happened(row.kind, row.at, row.day_only, row.detail))
    return Grounds({row.case_id: row for row in victims}, events, _ours(actor, ids))


def lapsed(actor: Actor, case_ids: Collection[int], at: dt.datetime) -> frozenset[int]:
    """Of the cases that a list has found for somebody, those that are theirs no more (R12).

    The filter asks of stored codes; the last word on section e is that of the facts.
    """
    if not case_ids or actor.role not in CONDITIONED:
        return frozenset()
    theirs = (Case.id.in_(case_ids), visible_to(actor))
    cases = db.session.scalars(select(Case).where(*theirs).options(selectinload(Case.tracks))).all()
    grounds = grounds_of(actor, cases)
    return frozenset(case.id for case in cases if not grounds.holding(actor, case, at)[1].levels)


def _holding(actor: Actor, facts: CaseFacts, ours: Share | Assignment | None) -> Holding:
    levels = levels_of(actor.role, facts)
    if isinstance(ours, Share):
        return lent_to(actor.role, levels, ours.tiers, ours.withheld)
    return Holding(actor.role, levels, {})


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
