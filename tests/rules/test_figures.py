"""What a board counts: each person once in each table, so that no table gives another away."""

import pytest

from workflows.figures import TABLES, categories

STANDS = [
    ("not_assessed", "none", "not_sent"),
    ("ready", "active", "not_sent"),
    ("submitted", "none", "waiting"),
    ("reconsideration", "active", "waiting"),
    ("rg_positive", "active", "reasonable"),
    ("cg_positive", "declined", "conclusive"),
    ("no_grounds", "active", "supported"),
    ("dtn_sent", "declined", "declined"),
    ("withdrawn", "ended", "ended"),
    ("rg_negative", "move_on", "supported"),
    ("cg_negative", "none", "no_support"),
]
"""S57: where the NRM gives nothing, what is counted is the help outside it, and not both (AC12)."""


@pytest.mark.parametrize(("nrm", "support", "stands"), STANDS)
def test_a_person_stands_in_the_nrm_or_is_helped_outside_it(nrm, support, stands):
    told = categories("closed", "cse", nrm, support)
    assert told == {"stages": "closed", "pathways": "cse", "nrm": stands}


def test_every_category_of_where_somebody_stands_has_its_words():
    (table,) = (row for row in TABLES if row.code == "nrm")
    assert {stands for *_, stands in STANDS} == set(table.categories)
