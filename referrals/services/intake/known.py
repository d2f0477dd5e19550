"""Whether somebody may already be working with this person: yes or no, nothing else (ux A.2)."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import aliased

from referrals.db import db
from referrals.indexing import person_keys
from referrals.models import Case, Person, PersonKey

STRONG = (("born_on", "sound"), ("surname", "forename"))
"""Kinds of code which, shared together, are strong enough to tell the lead team."""


def before(answers: Mapping[str, object]) -> bool:
    """Whether an open case is about somebody so alike that a person should compare them."""
    name, born_on = answers.get("name"), answers.get("born_on")
    codes: dict[str, list[bytes]] = {}
    for kind, key in person_keys(str(name or ""), str(born_on or "")):
        codes.setdefault(kind, []).append(key)
    return any(
        _shared(codes[one], codes[other])
        for one, other in STRONG
        if one in codes and other in codes
    )


def _shared(some: list[bytes], others: list[bytes]) -> bool:
    one, other = aliased(PersonKey), aliased(PersonKey)
    query = (
        select(Person.id)
        .join(one, one.person_id == Person.id)
        .join(other, other.person_id == Person.id)
        .join(Case, Case.id == Person.case_id)
        .where(one.key.in_(some), other.key.in_(others))
        .where(Person.role == "potential_victim", Case.closed_at.is_(None))
        .limit(1)
    )
    return db.session.scalar(query) is not None
