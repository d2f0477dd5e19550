"""What a search shows: cases the searcher may open anyway, and why each was found."""

from dataclasses import dataclass

from referrals.views.lists import Row


@dataclass(frozen=True)
class Found:
    """One case that fits; `as_what` is who in it does, `because` the things that agree."""

    row: Row
    as_what: str
    because: tuple[str, ...]


@dataclass(frozen=True)
class SearchView:
    """A page of what was found. `too_many` when there is more than anybody would look through."""

    asked: tuple[tuple[str, str], ...]
    found: tuple[Found, ...]
    count: int
    too_many: bool
    next: str | None
