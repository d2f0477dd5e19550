"""Many who do one thing at the same moment, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, text

from referrals.db import db

where_rows_are_waited_for = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
"""On SQLite all who write take turns."""
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


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


@contextmanager
def patient() -> Iterator[None]:
    """Whoever waits for a row goes on waiting, however slow the machine."""

    def wait(connection, _record):
        connection.execute("SET lock_timeout = 0")
        connection.commit()

    event.listen(db.engine, "connect", wait)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", wait)


@contextmanager
def waiting(app: Flask, lock: str, do: Callable[[], Any]) -> Iterator[Connection]:
    """`do` has begun beside the test, and waits for rows that this connection holds by `lock`.

    What was done on the connection is kept if it was committed; then `do` goes on, to its end.
    """

    def beside() -> None:
        with app.app_context():
            try:
                do()
            finally:
                db.session.remove()

    thread = threading.Thread(target=beside)
    db.engine.dispose()
    with patient(), db.engine.connect() as holder, db.engine.connect() as watch:
        watch = watch.execution_options(isolation_level="AUTOCOMMIT")
        holder.execute(text(lock))
        thread.start()
        while not watch.scalar(WAITING):
            assert thread.is_alive(), "nobody waited"
        try:
            yield holder
        finally:
            holder.rollback()
            thread.join()
