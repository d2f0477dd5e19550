"""What reading the trail again can find."""

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True)
class Break:
    """The first row that does not fit."""

    table: str
    chain: str
    seq: int
    why: str

    def __str__(self) -> str:
        return f"{self.table}, chain {self.chain}, row {self.seq}: {self.why}"


class Broken(Exception):
    """The trail is not whole, and this is where."""

    def __init__(self, at: Break) -> None:
        super().__init__(str(at))
        self.at = at


class CouldNotRun(Exception):
    """The trail could not be read to its end, so nothing is known of it."""


def broken(table: str, chain: object, seq: object, why: str) -> NoReturn:
    """Stop at a row; its values are shown as found, since whoever edited it chose them."""
    raise Broken(Break(table, str(chain), seq if isinstance(seq, int) else 0, why))
