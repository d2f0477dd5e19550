"""Given the demonstration, when somebody signs in, then they are where their work is."""

import pytest

from tests.browser.accessible import accessible

PHONE_SMALL, DESK = {"width": 320, "height": 700}, {"width": 1280, "height": 900}


@pytest.mark.parametrize("viewport", [PHONE_SMALL, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/sign-in", "/help", "/accessibility", "/privacy"])
def test_a_page_for_everybody_is_accessible(window, path, viewport):
    page = window(viewport)
    page.goto(path)
    accessible(page)


def test_a_response_officer_can_log_a_case_at_once_without_javascript(service, signed_in):
    officer = service.seeded.person("response_officer", team="response_solihull")
    page = signed_in(officer, java_script_enabled=False)
    assert page.url == f"{service.url}/log"
