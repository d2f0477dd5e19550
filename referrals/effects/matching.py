"""Who may be the same person, by the keyed codes both are indexed under, and whom to tell."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CompoundSelect, exists, or_, select
from sqlalchemy.orm import aliased

from referrals import access, outbox
from referrals.actor import Actor
from referrals.db import db
from referrals.models import AT_WORK, Case, CaseLink, Organisation, Person, PersonKey, User

KINDS = ("phone", "vehicle", "born_on", "surname", "forename", "sound")
"""What two people are first found by; a year of birth is asked of those alone, since many share it.
"""
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
    strong = [each for each, has in kinds.items() if _judged(has)]
    same_year = exists().where(
        theirs.person_id == Person.id,
        theirs.kind == "born_year",
        theirs.key == mine.key,
        mine.person_id == person.id,
    )
    query = (
        select(Person, Case, same_year)
        .join(Case, Case.id == Person.case_id)
        .where(Person.id.in_(strong), Person.role == "potential_victim", *where)
        .where(Case.id != person.case_id, Case.id.not_in(_settled(person.case_id)))
        .order_by(Case.id.desc())
        .limit(MOST)
    )
    found = [
        Alike(other, case, *_judged([*kinds[other.id], *["born_year"] * year]))
        for other, case, year in db.session.execute(query)
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
    others = [found.case for found in alike(person, Case.closed_at.is_(None))]
    for told, users in _who_opens_both(case, others):
        outbox.promise("possible_match", case_id=told, user_ids=users)


def tell_of_answer(case: Case, other: Case, but: Actor) -> None:
    """Tell those who may open both that somebody has compared them."""
    for told, users in _who_opens_both(case, [other]):
        others = [user for user in users if user != but.user_id]
        outbox.promise("match_answered", case_id=told, user_ids=others)


COMPARES = or_(
    User.id == Case.lead_id, User.team_id == Case.lead_team_id, access.coordinates(Case.area)
)
READERS = (
    select(Case.id, User.id, COMPARES)
    .select_from(User)
    .join(Organisation, Organisation.id == User.organisation_id)
    .join(Case, access.READ_BY)
    .where(AT_WORK, User.role.in_(access.SEARCHERS))
    .order_by(User.id)
)
"""Who may open which case, and whether they might compare it.

Its lead does, its team's supervisors, and its area's co-ordinators.
"""


def _who_opens_both(case: Case, others: Sequence[Case]) -> Iterator[tuple[int, list[int]]]:
    """Of each two cases, who might compare it and may open both: two questions for them all."""
    if not others:
        return
    first = db.session.execute(READERS.where(Case.id == case.id)).all()
    compares: dict[int, list[int]] = defaultdict(list)
    opens: dict[int, set[int]] = defaultdict(set)
    second = READERS.where(
        Case.id.in_({case.id, *(other.id for other in others)}),
        User.id.in_([user for _, user, _ in first]),
    )
    for case_id, user, does in db.session.execute(second):
        opens[user].add(case_id)
        if does:
            compares[case_id].append(user)
    for other in others:
        for told in (case.id, other.id):
            yield told, [user for user in compares[told] if {case.id, other.id} <= opens[user]]
