"""Facts as they are kept on a case: by the names the rule book gives them."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete, select

from referrals.db import db
from referrals.models import Case, Person, PersonKey
from referrals.sealed import person_keys
from workflows.facts import SEXUAL


def keep(case: Case, sets: Mapping[str, object]) -> None:
    """Store each fact on the case; `consent.given` reaches inside, a birth date is the person's."""
    for name, value in sets.items():
        outer, _, inner = name.partition(".")
        if inner:
            kept = dict(getattr(case, outer) or {})
            kept[inner] = _plain(value)
            setattr(case, outer, kept)
        elif name == "born_on":
            victim = potential_victim(case.id)
            victim.born_on = value.isoformat() if isinstance(value, dt.date) else None
            find_again(victim)
        else:
            setattr(case, name, sorted(value) if isinstance(value, frozenset) else value)
    if SEXUAL & set(case.exploitation_types or ()):
        case.sexual_exploitation = True  # what is ticked counts as said (R4)


def potential_victim(case_id: int) -> Person:
    """The one person whose case it is."""
    return db.session.scalars(
        select(Person).where(Person.case_id == case_id, Person.role == "potential_victim")
    ).one()


def find_again(person: Person) -> None:
    """Make the codes anew by which a person is found: a name or birth date has changed."""
    db.session.execute(delete(PersonKey).where(PersonKey.person_id == person.id))
    for kind, key in person_keys(person.name, person.born_on):
        db.session.add(PersonKey(person_id=person.id, kind=kind, key=key))


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, dt.date) else value
