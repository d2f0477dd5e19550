"""A real browser on the real service, and every page that it opens is watched."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.service import Service, running
from tests.seeded import Seeded

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",  # CI is root in a container; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def service(run_folder: Path, seeded: Seeded, key_file: Path) -> Iterator[Service]:
    with running(run_folder, seeded, key_file) as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "No Chromium: make test installs it, or says what to install"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def window(chromium: Browser, service: Service) -> Iterator[Callable[..., Page]]:
    """Open a window of a browser of its own, in which nothing may go wrong."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(viewport: dict[str, int] = PHONE, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=service.url,
            viewport=viewport,
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        _watch(page, service.url, wrong)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def signed_in(window: Callable[..., Page]) -> Callable[..., Page]:
    """A window in which this person has signed in, as people do.

    A code works once and there are few in a minute: tests that are near each other take each a
    person of their own.
    """

    def as_person(person: dict[str, Any], **options: Any) -> Page:
        page = window(**options)
        page.goto("/sign-in")
        page.fill("#email", person["email"])
        page.fill("#password", person["password"])
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.fill("[name=code]", page.inner_text("main b.rp-ref"))
        page.get_by_role("button", name="Continue").click()
        return page

    return as_person


def _watch(page: Page, home: str, wrong: list[str]) -> None:
    """Errors on the console (a refused style is one), in scripts, and requests to anywhere else."""
    page.on(
        "console", lambda said: said.type == "error" and wrong.append(f"{page.url}: {said.text}")
    )
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on(
        "request",
        lambda sent: (
            sent.url.startswith((home, "data:", "blob:")) or wrong.append(f"sent to {sent.url}")
        ),
    )
