"""Public references such as RP-4827-KT: safe to say over a radio, and naming nobody."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LETTERS = "ABCDEFGHJKLMNPRTVWX"
SHAPE = re.compile(r"RP-(\d{4,6})-([A-Z])([A-Z])")

CHANCE = random.SystemRandom()
_source: ContextVar[random.Random | None] = ContextVar("source", default=None)


@contextmanager
def drawn_from(source: random.Random) -> Iterator[None]:
    """Draw from a known source, so that a seed gives the same references each time."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def check_letter(digits: str, letter: str) -> str:
    """The last letter: sum of weight times value modulo 19, weights 2, 3, 4... from the left."""
    values = [int(digit) for digit in digits] + [LETTERS.index(letter)]
    return LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % 19]


def draw(digits: int = 4) -> str:
    """A reference at random; the caller makes sure that it is unused."""
    source = _source.get() or CHANCE
    number = "".join(source.choice("0123456789") for _ in range(digits))
    letter = source.choice(LETTERS)
    return f"RP-{number}-{letter}{check_letter(number, letter)}"


def sound(reference: str) -> bool:
    """Whether the check letter fits, so that a mis-heard reference opens nobody else's case."""
    match = SHAPE.fullmatch(reference)
    if match is None or not set(match[2] + match[3]) <= set(LETTERS):
        return False
    return check_letter(match[1], match[2]) == match[3]
