"""The API's document, drawn in a real browser under the strict policy, and tried from there."""

from tests.browser.hand import DESK


def test_the_document_is_drawn_and_tried_under_the_strict_policy(service, signed_in):
    officer = service.seeded.person("response_officer", team="response_sandwell")
    page = signed_in(officer, viewport=DESK)
    assert tried(page, "get", "/api/me") == "200"
    assert tried(page, "post", "/api/log") == "201"


def tried(page, method, path):
    """Open one route, send it as it stands, and read the status of the answer.

    Of so many routes only those in the window are drawn, so each try begins at the top.
    """
    page.goto("/api/docs")
    block = page.locator(f".opblock-{method}", has=page.locator(f'[data-path="{path}"]'))
    block.locator(".opblock-summary-control").click()
    block.locator(".try-out__btn").click()
    block.locator(".execute").click()
    return block.locator(".live-responses-table .response-col_status").nth(1).inner_text()
