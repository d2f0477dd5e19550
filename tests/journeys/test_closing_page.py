"""Closing as its supervisor sees it, and what is told to an agency that loses the case by it."""

import re

from tests import factories
from tests.services.test_closing import closable


def test_each_task_is_answered_for_and_the_agencies_hear_that_it_is_over(seats):
    story = closable(seats.world)
    factories.shared(seats.world, story, {"identity": "share", "support": "share"})
    quayle, at = seats.page("quayle"), f"/cases/{story.reference}/tracks/case/close"
    asked = quayle.get(at).text
    assert "Sharing ends with the case" in asked
    assert "Confirm the hand-over" in asked

    unsaid = quayle.fill(at, {"reason": "All is done"})
    assert "Say why it is being closed" in unsaid.text
    over = {"reason_code": "done", "reason": "All is done"}
    silent = quayle.fill(at, over)
    assert (unsaid.status_code, silent.status_code) == (422, 422)
    assert "Say why these are not needed" in silent.text
    ticked = re.findall(r'name="tasks_done" type="checkbox" value="([^"]+)"', asked)
    assert quayle.fill(at, {**over, "tasks_done": ticked}).status_code == 303
    assert {event.heading for event in factories.events(story, "task_done")} >= {
        "Done: Confirm the hand-over"
    }

    (closed,) = factories.events(story, "case_closed")
    assert closed.detail["reason_code"] == "done"
    timeline = quayle.get(f"/cases/{story.reference}/timeline").text
    assert "What there was to do is done." in timeline

    grant = seats.page("grant")
    assert grant.get(f"/cases/{story.reference}").status_code == 404
    told = grant.get("/notifications").text
    assert "A sharing has ended" in told
    assert story.reference not in told
    link = re.search(r'href="(/n/[^"]+)"', told)[1]
    assert grant.get(link).location == "/partner"
