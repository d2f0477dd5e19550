"""Looks back on each day for ways of looking that should be asked about (AU6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, literal, select, true

from referrals import outbox, trail
from referrals.actor import Actor
from referrals.clock import LONDON, local, now, today
from referrals.db import act, db, reading
from referrals.effects.opening import auditors
from referrals.errors import NotFound
from referrals.indexing import folded
from referrals.models import Case, LookFinding, Person, PersonKey, TrailChange, TrailRead, User
from referrals.sealed import blinds
from workflows.looking import EXPLAINED, RULES, Look, findings
from workflows.sharing import Tier

ACTED_WITHIN = dt.timedelta(days=30)
SHOWN_FOR = 60
SAMPLE = "sample"
Numbers = dict[int, list[tuple[int, dt.datetime]]]


@dataclass(frozen=True)
class Unusual:
    """One finding: whose, on which day, which rule and why; a question, not a verdict."""

    id: str
    day: dt.date
    who: str
    role: str
    rule: str
    why: str


@dataclass(frozen=True)
class LookRule:
    """A rule, as anybody may be told it."""

    code: str
    words: str


@dataclass(frozen=True)
class UnusualReport:
    """The findings of the last two months, newest first, and every rule."""

    findings: tuple[Unusual, ...]
    rules: tuple[LookRule, ...]


def report(actor: Actor) -> UnusualReport:
    """All findings for an auditor; for a supervisor, those of the people of their own team."""
    with reading():
        rows = db.session.execute(
            select(LookFinding, User.name, User.role)
            .join(User, User.id == LookFinding.user_id)
            .where(LookFinding.rule != SAMPLE, _theirs(actor))
            .where(LookFinding.day > today() - dt.timedelta(days=SHOWN_FOR))
            .order_by(LookFinding.day.desc(), LookFinding.id)
        ).all()
        found = tuple(
            Unusual(row.id, row.day, who, role, row.rule, RULES[row.rule].format(number=row.number))
            for row, who, role in rows
        )
    trail.looked(actor, "unusual.read", (), (Tier.AUDIT,), single=False)
    return UnusualReport(found, tuple(LookRule(*rule) for rule in EXPLAINED.items()))


def look_back(day: dt.date | None = None) -> int:
    """Judge one day that is over, yesterday unless told, once; how many findings there were."""
    day = day or today() - dt.timedelta(days=1)
    with reading():
        opened = _opened(day)
        people = dict(db.session.execute(select(User.id, User.role)).all())
        found = [
            (user_id, rule, number)
            for user_id, looks in opened.items()
            for rule, number in findings(people[user_id], _looks(user_id, looks, day)).items()
        ]
    return _keep(day, found) if found else 0


@act
def _keep(day: dt.date, found: list[tuple[int, str, int]]) -> int:
    here = select(LookFinding.user_id, LookFinding.rule).where(LookFinding.day == day)
    known = {(user_id, rule) for user_id, rule in db.session.execute(here)}
    new = [row for row in found if row[:2] not in known]
    for user_id, rule, number in new:
        db.session.add(
            LookFinding(rule=rule, day=day, user_id=user_id, number=number, found_at=now())
        )
    if new:
        outbox.promise("unusual_viewing", user_ids=auditors())
        trail.changed(None, "unusual.found", None, after={"findings": len(new)})
    return len(new)


def _opened(day: dt.date) -> Numbers:
    """Who opened which case, or anything of it, when; lists are not looks."""
    found: Numbers = defaultdict(list)
    rows = db.session.execute(
        select(TrailRead.actor_id, Case.id, TrailRead.at)
        .join(Case, TrailRead.chain == literal("case:") + cast(Case.id, String))
        .join(User, User.id == TrailRead.actor_id)
        .where(TrailRead.at >= _begins(day), TrailRead.at < _begins(day + dt.timedelta(days=1)))
    )
    for user_id, case_id, at in rows:
        found[user_id].append((case_id, at))
    return found


def _looks(user_id: int, opened: list[tuple[int, dt.datetime]], day: dt.date) -> list[Look]:
    cases = {case_id for case_id, _ in opened}
    acted, named = _acted(user_id, cases, day), _of_own_surname(user_id, cases)
    return [
        Look(case_id, local(at), acted=case_id in acted, surname=case_id in named)
        for case_id, at in opened
    ]


def _acted(user_id: int, cases: Collection[int], day: dt.date) -> set[int]:
    """Cases on which they did something, in the month before or since."""
    chains = {f"case:{case_id}": case_id for case_id in cases}
    rows = db.session.scalars(
        select(TrailChange.chain)
        .where(TrailChange.actor_id == user_id, TrailChange.at > _begins(day) - ACTED_WITHIN)
        .distinct()
    )
    return {chains[chain] for chain in rows if chain in chains}


def _of_own_surname(user_id: int, cases: Collection[int]) -> set[int]:
    """Cases with a person of the same surname, by the blind index: nobody's name is read."""
    words = folded(db.session.scalar(select(User.name).where(User.id == user_id)) or "")
    if not words:
        return set()
    rows = db.session.scalars(
        select(Person.case_id)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .where(PersonKey.kind == "surname", PersonKey.key.in_(blinds("surname", words[-1])))
        .where(Person.case_id.in_(cases))
    )
    return set(rows)


def _theirs(actor: Actor) -> ColumnElement[bool]:
    if actor.audits:
        return true()
    if not actor.supervises or actor.team_id is None:
        raise NotFound
    return (User.team_id == actor.team_id) & (User.id != actor.user_id)


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC)
