"""The key file as it changes: a key is added, put to use, taken away; whole before or after."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from referrals.filing import write
from referrals.sealed import KEY_BYTES, Ring, open_ring


def add(file: Path, kind: str) -> int:
    """Put a new key on the ring, to read with; it makes nothing until it is put to use."""
    with _changing(file) as document:
        number = newest(document[kind]) + 1
        document[kind][str(number)] = secrets.token_hex(KEY_BYTES)
    return number


def use(file: Path, kind: str, number: int) -> None:
    """From now on this process, and each that starts, makes what is new with this key."""
    with _changing(file) as document:
        document["current"][kind] = str(number)


def remove(file: Path, kind: str, number: int) -> None:
    """Take a key off the ring: what was made with it is lost, so nothing may be left."""
    with _changing(file) as document:
        del document[kind][str(number)]


def newest(keys: Iterable[str | int]) -> int:
    """The number of the key that was added last."""
    return max(map(int, keys))


@contextmanager
def _changing(file: Path) -> Iterator[dict[str, Any]]:
    """The file's document, to change; one process at a time, and never half written."""
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        document = json.loads(file.read_text())
        yield document
        write(file.parent, file.name, json.dumps(document, indent=1).encode())
    finally:
        os.close(folder)
    open_ring(Ring.load(file))
