"""Real processes, forked from the test's own, so that they can be killed for real."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from typing import Any

from referrals.db import db

FORK = multiprocessing.get_context("fork")
KILLED = -9


def started(do: Callable[..., object], *given: Any) -> ForkProcess:
    """`do` in a process of its own, which opens connections of its own."""
    db.session.remove()
    db.engine.dispose()
    process = FORK.Process(target=do, args=given)
    process.start()
    return process


def ended(process: ForkProcess) -> int:
    """How it ended: 0 by itself, KILLED by a kill, anything else by an error."""
    process.join()
    code = process.exitcode
    assert code is not None
    process.close()
    return code
