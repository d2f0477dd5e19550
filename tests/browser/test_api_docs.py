"""The API's document, drawn in a real browser under the strict policy, and tried from there."""


def test_the_document_is_drawn_and_tried_under_the_strict_policy(service, signed_in):
    page = signed_in(service.seeded.person("response_officer"))
    page.goto("/api/docs")
    assert tried(page, "get", "/api/me") == "200"
    assert tried(page, "post", "/api/log") == "201"


def tried(page, method, path):
    """Open one route, send it as it stands, and read the status of the answer."""
    block = page.locator(f".opblock-{method}", has=page.locator(f'[data-path="{path}"]'))
    block.locator(".opblock-summary-control").click()
    block.locator(".try-out__btn").click()
    block.locator(".execute").click()
    return block.locator(".live-responses-table .response-col_status").nth(1).inner_text()
