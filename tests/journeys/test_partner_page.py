"""A partner's page where the stage and the team are withheld: nothing untrue, and a way on."""

from referrals.services import notifications
from tests import factories

ALL_BUT_AREA_AND_ASSAULT = {
    "identity": "share",
    "contact": "share",
    "allegation": "share",
    "safeguarding": "share",
    "support": "share",
    "area": "not_needed",
    "assault": "not_needed",
}


def test_what_is_withheld_is_not_told_as_if_it_had_not_begun(seats):
    story = factories.claimed(seats.world)
    factories.shared(seats.world, story, ALL_BUT_AREA_AND_ASSAULT)
    grant, at = seats.page("grant"), f"/cases/{story.reference}"
    for page in (grant.get(at).text, grant.get("/partner").text):
        assert "Open, with the police" in page
        assert "Initial response" not in page
        assert "Talk to Police" not in page

    assert f'href="{at}/update">write to them here' in grant.get(at).text
    written = grant.fill(f"{at}/update", {"kind": "support", "text": "Please ring us"})
    assert written.status_code == 303
    told = [
        line.words for case in notifications.mine(seats.world.nair).cases for line in case.lines
    ]
    assert "A partner wrote on a case of yours" in told
