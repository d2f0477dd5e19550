"""One person at one screen: opens, reads, answers and presses, and every page must be usable."""

import datetime as dt
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from referrals.clock import LONDON
from tests.browser.accessible import accessible, within_the_window

PHONE_SMALL, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
Answer = str | list[str] | dt.date
TYPED = {"tel": "0121 496 0101", "email": "team@police.example", "numeric": "1"}


class Hand:
    """What somebody does with a page; each page it arrives at is checked for everybody's use."""

    def __init__(self, page: Page, *, scripts: bool = True) -> None:
        """Without scripts axe cannot run either; the same page is checked with them elsewhere."""
        self.page = page
        page.set_default_timeout(15_000)
        self.check = accessible if scripts else within_the_window
        self.checked: set[str] = set()
        self.looks()

    def opens(self, path: str) -> None:
        self.page.goto(path)
        self.looks()

    def follows(self, link: str, *, within: str = "main") -> None:
        self.page.locator(within).get_by_role("link", name=link).first.click()
        self.looks()

    def presses(self, button: str, *, within: str = "main") -> None:
        self.page.locator(within).get_by_role("button", name=button).first.click()
        self.looks()

    def looks(self) -> None:
        """Each kind of page once: a second case's page is made of the same parts."""
        self.page.wait_for_load_state()
        kind = re.sub(r"RP-\w+-\w+|d-\w+|[0-9a-f-]{32,}", "", self.page.url)
        said = self.page.locator(".govuk-error-summary, .rp-block, [open]").count()
        if f"{kind} {said}" not in self.checked:
            self.checked.add(f"{kind} {said}")
            self.check(self.page)

    def reads(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)

    def never_reads(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).not_to_contain_text(each)

    def answers(self, **answers: Answer) -> None:
        """Fill in the boxes of these names (`la__name` is la.name)."""
        for name, answer in answers.items():
            self._answer(name.replace("__", "."), answer)

    def answers_the_rest(self) -> None:
        """Whatever else the form must have, answered somehow."""
        for group in self.page.locator("form.rp-form > .govuk-form-group").all():
            if "(optional)" not in group.inner_text():
                _somehow(group)

    def does(self, link: str, **answers: Answer) -> None:
        """Follow a link to a step or a record, answer what it asks, and say so."""
        self.follows(link)
        self.answers(**answers)
        self.answers_the_rest()
        self.page.locator("main form .govuk-button").last.click()
        self.looks()

    def status_of(self, path: str) -> int:
        """What an address answers, without showing it."""
        return self.page.request.get(path).status

    def _answer(self, name: str, answer: Answer) -> None:
        if isinstance(answer, dt.date):
            for part in ("day", "month", "year"):
                self.page.fill(f"[name='{name}-{part}']", str(getattr(answer, part)))
            return
        box = self.page.locator(f"[name='{name}']").first
        if box.get_attribute("type") in {"radio", "checkbox"}:
            for value in [answer] if isinstance(answer, str) else answer:
                self.page.check(f"[name='{name}'][value='{value}']")
        elif _tag(box) == "SELECT":
            box.select_option(str(answer))
        else:
            box.fill(str(answer))


def _tag(box: Locator) -> Any:
    return box.evaluate("box => box.tagName")


def _somehow(group: Locator) -> None:
    if group.locator("input:checked").count():
        return
    choices = group.locator("[type=radio], [type=checkbox]")
    if choices.count():
        no = group.locator("[type=radio][value=no]")
        (no if no.count() and choices.count() <= len(("yes", "no")) else choices).first.check()
        return
    for box in group.locator("select, input, textarea").all():
        if not box.input_value():
            _fill(box)


def _fill(box: Locator) -> None:
    if _tag(box) == "SELECT":
        box.select_option(index=1)
        return
    name = box.get_attribute("name") or ""
    now = dt.datetime.now(LONDON)
    moment = {"day": f"{now:%d}", "month": f"{now:%m}", "year": f"{now:%Y}", "time": f"{now:%H:%M}"}
    kind = box.get_attribute("inputmode") or box.get_attribute("type") or ""
    box.fill(moment.get(name.rpartition("-")[2]) or TYPED.get(kind, "Not known"))
