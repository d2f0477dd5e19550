"""Whether everybody can use a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def accessible(page: Page) -> None:
    """No fault that axe can find, and nothing to scroll sideways for."""
    faults = Axe().run(page).response["violations"]
    told = [f"{fault['id']}: {[node['html'] for node in fault['nodes'][:3]]}" for fault in faults]
    assert told == [], f"{page.url} at {page.viewport_size}"
    within_the_window(page)


def within_the_window(page: Page) -> None:
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{page.url} is {wide} wide in a window of {window}"
