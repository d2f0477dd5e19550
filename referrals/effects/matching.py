"""Who may be the same person, by the keyed codes both are indexed under, and whom to tell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CompoundSelect, or_, select
from sqlalchemy.orm import aliased

from referrals import outbox
from referrals.access import SEARCHERS, coordinates, visible_to
from referrals.actor import Actor
from referrals.db import db
from referrals.effects.holders import at_work
from referrals.models import Case, CaseLink, Person, PersonKey, User
from referrals.sessions import actor_as

KINDS = ("phone", "vehicle", "born_on", "surname", "forename", "sound", "born_year")
MOST = 50


@dataclass(frozen=True)
class Alike:
    """Two people whose codes agree, and in what."""

    person: Person
    case: Case
    strength: str
    because: tuple[str, ...]


def alike(person: Person, *where: ColumnElement[bool]) -> list[Alike]:
    """The potential victims of other cases that may be this person, strongest first."""
    mine, theirs = aliased(PersonKey), aliased(PersonKey)
    shared = (
        select(theirs.person_id, theirs.kind, theirs.key)
        .join(mine, mine.key == theirs.key)
        .where(mine.person_id == person.id, theirs.person_id != person.id)
        .where(theirs.kind.in_(KINDS))
        .distinct()
    )
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in db.session.execute(shared):
        kinds[row.person_id].append(row.kind)
    judged = {each: _judged(found) for each, found in kinds.items()}
    strong = [each for each, verdict in judged.items() if verdict]
    query = (
        select(Person, Case)
        .join(Case, Case.id == Person.case_id)
        .where(Person.id.in_(strong), Person.role == "potential_victim", *where)
        .where(Case.id != person.case_id, Case.id.not_in(_settled(person.case_id)))
        .order_by(Case.id.desc())
        .limit(MOST)
    )
    found = [
        Alike(other, case, *judged[other.id])
        for other, case in db.session.execute(query)
        if judged[other.id]
    ]
    return sorted(found, key=lambda each: STRENGTHS.index(each.strength))


STRENGTHS = ("Strong", "Likely", "Possible")
Verdict = tuple[str, tuple[str, ...]]


def _judged(kinds: list[str]) -> Verdict | tuple[()]:
    """How much the shared codes say; one word of a name alone, or a year alone, says nothing."""
    has = set(kinds)
    because = [words for kind, words in WORDS.items() if kind in has]
    name = {"surname", "forename"} <= has
    sounds = kinds.count("sound") > 1
    if name or sounds:
        because.append("Same name" if name else "Names sound alike")
    if "born_year" in has and "born_on" not in has and (name or sounds):
        because.append("Born in the same year")
    for strength, holds in (
        ("Strong", "phone" in has or ("born_on" in has and bool(has & {"sound", "surname"}))),
        ("Likely", name or ("vehicle" in has and "sound" in has)),
        ("Possible", "vehicle" in has or sounds),
    ):
        if holds:
            return strength, tuple(because)
    return ()


WORDS = {"phone": "Same phone", "vehicle": "Same vehicle", "born_on": "Same date of birth"}


def _settled(case_id: int) -> CompoundSelect[int]:
    """Cases that somebody has already compared with this one."""
    one = select(CaseLink.one_id).where(CaseLink.other_id == case_id, CaseLink.ended_at.is_(None))
    other = select(CaseLink.other_id).where(CaseLink.one_id == case_id, CaseLink.ended_at.is_(None))
    return one.union(other)


def tell(case: Case, person: Person) -> None:
    """Tell of a possible match those who may open both cases, and nobody else (AC6).

    To anyone else the other case does not exist, and nor does the match; whoever logged this one
    is shown the same words whether there is a match or not.
    """
    for found in alike(person, Case.closed_at.is_(None)):
        for told in (case, found.case):
            users = [user for user, reader in _readers(told) if may_open(reader, case, found.case)]
            outbox.promise("possible_match", case_id=told.id, user_ids=users)


def may_open(reader: Actor, *cases: Case) -> bool:
    """Whether somebody may open every one of these cases."""
    ids = [case.id for case in cases]
    seen = select(Case.id).where(Case.id.in_(ids), visible_to(reader))
    return len(db.session.scalars(seen).all()) == len(set(ids))


def tell_of_answer(case: Case, other: Case, but: Actor) -> None:
    """Tell those who may open both that somebody has compared them."""
    for told in (case, other):
        users = [
            user
            for user, reader in _readers(told)
            if user != but.user_id and may_open(reader, case, other)
        ]
        outbox.promise("match_answered", case_id=told.id, user_ids=users)


def _readers(case: Case) -> Iterable[tuple[int, Actor]]:
    """Whoever might compare it: its lead, its team's supervisors, its area's co-ordinators."""
    rows = db.session.execute(
        at_work()
        .where(User.role.in_(SEARCHERS))
        .where(
            or_(
                User.id == case.lead_id,
                User.team_id == case.lead_team_id,
                coordinates(case.area),
            )
        )
        .order_by(User.id)
    )
    for user, organisation, team in rows:
        yield user.id, actor_as(user, organisation, team)
