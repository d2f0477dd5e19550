"""The rule books there are, by version: a case lives by the one it was opened under.

A new version is a new book beside the old one, in `BOOKS`; nothing moves a case to it but a
supervisor's recorded act. A version that no case is pinned to may be taken out again.
"""

from workflows import VERSION, pinned
from workflows.book import BOOK, Book
from workflows.facts import CaseFacts

BOOKS: dict[str, Book] = pinned.BOOKS
BOOKS[VERSION] = BOOK


class UnknownVersion(LookupError):
    """A case is pinned to a rule book that is not here: no rule may be read for it."""

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(
            f"This case was opened under version {version} of the rules, "
            f"and the service holds only {', '.join(sorted(BOOKS))}"
        )


def book(version: str) -> Book:
    """The book of a version; of none named, the present one. UnknownVersion if it is not here."""
    try:
        return BOOKS[version or VERSION]
    except KeyError:
        raise UnknownVersion(version) from None


def book_of(facts: CaseFacts) -> Book:
    """The book by which a case is judged."""
    return book(facts.rulebook)
