"""A new key, its turn, and the end of an old one; each on the trail before it happens (AU1)."""

from collections.abc import Iterator
from pathlib import Path

from referrals import keyring, trail
from referrals.db import writing
from referrals.errors import Invalid
from referrals.sealed import KEY_NUMBERS, ring
from referrals.services.keys.resealing import Progress, again
from referrals.services.keys.uses import STAYS, held


def add(kind: str, file: Path) -> int:
    """A new key on the ring, to read with; its number. Every process must have it before its turn.

    Raises Invalid when there is no number left for it.
    """
    number = keyring.newest(getattr(ring(), kind)) + 1
    if number not in KEY_NUMBERS:
        raise Invalid({"kind": [f"Keys are numbered up to {KEY_NUMBERS[-1]}, and none is left"]})
    _record("key.added", kind, number)
    return keyring.add(file, kind)


def rotate(kind: str, file: Path, folder: Path) -> Iterator[Progress]:
    """The newest key makes all that is new; what older ones made is made again, told as it goes.

    Cut off at any moment, all can be read, and running it again does the rest.
    """
    number = keyring.newest(getattr(ring(), kind))
    _record("key.rotation_begun", kind, number)
    keyring.use(file, kind, number)
    progress = Progress(of=_left(kind, folder))
    yield from again(kind, folder, progress)
    progress.left = _left(kind, folder)
    _record("key.rotated", kind, number, made_anew=progress.done, left=progress.left)
    yield progress


def retire(kind: str, number: int, file: Path, folder: Path) -> None:
    """Take a key off the ring for good; Invalid, saying what it is used by, if it is used."""
    found = next((key for key in held(folder, (kind,)) if key.number == number), None)
    if found is None or number not in getattr(ring(), kind):
        raise Invalid({"number": [f"There is no {kind} key {number} on the ring"]})
    if found.current:
        raise Invalid({"number": [f"The {kind} key {number} is the one in use. Rotate first"]})
    if found.uses:
        count = sum(found.uses.values())
        raise Invalid({"number": [f"{count} values still use {kind} key {number}: {found.words}"]})
    _record("key.retired", kind, number)
    keyring.remove(file, kind, number)


def _left(kind: str, folder: Path) -> int:
    """How many things stand under older keys that can be made anew."""
    older = [key.uses for key in held(folder, (kind,)) if not key.current]
    return sum(count for uses in older for what, count in uses.items() if what not in STAYS)


def _record(act: str, kind: str, number: int, **more: int) -> None:
    with writing():
        trail.changed(None, act, None, after={"kind": kind, "number": number, **more})
