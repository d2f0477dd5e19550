"""Marks on a case that people must not miss."""

from workflows import eras
from workflows.facts import ADULT_AT, CaseFacts, birthday
from workflows.undone import cross_lpu, is_missing


def non_recent(facts: CaseFacts) -> bool:
    """Ended over a year ago, or in the childhood of someone who is now an adult (R7)."""
    return _long_ago(facts) or (facts.adult and _in_childhood(facts))


def _long_ago(facts: CaseFacts) -> bool:
    return facts.ended_on is not None and birthday(facts.ended_on, 1) < facts.today


def _in_childhood(facts: CaseFacts) -> bool:
    if facts.born_on and facts.ended_on:
        return facts.ended_on < birthday(facts.born_on, ADULT_AT)
    return facts.age_at_exploitation == "child"


def statutory_defence(facts: CaseFacts) -> bool:
    """Made to commit crime, since MSA 2015 s45 may be a defence to it."""
    day = facts.ended_on or facts.today
    return (
        "forced_crime" in facts.exploitation_types and eras.value("statutory_defence", day) is True
    )


def disclosure_schedule(facts: CaseFacts) -> bool:
    """A schedule of unused material is kept, as was said last: it may come to court (S46)."""
    said = facts.latest("disclosure_schedule")
    return said is not None and said.detail.get("kept") is True


FLAGS = (
    ("threat_to_life", lambda facts: facts.threat_to_life is True),
    ("missing", is_missing),
    ("s45", statutory_defence),
    ("cross_lpu", cross_lpu),
    ("non_recent", non_recent),
    ("disqualified", lambda facts: facts.disqualified),
    ("disclosure_schedule", disclosure_schedule),
)


def flags(facts: CaseFacts) -> tuple[str, ...]:
    """Threat to life first: it has priority over every queue (S18)."""
    return tuple(code for code, holds in FLAGS if holds(facts))
