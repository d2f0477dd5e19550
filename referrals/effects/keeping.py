"""Facts as they are kept on a case: by the names the rule book gives them."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select

from referrals.db import db
from referrals.models import Case, Person


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
        else:
            setattr(case, name, sorted(value) if isinstance(value, frozenset) else value)


def potential_victim(case_id: int) -> Person:
    """The one person whose case it is."""
    return db.session.scalars(
        select(Person).where(Person.case_id == case_id, Person.role == "potential_victim")
    ).one()


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, dt.date) else value
