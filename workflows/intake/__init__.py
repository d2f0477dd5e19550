"""Logging a case: seven to nine questions, a page each, and what does not fit together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.definition import Question
from workflows.facts import ADULT_AT, birthday
from workflows.intake.person import WHERE, WHO
from workflows.intake.questions import (
    AGE,
    ASSAULT,
    DANGER,
    DECIDING,
    SEEN,
    STO,
    WHAT,
)
from workflows.intake.ticks import Answers, chosen, day, facts_from

__all__ = [
    "BY_CODE",
    "STEPS",
    "Step",
    "conflicts",
    "facts_from",
    "pages",
    "position",
    "unanswered",
]

ADULTS_ONLY = frozenset({"began_before_18"})
Skip = Callable[[Answers], bool]


def _never(answers: Answers) -> bool:
    return False


def _no_adult(answers: Answers) -> bool:
    return answers.get("under_18") != "no"


def _no_assault(answers: Answers) -> bool:
    return answers.get("sexual_assault") != "yes"


@dataclass(frozen=True)
class Step:
    """One page."""

    code: str
    label: str
    questions: tuple[Question, ...]
    skip: Skip = _never

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """Its questions for this person; only an adult is asked when it began (R7)."""
        left_out = ADULTS_ONLY if _no_adult(answers) else frozenset()
        return tuple(question for question in self.questions if question.key not in left_out)


STEPS = (
    Step("danger", "Is anyone in danger right now?", DANGER),
    Step("age", "Are they under 18?", AGE),
    Step("what", "What do you think is happening?", WHAT),
    Step("deciding", "Might they have difficulty understanding or deciding?", DECIDING, _no_adult),
    Step("assault", "Has a sexual assault been alleged?", ASSAULT),
    Step("sto", "Has a specially trained officer been asked for?", STO, _no_assault),
    Step("where", "Where are they now?", WHERE),
    Step("who", "Who are they?", WHO),
    Step("seen", "What did you see and hear?", SEEN),
)
BY_CODE: Mapping[str, Step] = {step.code: step for step in STEPS}


def pages(answers: Answers) -> tuple[Step, ...]:
    """The pages these answers lead through, in order."""
    return tuple(step for step in STEPS if not step.skip(answers))


def position(code: str, answers: Answers) -> tuple[int, int]:
    """Which of the pages asked this one is, and of how many as far as the answers tell yet."""
    codes = [step.code for step in pages(answers)]
    return codes.index(code) + 1, len(codes)


def unanswered(answers: Answers) -> tuple[tuple[Step, Question], ...]:
    """Every required question still open, with the page that asks it."""
    return tuple(
        (step, question)
        for step in pages(answers)
        for question in step.asked(answers)
        if question.required and not answers.get(question.key)
    )


def conflicts(code: str, answers: Answers, today: date) -> dict[str, str]:
    """What does not fit together on a page: the words, by the question they stand at."""
    check = CHECKS.get(code)
    return check(answers, today) if check else {}


def _what(answers: Answers, today: date) -> dict[str, str]:
    ticks = chosen(answers, "what")
    for code, label in (("unsure", "I’m not sure yet"), ("support", "No offence")):
        if code in ticks and len(ticks) > 1:
            return {"what": f"Tick what you suspect, or only “{label}”"}
    return {}


def _where(answers: Answers, today: date) -> dict[str, str]:
    return _either(answers, "whereabouts", "Enter where they are now", "not known")


def _who(answers: Answers, today: date) -> dict[str, str]:
    return _born(answers, today) | _either(answers, "name", "Enter a name", "name not known")


def _either(answers: Answers, key: str, wanted: str, box: str) -> dict[str, str]:
    """An answer, or the box that says there is none: one of the two."""
    given, unknown = answers.get(key), answers.get(f"{key}_not_known")
    if given and unknown:
        return {key: f"{wanted} or choose “{box}”, not both"}
    return {} if given or unknown else {key: f"{wanted}, or choose “{box}”"}


def _born(answers: Answers, today: date) -> dict[str, str]:
    born_on = day(answers, "born_on")
    if born_on is None:
        return {}
    if born_on >= today:
        return {"born_on": "Date of birth must be in the past"}
    age = _age(born_on, today)
    said = answers.get("under_18")
    if said not in {"yes", "no"} or (said == "yes") == (age < ADULT_AT):
        return {}
    change = "Change it, or change your answer to “under 18”"
    return {"born_on": f"The date of birth makes them {age}. {change}"}


def _age(born_on: date, today: date) -> int:
    years = today.year - born_on.year
    return years if today >= birthday(born_on, years) else years - 1


CHECKS: Mapping[str, Callable[[Answers, date], dict[str, str]]] = {
    "what": _what,
    "where": _where,
    "who": _who,
}
