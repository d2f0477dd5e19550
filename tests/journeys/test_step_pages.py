"""Steps as pages ask them: found before their time, refused with what was typed, never untrue."""

import re

from tests import factories
from tests.web import form

ON_THE_DAY = {"at-day": "10", "at-month": "3", "at-year": "2026", "outcome": "positive"}


def test_a_decision_that_is_refused_comes_back_as_its_form(world, seats):
    cole, at = seats.page("cole"), f"/cases/{factories.submitted(world).reference}/tracks/nrm"
    assert cole.fill(f"{at}/record_rg", ON_THE_DAY).status_code == 303

    early = cole.fill(f"{at}/record_cg", ON_THE_DAY)
    assert early.status_code == 422
    assert "Give a reason" in early.text
    typed = form(early.text)
    assert typed.values["at-year"] == ["2026"]
    assert cole.send(f"{at}/record_cg", typed, {"early_reason": "they_asked"}).status_code == 303


def test_whoever_starts_the_form_is_taken_to_it_and_finds_it_again(world, seats):
    nair, at = seats.page("nair"), f"/cases/{factories.claimed(world).reference}"
    assert "See the form as it was sent" not in nair.get(f"{at}/nrm").text
    started = nair.fill(f"{at}/tracks/nrm/draft")
    assert (started.status_code, started.location) == (303, f"{at}/nrm")
    onward = nair.get(at).text
    assert re.search(rf'href="{at}/nrm">Continue the NRM referral \(\d+ to answer\)', onward)


def test_handing_over_is_found_before_they_are_safe_and_leaves_nothing_untrue(world, seats):
    okafor, story = seats.page("okafor"), factories.log(world)
    at = f"/cases/{story.reference}"
    before = okafor.get(f"{at}/steps").text
    assert "First say they are out of immediate danger" in before
    too_soon = okafor.get(f"{at}/tracks/response/hand_over")
    assert too_soon.status_code == 409
    assert f'href="{at}">Back to {story.reference}' in too_soon.text

    handed = factories.safe(world)
    after = okafor.get(f"/cases/{handed.reference}").text
    assert "No clock is running" not in after
    assert "The team that has this case sees its clocks" in after
    assert "First say they" not in okafor.get(f"/cases/{handed.reference}/steps").text
