"""Hides the counts in a table that could point at somebody, and those that would give them away.

AC12: a cell under 5 is not shown, nor as many others as it takes that no sum over rows, columns,
totals or periods gives it back. The table is one grid: periods down, categories across, with
totals both ways. In a grid of sums the hidden cells form a network of flows, and a cell can be
worked out exactly when no way round that network passes through it. The whole grid is
judged at once, so every choice of filter shows a part of one and the same answer.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SMALLEST = 5
TOTAL = "total"
Cell = tuple[str, str]
Arc = tuple[Cell, str, str, int]
"""A hidden cell as a step of a way round: from, to, and whether its count goes up or down."""


@dataclass(frozen=True)
class Grid:
    """Counts by period and category; `cells` holds no totals, and none is negative."""

    periods: tuple[str, ...]
    categories: tuple[str, ...]
    cells: Mapping[Cell, int]

    def value(self, cell: Cell) -> int:
        """A count, or the sum of its row, its column or the whole."""
        rows = self.periods if cell[0] == TOTAL else (cell[0],)
        columns = self.categories if cell[1] == TOTAL else (cell[1],)
        return sum(self.cells.get((row, column), 0) for row in rows for column in columns)

    def everything(self) -> Iterator[Cell]:
        """Every cell and every total."""
        for row in (*self.periods, TOTAL):
            for column in (*self.categories, TOTAL):
                yield row, column


def shown(grid: Grid) -> dict[Cell, int | None]:
    """Every count and total of the grid, None in place of what is not shown."""
    hidden = _hidden(grid)
    return {cell: None if cell in hidden else grid.value(cell) for cell in grid.everything()}


def _hidden(grid: Grid) -> set[Cell]:
    if grid.value((TOTAL, TOTAL)) < SMALLEST:
        return set(grid.everything())
    hidden = {(row, column) for row in _thin(grid) for column in (*grid.categories, TOTAL)}
    hidden |= {cell for cell in grid.everything() if grid.value(cell) < SMALLEST}
    for cell in sorted(hidden):
        _protect(grid, cell, hidden)
    return hidden


def _thin(grid: Grid) -> set[str]:
    """Periods with too few people, and as many more as it takes that none is known by the rest."""
    totals = sorted((grid.value((row, TOTAL)), row) for row in grid.periods)
    thin = {row for total, row in totals if total < SMALLEST}
    for _, row in totals:
        enough = len(thin) > 1 and sum(grid.value((each, TOTAL)) for each in thin) >= SMALLEST
        if not thin or enough:
            break
        thin.add(row)
    return thin


def _protect(grid: Grid, cell: Cell, hidden: set[Cell]) -> None:
    """Hide the cheapest cells that let this one be more than it is, if nothing hidden does yet."""
    start, end = _ends(cell)
    hidden |= set(_way(grid, end, start, hidden, cell))


def _way(grid: Grid, start: str, end: str, hidden: set[Cell], but: Cell) -> list[Cell]:
    """The cells of the cheapest way through the grid; what is hidden already costs nothing."""
    waiting: list[tuple[int, str, list[Cell]]] = [(0, start, [])]
    done: set[str] = set()
    while waiting:
        cost, node, cells = heapq.heappop(waiting)
        if node == end:
            return cells
        if node in done:
            continue
        done.add(node)
        for cell, here, there, step in _arcs(grid, hidden, but):
            if here == node and there not in done:
                heapq.heappush(waiting, (cost + step, there, [*cells, cell]))
    return []


def _arcs(grid: Grid, hidden: set[Cell], but: Cell) -> Iterator[Arc]:
    """Every cell can be more; only one that counts somebody can be less."""
    for cell in grid.everything():
        if cell == but or (cell not in hidden and cell[1] == TOTAL):
            continue  # how many there were in a period is shown, or hidden with all of the period
        cost = 0 if cell in hidden else grid.value(cell) + 1
        up, down = _ends(cell)
        yield cell, up, down, cost
        if grid.value(cell) > 0:
            yield cell, down, up, cost


def _ends(cell: Cell) -> tuple[str, str]:
    """A cell flows from its row to its column, a total the other way: then all sums are 0."""
    row, column = f"row {cell[0]}", f"column {cell[1]}"
    return (column, row) if (cell[0] == TOTAL) != (cell[1] == TOTAL) else (row, column)
