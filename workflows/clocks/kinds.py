"""What each kind of time limit means to whoever reads it: must do, or a target of our own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Kind:
    """`must` where a law, a code or guidance asks for it; else it never holds anything up."""

    must: bool
    words: str


KINDS: Mapping[str, Kind] = MappingProxyType({
    "statutory code": Kind(True, "The Victims’ Code asks for it"),
    "statutory guidance": Kind(True, "Statutory guidance asks for it"),
    "limit": Kind(False, "Their right, and theirs to leave: a request after it needs a reason"),
    "minimum": Kind(True, "The least time the person has: a decision before it needs a reason"),
    "target": Kind(False, "A target of the authority that decides: chased, and blocks nothing"),
    "local target": Kind(False, "Our own target: it is escalated, and blocks nothing"),
    "internal": Kind(False, "A reminder of our own: it is told on its day, and blocks nothing"),
    "mirror of the Home Office form": Kind(False, "The Home Office form deletes the draft then"),
    "confirm before use": Kind(False, "To be confirmed by an authority before use"),
})  # fmt: skip
