"""Sending a referral or a duty to notify: who may, and what the form still lacks (G5, G6)."""

from datetime import date
from functools import cache

from workflows.definition import Guard
from workflows.facts import CaseFacts, Event, Mover
from workflows.nrm_form import BY_CHECK, QUESTIONS


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def said(event: Event | None, key: str) -> str:
    value = event.detail.get(key) if event else None
    return value.strip() if isinstance(value, str) else ""


def never(facts: CaseFacts, mover: Mover | None) -> bool:
    return False


def _designated(facts: CaseFacts, mover: Mover | None) -> bool:
    organisation = facts.submitting_organisation
    return bool(organisation and organisation.designated_first_responder)


FIRST_RESPONDER = Guard(
    "G5",
    _designated,
    "Your organisation cannot send NRM referrals. Ask one that can",
    "A user of a designated first responder",
)
NOTIFYING_RESPONDER = Guard(
    "G6",
    _designated,
    "Your organisation cannot send a duty to notify. Ask one that can",
    "A user of a designated first responder",
)
COMPLETES = "A user assigned to the case completes the NRM form"


def _each_gap(facts: CaseFacts) -> tuple[Guard, ...]:
    """One row for each required answer that is missing, with the page that asks it."""
    return tuple(_gap(name) for name in facts.form_gaps if name in QUESTIONS)


@cache
def _gap(name: str) -> Guard:
    section = name.partition("/")[0]
    return Guard("G5", never, QUESTIONS[name].missing, COMPLETES, f"nrm/{section}")


FORM_COMPLETE = Guard(
    "G5",
    lambda facts, mover: facts.form_complete is True,
    "Answer every required question of the form",
    COMPLETES,
    "nrm",
    each=_each_gap,
)


def _barring(facts: CaseFacts) -> tuple[Guard, ...]:
    """Contradictions that the law does not let pass; every other warns alone."""
    return tuple(
        _bar(code) for code in facts.form_differs if code in BY_CHECK and BY_CHECK[code].gate
    )


@cache
def _bar(code: str) -> Guard:
    check = BY_CHECK[code]
    words = f"{check.bars}. Change the answer, or put the case right"
    return Guard(check.gate, never, words, "Whoever writes the form settles it", "nrm")


FORM_AGREES = Guard(
    "G3",
    lambda facts, mover: not _barring(facts),
    "The form and the case contradict each other",
    "Whoever writes the form settles it",
    "nrm",
    each=_barring,
)
