"""What hangs on an answer: that it is asked tells the answer, so it goes where that one goes."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from referrals.views.form import FormLine
from workflows.definition import Question
from workflows.nrm_form import QUESTIONS

Asked = TypeVar("Asked", Question, FormLine)


def to_know(
    section: str, asked: Iterable[Asked], knows: Callable[[Asked], bool]
) -> tuple[Asked, ...]:
    """Of what a section asks, in order, all of which a reader may know that it is asked."""
    known: list[Asked] = []
    answers: set[str] = set()
    for row in asked:
        question = QUESTIONS.get(f"{section}/{row.key}")
        if question is None or question.when is None or question.when[0] in answers:
            known.append(row)
            answers |= {row.key} if knows(row) else set()
    return tuple(known)
