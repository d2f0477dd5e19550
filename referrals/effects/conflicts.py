"""Finds who must not see a case because they are in it, and hides it from them (section e, rule 5).

Found is only who is the same person by forename and surname and could be by age: staff are adults.
A shared surname alone hides nothing; it is reported when it is looked at (AU6).
"""

import datetime as dt

from sqlalchemy import select

from referrals import outbox, trail
from referrals.actor import Actor
from referrals.clock import now, today
from referrals.db import db
from referrals.indexing import folded, names
from referrals.models import Case, ConflictOfInterest, Person, PersonKey, User
from referrals.sealed import blinds
from workflows.facts import birthday
from workflows.sharing import Tier

TITLES = frozenset({
    "pc", "dc", "ps", "ds", "di", "dci", "insp", "sgt", "mr", "mrs", "ms", "miss", "dr", "prof",
})  # fmt: skip
ADULT_AT = 18
TWO = 2


def words_of(name: str | None) -> list[str]:
    """A name in folded words, without rank or title."""
    return [word for word in folded(name or "") if word not in TITLES]


def same_person(one: list[str], other: list[str]) -> bool:
    """The same forename and the same surname, whatever stands between."""
    whole = len(one) >= TWO and len(other) >= TWO
    return whole and (one[0], one[-1]) == (other[0], other[-1])


def detect(case: Case, person: Person) -> None:
    """Hide a case from everybody at work who is this person of it."""
    if known_child(person):
        return
    for words in (words_of(person.name), *names(person.aliases or "")):
        for user_id in _called(words):
            bar(None, case, user_id, "detected")


def detect_user(user: User) -> None:
    """Hide from somebody new the cases that they are in, found by the codes of their name."""
    words = words_of(user.name)
    if len(words) < TWO:
        return
    forename = select(PersonKey.person_id).where(
        PersonKey.kind == "forename", PersonKey.key.in_(blinds("forename", words[0]))
    )
    surname = select(PersonKey.person_id).where(
        PersonKey.kind == "surname", PersonKey.key.in_(blinds("surname", words[-1]))
    )
    rows = select(Person, Case).join(Case, Case.id == Person.case_id)
    here = db.session.execute(rows.where(Person.id.in_(forename), Person.id.in_(surname))).all()
    for person, case in here:
        if not known_child(person):
            bar(None, case, user.id, "detected")


def bar(actor: Actor | None, case: Case, user_id: int, source: str, reason: str = "") -> bool:
    """Hide a case from somebody from now on; one that a person lifted is not detected again."""
    row = db.session.scalars(
        select(ConflictOfInterest).filter_by(case_id=case.id, user_id=user_id)
    ).one_or_none()
    if row is not None and (row.lifted_at is None or source == "detected"):
        return False
    if row is None:
        row = ConflictOfInterest(case_id=case.id, user_id=user_id)
        db.session.add(row)
    row.declared_at, row.source = now(), source
    row.recorded_by_id = actor.user_id if actor else None
    row.lifted_at = row.lifted_by_id = None
    trail.changed(
        actor,
        f"case.conflict_{source}",
        case,
        tiers=(Tier.AUDIT,),
        reason=reason,
        recipients=(user_id,),
    )
    outbox.promise("conflict_declared", case_id=case.id, team_id=case.lead_team_id)
    return True


def known_child(person: Person) -> bool:
    """Whether what is known of their age says that they cannot be at work here."""
    if person.born_on:
        born = dt.date.fromisoformat(person.born_on)
        return today() < birthday(born, ADULT_AT)
    return person.rough_age is not None and person.rough_age < ADULT_AT


def _called(words: list[str]) -> list[int]:
    """Those at work who have this name, however it is spelt; a database folds no accents."""
    if len(words) < TWO:
        return []
    rows = db.session.execute(select(User.id, User.name).where(User.active))
    return [number for number, name in rows if same_person(words, words_of(name))]
