"""Every column says how guarded it is, or that nobody is ever shown it for its own sake."""

import pytest
from sqlalchemy import Column

import referrals.models  # noqa: F401 - every table is known once this is imported
from referrals.db import Base
from workflows.sharing import Tier

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_a_column_has_a_tier_or_is_plumbing(column: Column):
    assert "tier" in column.info, "mark it with shown(label, tier) or plumbing()"
    tier = column.info["tier"]
    assert tier is None or isinstance(tier, Tier)


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_what_may_be_shown_has_a_label_for_people(column: Column):
    if column.info.get("tier") is not None:
        assert column.info["label"].strip()
