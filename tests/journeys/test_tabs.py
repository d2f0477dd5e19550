"""What stands over the tabs of a case that are pages of their own (ux A.4)."""

import re

from referrals.models import TrailRead
from tests import factories
from tests.people import signed_in
from tests.stored import rows

TABS = {
    "links": "Linked cases",
    "documents": "Documents",
    "sharing": "Sharing and consent",
    "nrm": "NRM",
    "activity": "Who has seen this",
}


def test_every_tab_stands_under_the_heading_and_beside_the_other_tabs(app):
    world = factories.world()
    story = factories.claimed(world)
    browser = signed_in(app.test_client(), world.lowe)
    heading, _ = parts(browser.get(f"/cases/{story.reference}").text)
    for place, name in TABS.items():
        over, tabs = parts(browser.get(f"/cases/{story.reference}/{place}").text)
        assert over == heading, place
        assert f'/{place}" aria-current="page">{name}<' in tabs
        assert tabs.count("aria-current") == 1
        assert tabs.count("<li>") == 9


def test_the_record_says_that_the_heading_was_read_and_a_program_is_given_none(app):
    world = factories.world()
    story = factories.claimed(world)
    browser = signed_in(app.test_client(), world.nair)
    browser.get(f"/cases/{story.reference}/documents")
    assert "over" not in browser.get(f"/api/cases/{story.reference}/documents").json
    looks = [row.tiers for row in rows(TrailRead, act="documents.listed")]
    assert looks == ["allegation,identity,safeguarding,tasks", ""]


def test_an_agency_reads_its_documents_without_tabs(app):
    world = factories.world()
    story = factories.claimed(world)
    factories.shared(world, story, {"identity": "share", "support": "share"})
    page = signed_in(app.test_client(), world.grant).get(f"/cases/{story.reference}/documents")
    assert page.status_code == 200
    assert '<h1 class="govuk-heading-l">Documents</h1>' in page.text
    assert "rp-case__facts" not in page.text
    assert "rp-subnav" not in page.text


def parts(page):
    """The heading of a case, but for the token of its form, and its tabs."""
    page = re.sub(r'value="[^"]+"', "", page)
    over = page[page.index('<div class="rp-case">') : page.index('<nav class="rp-subnav"')]
    return over, page[page.index('<nav class="rp-subnav"') :].partition("</nav>")[0]
