"""No template is handed a row: every page a test renders is watched, and here is the watching."""

from dataclasses import dataclass

import pytest
from flask import render_template_string

from referrals.models import Area
from tests.handed import HandedAModel


@dataclass
class View:
    title: str
    parts: list[object]


ROW = Area(code="invented", name="Invented")


@pytest.mark.parametrize(
    "value",
    [ROW, [ROW], {"area": ROW}, View("Area", [ROW]), [View("Areas", [("one", {"it": ROW})])]],
    ids=["alone", "in a list", "in a mapping", "in a view", "deep in a view"],
)
def test_a_row_in_a_page_is_noticed(app, value):
    with app.test_request_context("/"), pytest.raises(HandedAModel, match="Area"):
        render_template_string("{{ thing and '' }}", thing=value)


def test_views_and_plain_values_pass(app):
    with app.test_request_context("/"):
        view = View("Area", ["Invented", 1, None])
        assert render_template_string("{{ view.title }}", view=view) == "Area"
