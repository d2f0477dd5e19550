"""What the rules ask people to do beside the moves, and the facts do not show as done."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from workflows.case_tasks import CASE_TASKS
from workflows.facts import CaseFacts
from workflows.nrm_tasks import NRM_TASKS
from workflows.pinned import BOOKS
from workflows.task import Task

__all__ = ["BY_CODE", "TASKS", "Task", "statutory", "wanted"]

TASKS = (*CASE_TASKS, *NRM_TASKS)
BY_CODE: Mapping[str, Task] = MappingProxyType({task.code: task for task in TASKS})


def _asked_of(facts: CaseFacts) -> Iterable[Task]:
    """The tasks of the book that a case is pinned to; of none named, the present ones."""
    held = BOOKS.get(facts.rulebook)
    tasks: Iterable[Task] = held.tasks.values() if held else TASKS
    return tasks


def wanted(facts: CaseFacts) -> tuple[str, ...]:
    """The codes of what is still to be done."""
    return tuple(task.code for task in _asked_of(facts) if _undone(task, facts))


def statutory(facts: CaseFacts) -> tuple[str, ...]:
    """Of these, what the law asks for: they hold a closing (G11)."""
    lawful = (task for task in _asked_of(facts) if task.statutory)
    return tuple(task.code for task in lawful if _undone(task, facts))


def _undone(task: Task, facts: CaseFacts) -> bool:
    return task.wanted(facts) and not _ticked(task, facts)


def _ticked(task: Task, facts: CaseFacts) -> bool:
    """Somebody said that it was done, and it was not asked anew since that was written down."""
    ticks = [row.told for row in facts.of("task_done") if row.detail.get("code") == task.code]
    asked = [row.told for row in facts.of(*task.again)]
    return bool(ticks) and (not asked or max(ticks) >= max(asked))
