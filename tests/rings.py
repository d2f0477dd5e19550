"""Keys of a test's own, open for as long as it takes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from referrals import sealed
from referrals.sealed import Ring, open_ring


@contextmanager
def opened(file: Path) -> Iterator[Ring]:
    before, ring = list(sealed._opened), Ring.load(file)
    open_ring(ring)
    try:
        yield ring
    finally:
        sealed._opened[:] = before


@contextmanager
def copied(app: Flask, folder: Path) -> Iterator[Path]:
    """A copy of the keys of the run."""
    file = Path(shutil.copy(app.config["SETTINGS"].key_file, folder / "keys.json"))
    with opened(file):
        yield file
