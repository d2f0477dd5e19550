"""Files on disk: sealed, under names that say nothing, and swept up when no row knows them."""

import os
import time
from collections.abc import Collection
from pathlib import Path

from referrals import sealed
from referrals.db import new_id

GRACE = 3600.0
"""Seconds that a file may wait for its row: longer than any request."""


def put(folder: Path, document: str, content: bytes) -> str:
    """Keep a file for a row that is about to be stored; the name it has on disk.

    The file is whole and on the disk before its row is: a row never points at nothing.
    """
    name = new_id()
    write(folder, name, sealed.seal_bytes(content, _place(document)))
    return name


def get(folder: Path, name: str, document: str) -> bytes:
    """What the file of this document holds; Unreadable if it was put there for another."""
    return sealed.unseal_bytes((folder / name).read_bytes(), _place(document))


def drop(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)


def sweep(folder: Path, known: Collection[str], at: float | None = None) -> int:
    """Delete files that no row knows and that are too old to be waiting for one; how many."""
    before = (at or time.time()) - GRACE
    if not folder.is_dir():
        return 0
    stray = [
        file
        for file in folder.iterdir()
        if file.is_file() and file.name not in known and file.stat().st_mtime < before
    ]
    for file in stray:
        file.unlink(missing_ok=True)
    return len(stray)


def key_of(folder: Path, name: str) -> int:
    """The number of the key that a file is sealed under; 0 if it is not there, or is empty."""
    try:
        with (folder / name).open("rb") as file:
            return next(iter(file.read(1)), 0)
    except FileNotFoundError:
        return 0


def reseal(folder: Path, name: str, document: str) -> None:
    """Seal a file under the current key, in place and at once."""
    write(folder, name, sealed.reseal((folder / name).read_bytes(), _place(document)))


def write(folder: Path, name: str, content: bytes) -> None:
    """Beside its place first, and moved there whole: a reader finds the old file or the new.

    What is replaced keeps its owner, whoever replaces it: the service must be able to read it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place, beside = folder / name, folder / f"{name}.{new_id()}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if place.exists():
            os.fchown(file.fileno(), place.stat().st_uid, place.stat().st_gid)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)
    there = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(there)
    finally:
        os.close(there)


def _place(document: str) -> str:
    return f"documents.file:{document}"
