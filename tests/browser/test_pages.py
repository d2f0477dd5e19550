"""Whoever looks, wherever they go: each page says what it is, and everybody can use it."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.accessible import accessible, within_the_window
from tests.browser.hand import DESK, PHONE_SMALL
from workflows.sharing import ROLES

FEW = 4
PAGES = {
    "response_officer": 12,
    "ppd_investigator": 22,
    "ppd_supervisor": 12,
    "la_children_social_worker": 10,
    "ngo_support_worker": 9,
    "competent_authority": 7,
}
"""How many kinds of page to look at as each; roles that are not here share theirs with one that is.
What everybody may read is looked at once, by the first of them."""

ONE_OF_A_KIND = (
    (r"RP-\w+-\w+", "ref"),
    (r"/(record|nrm|tasks|clocks|sharing|copies)/(?!new$)[^/]+", r"/\1/one"),
    (r"/tracks/[^/]+/[^/]+", "/tracks/one"),
    (r"/log/d-[^/]+", "/log/one"),
)
FOR_EVERYBODY = re.compile(
    r"/(guide|help|accessibility|privacy|how-a-case-moves|account)\b|/static/|/api/"
)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_says_what_it_is_and_can_be_used(role, service, signed_in):
    page = signed_in(service.seeded.person(role), viewport=DESK)
    assert "/sign-in" not in page.url

    told = {}
    for path in kinds_of_page(page, PAGES.get(role, FEW), everybody=role == ROLES[0]):
        told[path] = what_it_says(page)
        usable(page)

    assert len(set(told.values())) == len(told), f"pages that say the same: {told}"


def kinds_of_page(page: Page, most: int, *, everybody: bool):
    """Open one page of each kind that links lead to, this many at most; the address of each."""
    waiting = deque([urlsplit(page.url).path])
    kinds: set[str] = set()
    while waiting and len(kinds) < most:
        path = waiting.popleft()
        if kind(path) in kinds or (FOR_EVERYBODY.match(path) and not everybody):
            continue
        kinds.add(kind(path))
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        led_to = urlsplit(page.url).path
        if led_to != path and kind(led_to) in kinds:
            continue
        kinds.add(kind(led_to))
        found = page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
        waiting += [urlsplit(link).path for link in found if link.startswith("http")]
        yield led_to


def kind(path: str) -> str:
    for pattern, one in ONE_OF_A_KIND:
        path = re.sub(pattern, one, path)
    return path


def what_it_says(page: Page) -> tuple[str, str]:
    """Its title and its one heading."""
    (heading,) = page.locator("h1").all_inner_texts()
    assert heading.strip()
    title = page.title()
    assert title.endswith(" – Referral pathway"), title
    return title, heading


def usable(page: Page) -> None:
    """On a desk and on a small phone, with everything unfolded; axe sees the phone's page."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    within_the_window(page)
    page.set_viewport_size(PHONE_SMALL)
    accessible(page)
    page.set_viewport_size(DESK)
