"""A browser without a screen: it keeps cookies, and fills in the forms that pages really hold."""

import contextvars
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Answer = str | list[str]


@dataclass
class Form:
    """One form of a page, with what it would send if nothing were changed."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, answers: dict[str, Answer]) -> dict[str, list[str]]:
        given = {
            name: [answer] if isinstance(answer, str) else answer
            for name, answer in answers.items()
        }
        return self.values | given


class Browser(FlaskClient):
    """Each request starts from nothing, so that no test shares one person's `g` with another's."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", "https://localhost")
        return contextvars.Context().run(super().open, *args, **kwargs)

    def fill(
        self, path: str, answers: dict[str, Answer] | None = None, to: str = ""
    ) -> TestResponse:
        """Open a page and send its form, as a person would: hidden fields come along by themselves.

        `to` picks the form whose address ends so, where a page has more than one.
        """
        page = self.get(path)
        assert page.status_code == 200, f"{path} answered {page.status_code}"
        return self.send(path, form(page.text, to), answers)

    def send(
        self, path: str, filled: Form, answers: dict[str, Answer] | None = None
    ) -> TestResponse:
        return self.post(filled.action or path, data=filled.filled(answers or {}))


def form(page: str, to: str = "") -> Form:
    """The form that posts to an address with this end; by default the first of the main part."""
    found = [each for each in forms(page) if each.method == "post"]
    for each in found:
        if each.action.partition("?")[0].endswith(to):
            return each
    raise AssertionError(
        f"no form posts to {to!r}, but these do: {[each.action for each in found]}"
    )


def forms(page: str) -> Iterator[Form]:
    """The forms of the page's main part first, then those of its header."""
    reader = _Forms()
    reader.feed(page)
    yield from reader.in_main
    yield from reader.elsewhere


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.in_main: list[Form] = []
        self.elsewhere: list[Form] = []
        self.place = self.elsewhere
        self.form: Form | None = None
        self.text_of = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.place = self.in_main
        elif tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.place.append(self.form)
        elif self.form is not None:
            self._control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.place = self.elsewhere
        elif tag == "form":
            self.form = None
        elif tag == "textarea":
            self.text_of = ""

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.text_of:
            text = "".join(self.form.values[self.text_of]) + data
            self.form.values[self.text_of] = [text.removeprefix("\n")]

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self.form is not None
        name = given.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in given or self.select not in self.form.values):
            self.form.values[self.select] = [given.get("value", "")]
        elif tag == "textarea":
            self.text_of = name
            self.form.values[name] = [""]
        elif tag == "button":
            self.form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and name:
            self._box(name, given)

    def _box(self, name: str, given: dict[str, str]) -> None:
        """A text box sends what is in it; a box to tick sends its value only when it is ticked."""
        assert self.form is not None
        ticked = given.get("type") in {"radio", "checkbox"}
        if not ticked or "checked" in given:
            value = given.get("value", "on" if ticked else "")
            self.form.values.setdefault(name, []).append(value)
