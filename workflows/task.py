"""What a task of the rules is: of whom, why, while what holds, and after what anew."""

from collections.abc import Callable
from dataclasses import dataclass

from workflows.facts import CaseFacts
from workflows.targets import Target


@dataclass(frozen=True)
class Task:
    code: str
    label: str
    statutory: bool
    owner: str
    why: str
    wanted: Callable[[CaseFacts], bool]
    of_the_unit: bool = False
    """The unit that logged it does it, and not the team that leads."""
    target: Target | None = None
    """When it should be done: a local target, which never blocks (R24)."""
    again: tuple[str, ...] = ()
    """Events after which it is asked anew, whoever said before that it was done."""
    act: str = ""
    """The act by which alone it is done, where there is somebody to do it."""
