"""Words that stand nowhere else, so that whatever leaves the service can be searched for them."""

import datetime as dt
import re
from dataclasses import dataclass, field

LETTERS = "bcdfghjklmnprstvwxz"
WORD = re.compile(r"qz[bcdfghjklmnprstvwxz]{5}", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """What a word was written as: in which case, how guarded, by whom, and in answer to what."""

    case: str
    tier: str
    by: str
    what: str

    @property
    def name(self) -> str:
        return f"{self.case}: {self.what} ({self.tier}, by {self.by})"


@dataclass
class Words:
    """Every word that was given out, by its own letters."""

    known: dict[str, Word] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)

    def new(self, case: str, tier: str, by: str, what: str) -> str:
        number, letters = len(self.known), ""
        for _ in range(5):
            number, place = divmod(number, len(LETTERS))
            letters += LETTERS[place]
        made = f"Qz{letters}"
        self.known[made.lower()] = Word(case, tier, by, what)
        return made

    def day(self, case: str, tier: str, by: str, what: str) -> dt.date:
        """A date that nothing else has, as it is kept and as a page says it."""
        day = dt.date(1951, 1, 1) + dt.timedelta(days=101 * len(self.days))
        self.known[day.isoformat()] = Word(case, tier, by, what)
        self.days |= {day.isoformat(): day.isoformat(), f"{day:%-d %B %Y}": day.isoformat()}
        return day

    def within(self, text: str | bytes) -> set[str]:
        """The words that stand in a text, however their letters are written."""
        said = text.decode("latin-1") if isinstance(text, bytes) else text
        days = {day for form, day in self.days.items() if form in said}
        return {found.lower() for found in WORD.findall(said)} & self.known.keys() | days
