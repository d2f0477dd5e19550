"""Answers in the words they are read back in, and what follows from sending them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from referrals.clock import now
from workflows.agencies import AREAS, TEAMS
from workflows.clocks import clocks
from workflows.definition import Question
from workflows.facts import CaseFacts, Event, with_answers
from workflows.intake import facts_from, pages, position
from workflows.routing import LABELS, Route, route, team_label
from workflows.tasks import BY_CODE as TASKS
from workflows.tasks import wanted

Answers = Mapping[str, object]
SO_FAR = {
    ("danger", "yes"): "In danger now.",
    ("danger", "no"): "Not in immediate danger.",
    ("danger", "unsure"): "Not known if in danger.",
    ("under_18", "yes"): "Under 18.",
    ("under_18", "no"): "18 or over.",
    ("under_18", "unsure"): "Age not known: treat as a child.",
    ("sexual_assault", "yes"): "A sexual assault is alleged.",
}
LABELLED = {
    "danger": "In danger now",
    "under_18": "Under 18",
    "what": "What you suspect",
    "difficulty_deciding": "Difficulty deciding",
    "sexual_assault": "Sexual assault alleged",
    "sto_asked_for": "Specially trained officer asked for",
    "whereabouts": "Where they are",
    "whereabouts_not_known": "Where they are",
    "with_them": "With them",
    "controller_near": "Someone who controls them nearby",
    "area": "Area",
    "lpu": "Local policing unit",
    "areas_of_exploitation": "Areas where it happened",
    "lpus_of_exploitation": "Units where it happened",
    "name_not_known": "Name",
    "rough_age": "About how old",
    "language": "Language",
    "safe_contact": "Safe way to contact",
    "began_before_18": "Under 18 when it happened",
    "seen": "What you saw or heard",
    "signs": "Signs",
}
"""What an answer is called when it is read back; otherwise by its question."""
SOURCES = {
    "when it happened": "who",
    "under 18": "age",
    "18 or over": "age",
    "age is not known": "age",
    "vulnerable": "deciding",
    "assault": "assault",
}
"""Words of a reason, and the page that asked; everything else was asked with the signs."""
NOTIFIED = frozenset(TEAMS) | {"cse_coordinator"}
ENOUGH_TO_GUESS = frozenset({"under_18", "what"})


def facts_of_answers(answers: Answers) -> CaseFacts:
    """The case these answers would make, as the rules read it."""
    return with_answers(CaseFacts(now=now()), facts_from(answers))


def so_far(answers: Answers) -> tuple[str, ...]:
    """What was said, in a few words that name nobody."""
    asked = ("danger", "under_18", "sexual_assault")
    said = (SO_FAR.get((key, str(answers.get(key)))) for key in asked)
    return tuple(words for words in said if words)


def likely(answers: Answers) -> str | None:
    """The team, once enough is known to guess it."""
    if not all(answers.get(key) for key in ENOUGH_TO_GUESS):
        return None
    return team_label(route(facts_of_answers(answers)).lead)


def lines(question: Question, value: object, today: dt.date) -> tuple[str, ...]:
    """One answer as it is read back: labels for codes, a date with the age it gives."""
    labels = {choice.code: choice.label for choice in question.choices}
    if isinstance(value, dt.date):
        years = today.year - value.year - ((today.month, today.day) < (value.month, value.day))
        return (f"{value.day} {value:%B %Y} ({years})",)
    if isinstance(value, list):
        return tuple(labels.get(code, str(code)) for code in value)
    return (labels.get(str(value), str(value)),)


def rows(answers: Answers, today: dt.date) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every answer given: its page, its label and its lines, in the order they are asked."""
    for step in pages(answers):
        for question in step.asked(answers):
            value = answers.get(question.key)
            if value not in (None, "", []):
                yield (
                    step.code,
                    LABELLED.get(question.key, question.label),
                    lines(question, value, today),
                )


def reasons(found: Route, answers: Answers) -> tuple[tuple[str, str], ...]:
    """Why the rule matched: each answer that decided, and the question it came from."""
    return tuple(
        (said[0].upper() + said[1:], f"Question {position(_asked_on(said), answers)[0]}")
        for said in found.because.split("; ")
    )


def _asked_on(said: str) -> str:
    return next((page for words, page in SOURCES.items() if words in said), "what")


def team(found: Route) -> str:
    """Where it goes, as its sender would say it."""
    return team_label(found.lead) if found.lead else "Your supervisor, until support is agreed"


def told_too(found: Route) -> tuple[str, ...]:
    """The supporting teams, and the co-ordinator, who are sent a notice of their own."""
    return tuple(sorted(LABELS[code] for code in found.supporting if code in NOTIFIED))


def on_sending(answers: Answers, found: Route) -> tuple[str, ...]:
    """What sending starts: who is told, what begins to run, what stays with the sender."""
    facts = facts_of_answers(answers)
    started = replace(facts, events=(Event("logged", facts.now),), lead=found.lead)
    running = [clock for clock in clocks(started) if isinstance(clock.due, dt.datetime)]
    return (
        f"{team(found).partition(',')[0]} is told at once",
        *(f"{name} is told too" for name in told_too(found)),
        *(f"Within {clock.rule.partition(';')[0]}: {_small(clock.what)}" for clock in running),
        "You keep a copy to read, and can add what you remember later",
    )


def _small(words: str) -> str:
    return words[0].lower() + words[1:]


def to_do(answers: Answers) -> tuple[str, ...]:
    """What whoever is with them does now."""
    facts = facts_of_answers(answers)
    said = ["Stay with them until they are safe, and say so on the case"]
    if facts.treat_as_child:
        area = AREAS.get(facts.area or "", "")
        said.append(f"Tell children’s services{' in ' + area if area else ''}, and record it")
    if facts.vulnerable_adult == "yes":
        said.append("Raise a concern with adult social care, and record it")
    if "sto_request" in wanted(facts) and answers.get("sto_asked_for") != "yes":
        said.append(TASKS["sto_request"].label)
    return (*said, "Hand over to the team when they ask for it")


def told(answers: Answers, found: Route, *, query: bool) -> dict[str, object]:
    """What the sender is told once it has gone."""
    return {
        "team": team_label(found.lead) if found.lead else None,
        "because": [words for words, _ in reasons(found, answers)],
        "told": [team(found).partition(",")[0], *told_too(found)],
        "to_do": list(to_do(answers)),
        "asked_to_check": query,
    }
