"""Works hidden counts out of shown ones, as somebody with every page side by side would."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

Cell = tuple[str, str]
Sum = tuple[frozenset[Cell], int]
TOTAL = "total"


def sums(
    periods: Iterable[str], categories: Iterable[str], shown: Mapping[Cell, int | None]
) -> list[Sum]:
    """Every number that any page shows, as the sum of the counts that it is made of."""
    rows, columns = list(periods), list(categories)
    return [
        (parts(cell, rows, columns), value) for cell, value in shown.items() if value is not None
    ]


def parts(cell: Cell, rows: list[str], columns: list[str]) -> frozenset[Cell]:
    over = rows if cell[0] == TOTAL else [cell[0]]
    across = columns if cell[1] == TOTAL else [cell[1]]
    return frozenset((row, column) for row in over for column in across)


def determined(known: list[Sum], wanted: frozenset[Cell]) -> bool:
    """Whether a hidden sum is fixed: by adding and taking away, or since no count is negative."""
    return _combined(known, wanted) or _bounded(known, wanted)


def _combined(known: list[Sum], wanted: frozenset[Cell]) -> bool:
    """Gauss: whether the wanted sum is made of the known ones."""
    cells = sorted(frozenset().union(*(cells for cells, _ in known), wanted))
    basis: list[list[Fraction]] = []
    for cells_of, _ in known:
        row = _reduced([Fraction(cell in cells_of) for cell in cells], basis)
        if any(row):
            basis.append(row)
    return not any(_reduced([Fraction(cell in wanted) for cell in cells], basis))


def _reduced(row: list[Fraction], basis: list[list[Fraction]]) -> list[Fraction]:
    for other in basis:
        lead = next(place for place, value in enumerate(other) if value)
        if row[lead]:
            factor = row[lead] / other[lead]
            row = [a - factor * b for a, b in zip(row, other, strict=True)]
    return row


def _bounded(known: list[Sum], wanted: frozenset[Cell]) -> bool:
    """Narrow what each count may be by every sum, until nothing narrows any more."""
    most = max((value for _, value in known), default=0)
    cells = frozenset().union(*(cells for cells, _ in known), wanted)
    low, high = dict.fromkeys(cells, 0), dict.fromkeys(cells, 2 * most + 100)
    while _narrow(known, low, high):
        pass
    return sum(low[cell] for cell in wanted) == sum(high[cell] for cell in wanted)


def _narrow(known: list[Sum], low: dict[Cell, int], high: dict[Cell, int]) -> bool:
    before = (dict(low), dict(high))
    for cells, value in known:
        for cell in cells:
            rest = cells - {cell}
            high[cell] = min(high[cell], value - sum(low[each] for each in rest))
            low[cell] = max(low[cell], value - sum(high[each] for each in rest))
    return before != (low, high)
