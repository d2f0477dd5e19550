"""AC12: nothing under 5 is shown, and nothing that is not can be worked out from what is."""

import random

import pytest

from tests.attacks import TOTAL, determined, parts, sums
from workflows.suppression import SMALLEST, Grid, shown

PERIODS = ("2025-q2", "2025-q3", "2025-q4", "2026-q1")
CATEGORIES = ("a", "b", "c", "d", "e")


def grid(*rows):
    cells = {
        (period, category): count
        for period, row in zip(PERIODS, rows, strict=False)
        for category, count in zip(CATEGORIES, row, strict=False)
    }
    return Grid(PERIODS[: len(rows)], CATEGORIES[: len(rows[0])], cells)


def found_out(counted):
    """The hidden cells that every page together gives away."""
    seen = shown(counted)
    known = sums(counted.periods, counted.categories, seen)
    rows, columns = list(counted.periods), list(counted.categories)
    hidden = [cell for cell, value in seen.items() if value is None]
    return [
        cell
        for cell in hidden
        if known and determined(known, parts(cell, rows, columns))
        if counted.value(cell) < SMALLEST
    ]


def test_large_counts_are_all_shown():
    counted = grid((10, 12), (9, 20))
    assert shown(counted)[TOTAL, TOTAL] == 51
    assert None not in shown(counted).values()


def test_one_small_count_takes_three_others_with_it():
    """Alone it would be its row's total less the rest; so would a whole row by the year's."""
    seen = shown(grid((3, 12, 30), (9, 20, 30), (40, 50, 60)))
    hidden = {cell for cell, value in seen.items() if value is None}
    assert (PERIODS[0], "a") in hidden
    assert len(hidden) == 4
    assert seen[PERIODS[0], TOTAL] == 45


def test_a_quarter_with_hardly_anybody_is_hidden_whole_and_never_alone():
    seen = shown(grid((1, 2), (20, 30), (9, 8), (50, 60)))
    assert [seen[period, TOTAL] for period in PERIODS] == [None, 50, None, 110]
    assert seen[TOTAL, TOTAL] == 180


def test_of_hardly_anybody_nothing_is_said():
    assert set(shown(grid((1, 0), (0, 3))).values()) == {None}


def test_the_attack_finds_what_plain_suppression_gives_away():
    """The positive control: with small cells blanked and nothing else, they are all found out."""
    counted = grid((3, 12), (9, 20))
    plain = {c: None if counted.value(c) < SMALLEST else counted.value(c)
             for c in counted.everything()}  # fmt: skip
    known = sums(counted.periods, counted.categories, plain)
    assert determined(known, frozenset({(PERIODS[0], "a")}))


@pytest.mark.parametrize("most", [2, 6, 12, 40])
def test_nothing_hidden_is_found_out_by_every_page_together(most):
    chance = random.Random(most)
    for _ in range(8):
        counted = grid(*(
            tuple(chance.choice((0, chance.randint(0, most))) for _ in CATEGORIES)
            for _ in PERIODS
        ))  # fmt: skip
        assert not [
            cell for cell, value in shown(counted).items()
            if value is not None and value < SMALLEST
        ]  # fmt: skip
        assert found_out(counted) == [], counted
