"""Whether everybody can use a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LETTERING = """[...new Set([...document.querySelectorAll('body *')]
    .filter(each => [...each.childNodes].some(part => part.nodeType === 3 && part.data.trim()))
    .map(each => {
        const {color, fontSize, fontWeight} = getComputedStyle(each);
        const ground = one => getComputedStyle(one).backgroundColor;
        let under = each;
        while (under.parentElement && ground(under) === 'rgba(0, 0, 0, 0)')
            under = under.parentElement;
        return [color, ground(under), fontSize, fontWeight].join(' ');
    }))]"""
"""What contrast hangs on: the colour of every text, what is under it, its size and weight."""
measured: set[str] = set()
"""The lettering whose contrast was measured on some page before: it takes axe most of its time."""


def accessible(page: Page) -> None:
    """No fault that axe can find, and nothing to scroll sideways for."""
    lettering = set(page.evaluate(LETTERING))
    contrast = {"color-contrast": {"enabled": not lettering <= measured}}
    options = {"resultTypes": ["violations"], "rules": contrast}
    faults = Axe().run(page, options=options).response["violations"]
    told = [f"{fault['id']}: {[node['html'] for node in fault['nodes'][:3]]}" for fault in faults]
    assert told == [], f"{page.url} at {page.viewport_size}"
    measured.update(lettering)
    within_the_window(page)


def within_the_window(page: Page) -> None:
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{page.url} is {wide} wide in a window of {window}"
