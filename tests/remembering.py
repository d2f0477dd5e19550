"""What many tests begin with is lived once in each process, and put back for those after.

A function marked `remembered` builds part of a world through the services. Asked again for the
same from the same beginning, it answers as before, and the database is as it left it. Whatever
else is committed in between makes the beginning another one, and then it is lived anew.
"""

import copy
import datetime as dt
import functools
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar

import time_machine
from sqlalchemy import Engine, event

from referrals.clock import now
from referrals.db import db
from referrals.seed.teller import Telling

P = ParamSpec("P")
R = TypeVar("R")

MOST = 60
"""So many beginnings are kept for each database; the one not asked for longest goes first."""


class Kept(Protocol):
    """A database that can be put back as it was."""

    def keep(self) -> Any: ...

    def put_back(self, kept: Any) -> None: ...


@dataclass(frozen=True)
class Lived:
    """What a function answered, what became of what it was given, and the rows it left."""

    answer: Any
    given: tuple[Any, ...]
    ended: dt.datetime
    rows: Any


class Beginning:
    """Where the database of a test stands, as long as nothing but what is remembered was done."""

    def __init__(self) -> None:
        self.database: Kept | None = None
        self.steps: tuple[str, ...] | None = None
        self.lived: dict[int, OrderedDict[tuple[str, ...], Lived]] = {}

    def empty(self, database: Kept) -> None:
        """Nothing has been lived in it yet."""
        self.database, self.steps = database, ()

    def lost(self, _connection: object = None) -> None:
        self.steps = None

    def forget(self) -> None:
        """The tables are made anew and count from one: no row kept of the old belongs there."""
        self.lived.pop(id(self.database), None)

    def again(self, build: Callable[..., Any], given: tuple[Any, ...], told: Any) -> Any:
        if self.database is None or self.steps is None:
            return build(*given, **told)
        minute = now().replace(second=0, microsecond=0) if time_machine.traveller_stack else None
        steps = (*self.steps, f"{minute} {build.__module__}.{build.__name__} {given} {told}")
        known = self.lived.setdefault(id(self.database), OrderedDict())
        if steps not in known:
            known[steps] = self._live(build, given, told)
            while len(known) > MOST:
                known.popitem(last=False)
        else:
            known.move_to_end(steps)
            self._return_to(known[steps], given)
        self.steps = steps
        return _own(known[steps].answer)

    def _live(self, build: Callable[..., Any], given: tuple[Any, ...], told: Any) -> Lived:
        assert self.database is not None
        answer = build(*given, **told)
        db.session.remove()
        return Lived(_own(answer), tuple(map(_own, given)), now(), self.database.keep())

    def _return_to(self, lived: Lived, given: tuple[Any, ...]) -> None:
        assert self.database is not None
        db.session.remove()
        db.engine.dispose()
        self.database.put_back(lived.rows)
        for mine, then in zip(given, lived.given, strict=True):
            if isinstance(mine, Telling):
                vars(mine).update(vars(then))
        if time_machine.traveller_stack and lived.ended > now():
            time_machine.traveller_stack[-1].shift(lived.ended - now())


def _own(value: Any) -> Any:
    """A story goes on in each test; everything else that is handed out stays as it is."""
    return copy.copy(value) if isinstance(value, Telling) else value


beginning = Beginning()
event.listen(Engine, "commit", beginning.lost)


def remembered(build: Callable[P, R]) -> Callable[P, R]:
    """Mark a function that builds a beginning out of nothing but the rows of the database."""

    @functools.wraps(build)
    def once(*given: P.args, **told: P.kwargs) -> R:
        answer: R = beginning.again(build, given, told)
        return answer

    return once
