"""Reading answers as they were typed or as they are kept."""

from datetime import date

from workflows.facts import CaseFacts, birthday
from workflows.nrm_form.form import Answers, blank, code


def said(answers: Answers, key: str) -> str | None:
    return code(answers.get(key))


def filled(answers: Answers, key: str) -> bool:
    return not blank(answers.get(key))


def ticked(answers: Answers, key: str) -> frozenset[str]:
    value = answers.get(key)
    several = value if isinstance(value, list | tuple | frozenset) else ()
    return frozenset(map(str, several))


def words_if(cond: bool, words: str) -> str:
    return words if cond else ""


def born_on(answers: Answers) -> date | None:
    """A birth date as it was typed or as it is kept."""
    value = answers.get("born_on")
    if isinstance(value, str) and value:
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None


def age_of(answers: Answers, facts: CaseFacts) -> int | None:
    """Whole years on the day of the facts (R2)."""
    born = born_on(answers)
    if born is None:
        return None
    years = facts.today.year - born.year
    return years - (facts.today < birthday(born, years))
