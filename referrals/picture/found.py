"""The lines of a search: how near each person comes to what was asked, in words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from referrals.actor import Actor
from referrals.facts import facts_for_list
from referrals.indexing import folded, names
from referrals.models import Case, Person
from referrals.picture.alike import rows_for
from referrals.picture.summary import ROLES
from referrals.picture.who import age_on
from referrals.views import Found
from workflows.sharing import held

Hit = tuple[Person, Case]
WEIGHT = {
    "Same phone": 5,
    "Same name": 4,
    "Same date of birth": 4,
    "Same vehicle": 4,
    "Same address": 3,
    "Name begins so": 2,
    "Name sounds alike": 2,
    "Age fits": 1,
}
BY_CONDITION = frozenset({"cse_coordinator"})
"""Roles whose way in is narrower than its filter: the day somebody is 18, before it is noted."""


@dataclass(frozen=True)
class Likeness:
    """What was asked, and the day it was asked on."""

    known: Mapping[str, object]
    day: dt.date

    def rank(self, hit: Hit) -> tuple[int, int, str]:
        """Closest first; of two alike the newer case."""
        person, case = hit
        return -sum(WEIGHT[words] for words in self.words(person)), -case.id, person.id

    def words(self, person: Person) -> tuple[str, ...]:
        """What agrees, in the order of the form."""
        return tuple(words for words in self._each(person) if words)

    def _each(self, person: Person) -> Iterable[str]:
        yield self._name(person)
        yield "Same date of birth" if self._same("born_on", person.born_on) else ""
        yield "Age fits" if self.asks_age else ""
        for key in ("phone", "vehicle", "address"):
            yield f"Same {key}" if self.known.get(key) else ""

    def _same(self, key: str, value: str | None) -> bool:
        return bool(value) and self.known.get(key) == value

    def _name(self, person: Person) -> str:
        wanted = folded(str(self.known.get("name", "")))
        if not wanted:
            return ""
        words = {word for name in _names_of(person) for word in name}
        if set(wanted) <= words:
            return "Same name"
        begins = all(any(word.startswith(each) for word in words) for each in wanted)
        return "Name begins so" if begins else "Name sounds alike"

    @property
    def asks_age(self) -> bool:
        return "age_from" in self.known or "age_to" in self.known

    def fits(self, person: Person) -> bool:
        """Whether the age fits to the day; all else is judged where people are looked for."""
        if not self.asks_age:
            return True
        age = age_on(person.born_on, person.rough_age, self.day)
        youngest = int(str(self.known.get("age_from", 0)))
        oldest = int(str(self.known.get("age_to", 200)))
        return age is not None and youngest <= age <= oldest


def _names_of(person: Person) -> list[list[str]]:
    return [folded(person.name or ""), *names(person.aliases or "")]


def still_theirs(actor: Actor, case: Case, person: Person, at: dt.datetime) -> bool:
    """Whether the condition under which a role holds a case is met today (section e)."""
    if actor.role not in BY_CONDITION or person.role != "potential_victim":
        return True
    return bool(held(actor.role, facts_for_list(case, person, (), at)))


def found(hits: Sequence[Hit], likeness: Likeness, at: dt.datetime) -> tuple[Found, ...]:
    """One line for each, of its case as lists show it: initials, never a name."""
    rows = rows_for([case for _, case in hits], at)
    return tuple(
        Found(row=row, as_what=ROLES[person.role], because=likeness.words(person))
        for (person, _), row in zip(hits, rows, strict=True)
    )
