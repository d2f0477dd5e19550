"""R18: a notice that names nobody tells where no nearer than the town."""

import pytest

from workflows.nrm_form.towns import town


@pytest.mark.parametrize("words", [
    "Coventry", "West Bromwich", "Stratford-upon-Avon", "Newcastle upon Tyne", "King’s Lynn",
    "St Albans", "St. Ives", "Chester-le-Street", "Street", "Bishop's Castle", "Ystrad Mynach",
    "Royal Leamington Spa", "Ashby de la Zouch", "Wells next the Sea", "Unknown", "Cwmbrân",
])  # fmt: skip
def test_a_town_is_told(words):
    assert town(words)


@pytest.mark.parametrize("words", [
    "12 Sample Row", "Derby, Lane", "Sandpit Lane", "The Old Vicarage Dudley", "Rose Cottage",
    "Sample Street", "High St", "near the mosque", "Above the nail bar", "Flat B Dudley",
    "Harbour House refuge", "her uncle in Walsall", "Dudley (the hostel)", "Dudley; Mill Farm",
    "She was kept in Dudley with the others", "B1 1AA", "", "+44", "Dudley/Sample",
])  # fmt: skip
def test_a_house_a_street_and_the_way_to_one_are_not(words):
    assert not town(words)
