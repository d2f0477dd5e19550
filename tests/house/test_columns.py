"""Every column says how guarded it is, or that nobody is ever shown it for its own sake."""

import referrals.models  # noqa: F401 - every table is known once this is imported
from referrals.db import Base
from workflows.sharing import Tier

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_every_column_has_a_tier_or_is_plumbing():
    marked = {None, *Tier}
    assert [str(column) for column in COLUMNS if column.info.get("tier", "?") not in marked] == []


def test_what_may_be_shown_has_a_label_for_people():
    shown = [column for column in COLUMNS if column.info.get("tier")]
    assert shown
    assert [str(column) for column in shown if not column.info["label"].strip()] == []
