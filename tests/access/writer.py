"""One who writes a case, in words that stand nowhere else, and who is who on it."""

from dataclasses import dataclass, field

from referrals.actor import Actor
from referrals.seed.teller import Telling
from referrals.services import (
    documents,
    progress,
)
from tests.access.words import Words
from tests.factories import World
from tests.files import pdf

CHILD, ADULT, RESTRICTED = "child", "adult", "restricted"
LEAD = {CHILD: "nair", ADULT: "osei", RESTRICTED: "nair"}
SUPERVISOR = {CHILD: "lowe", ADULT: "larch", RESTRICTED: "lowe"}
LOCAL = {CHILD: "adeyemi", ADULT: "holt", RESTRICTED: "adeyemi"}
BOARD = {CHILD: ("lscb", "marsh"), ADULT: ("sab", "pell")}
PARTNERS = {
    "declined": "Yellow Door",
    "withdrawn": "Lantern House",
    "ended": "Open Gate",
}
"""Charities that hold nothing any more, each with one person of that name."""


@dataclass
class Writer:
    """Writes one case, in words that stand nowhere else."""

    people: World
    words: Words
    case: str
    store: documents.Store
    story: Telling | None = None
    shares: dict[str, str] = field(default_factory=dict)

    @property
    def told(self) -> Telling:
        assert self.story is not None
        return self.story

    @property
    def reference(self) -> str:
        return self.told.reference

    @property
    def lead(self) -> Actor:
        return self.people.actors[LEAD[self.case]]

    @property
    def supervisor(self) -> Actor:
        return self.people.actors[SUPERVISOR[self.case]]

    def word(self, tier: str, by: Actor, what: str) -> str:
        return self.words.new(self.case, tier, by.name.lower(), what)

    def does(self, do: object) -> None:
        self.told.does(do)  # type: ignore[arg-type]

    def moves(self, by: Actor, track: str, code: str, tier: str, *keys: str, **more: object):
        """One move, with a word of its own in each of these answers."""
        given = self._said(by, code, tier, keys, more)
        self.does(lambda: progress.move(by, self.reference, (track, code), given))

    def records(self, by: Actor, code: str, tier: str, *keys: str, **more: object) -> None:
        given = self._said(by, code, tier, keys, more)
        self.does(lambda: progress.record(by, self.reference, code, given))

    def _said(
        self, by: Actor, code: str, tier: str, keys: tuple[str, ...], more: dict[str, object]
    ) -> dict[str, object]:
        said = {key: self.word(tier, by, f"{code}.{key}") for key in keys}
        return said | {key.replace("__", "."): value for key, value in more.items()}

    def document(self, who: Actor, tier: str) -> None:
        name, about, inside = (
            self.word(tier, who, f"document.{tier}.{key}") for key in ("name", "about", "inside")
        )
        content = pdf(f"/Q ({inside})".encode())
        new = documents.New("letter", tier, about, f"{name}.pdf", content)
        self.does(lambda: documents.add(who, self.reference, new, self.store))
