"""Facts as they are kept on a case: by the names the rule book gives them."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete, select

from referrals.db import db
from referrals.effects.conflicts import detect
from referrals.errors import Conflict
from referrals.indexing import traces
from referrals.models import Case, Person, PersonKey
from referrals.sealed import blind, blind_key
from workflows.facts import SEXUAL
from workflows.sharing import Tier


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
            detect(case, victim)
        else:
            setattr(case, name, sorted(value) if isinstance(value, frozenset) else value)
    if SEXUAL & set(case.exploitation_types or ()):
        case.sexual_exploitation = True  # what is ticked counts as said (R4)


def refuse_closed(case: Case) -> None:
    """Nothing but an update is added to a closed case: what is remembered late is not lost."""
    if case.closed_at is not None:
        raise Conflict("This case is closed. Open it again before you add to it")


def potential_victim(case_id: int) -> Person:
    """The one person whose case it is."""
    return db.session.scalars(
        select(Person).where(Person.case_id == case_id, Person.role == "potential_victim")
    ).one()


def find_again(person: Person) -> None:
    """Make the codes anew by which a person is found: something known of them has changed."""
    db.session.execute(delete(PersonKey).where(PersonKey.person_id == person.id))
    number = blind_key()
    for kind, value in _traces(person):
        key, tier = blind(kind, value), _tier(person.role, kind)
        db.session.add(PersonKey(person_id=person.id, kind=kind, key=key, key_id=number, tier=tier))


def _traces(person: Person) -> list[tuple[str, str]]:
    """What was written of them in words is looked through for numbers, but for no name."""
    about = person.about or ""
    return traces(
        person.name,
        person.born_on,
        aliases=person.aliases,
        phone=f"{person.phone or ''}\n{about}",
        vehicle=f"{person.vehicle or ''}\n{about}",
        address="\n".join((person.address or "", person.whereabouts or "", about)),
    )


CONTACTS = frozenset({"phone", "vehicle", "address"})


def _tier(role: str, kind: str) -> Tier:
    """As guarded as the fact itself: all that is known of a suspect is intelligence (S43)."""
    if role in {"suspect", "associate"}:
        return Tier.INTELLIGENCE
    return Tier.CONTACT if kind in CONTACTS else Tier.IDENTITY


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, dt.date) else value
