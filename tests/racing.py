"""Many who do one thing at the same moment, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from referrals.db import db


def together(app: Flask, count: int, do: Callable[[int], Any]) -> list[Any]:
    """What `do` told each of `count` racers, let go together; it is given the racer's number."""
    gate, outcomes, lock = threading.Barrier(count), [], threading.Lock()

    def race(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                told = do(number)
            finally:
                db.session.remove()
        with lock:
            outcomes.append(told)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
