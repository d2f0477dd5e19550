"""Steps as pages ask them: found before their time, refused with what was typed, never untrue."""

import re

from referrals.models import Task, TrailRead
from tests import factories
from tests.stored import rows
from tests.web import form

ON_THE_DAY = {"at-day": "10", "at-month": "3", "at-year": "2026", "outcome": "positive"}


def test_a_decision_that_is_refused_comes_back_as_its_form(world, seats):
    cole, at = seats.page("cole"), f"/cases/{factories.submitted(world).reference}/tracks/nrm"
    assert cole.fill(f"{at}/record_rg", ON_THE_DAY).status_code == 303

    early = cole.fill(f"{at}/record_cg", ON_THE_DAY)
    assert early.status_code == 422
    assert "Give a reason" in early.text
    typed = form(early.text)
    assert typed.values["at-year"] == ["2026"]
    assert cole.send(f"{at}/record_cg", typed, {"early_reason": "they_asked"}).status_code == 303


def test_a_page_that_is_stale_shows_what_was_done_beside_what_was_typed(world, seats):
    nair, story = seats.page("nair"), factories.claimed(world)
    at = f"/cases/{story.reference}/record/wishes"
    opened = form(nair.get(at).text)
    factories.record(world.lowe, story, "threat_to_life", threat=True)
    stale = nair.send(at, opened, {"wishes": "To go home to Aunt Bea"})
    assert stale.status_code == 409
    assert re.search(r"<dt>Lowe, \d\d:\d\d</dt><dd[^>]*>Threat to life answered", stale.text)
    assert "To go home to Aunt Bea" in stale.text


def test_a_comment_on_the_referral_leads_to_the_answers_it_is_about(world, seats):
    lowe, at = seats.page("lowe"), f"/cases/{factories.claimed(world).reference}"
    nair = seats.page("nair")
    nair.fill(f"{at}/tracks/nrm/draft")
    assert f'href="{at}/record/read_through_comment"' in lowe.get(f"{at}/nrm").text
    said = {"about": "place", "reason": "Name the town."}
    assert lowe.fill(f"{at}/record/read_through_comment", said).status_code == 303
    page = nair.get(f"{at}/nrm").text
    assert re.search(rf'href="{at}/nrm/place">Where it happened</a>: <[^>]*>Name the town', page)
    assert "Name the town." in nair.get(f"{at}/nrm/place").text


def test_the_record_of_sending_leads_to_where_its_receipt_is_added(world, seats):
    nair, case = seats.page("nair"), f"/cases/{factories.submitted(world).reference}"
    add = f"{case}/documents/new?kind=nrm_receipt"
    assert f'href="{add}">Add the receipt' in nair.get(f"{case}/nrm").text
    asked = form(nair.get(add).text).values
    assert (asked["kind"], asked["tier"]) == (["nrm_receipt"], ["nrm_decision"])


def test_whoever_starts_the_form_is_taken_to_it_and_finds_it_again(world, seats):
    nair, at = seats.page("nair"), f"/cases/{factories.claimed(world).reference}"
    assert "See the form as it was sent" not in nair.get(f"{at}/nrm").text
    started = nair.fill(f"{at}/tracks/nrm/draft")
    assert (started.status_code, started.location) == (303, f"{at}/nrm")
    onward = nair.get(at).text
    assert re.search(rf'href="{at}/nrm">Continue the NRM referral \(\d+ to answer\)', onward)


def test_handing_over_is_found_before_they_are_safe_and_leaves_nothing_untrue(world, seats):
    okafor, story = seats.page("okafor"), factories.log(world)
    at = f"/cases/{story.reference}"
    before = okafor.get(f"{at}/steps").text
    assert "First say they are out of immediate danger" in before
    too_soon = okafor.get(f"{at}/tracks/response/hand_over")
    assert too_soon.status_code == 409
    assert f'href="{at}">Back to {story.reference}' in too_soon.text

    handed = factories.safe(world)
    after = okafor.get(f"/cases/{handed.reference}").text
    assert "No clock is running" not in after
    assert "The team that has this case sees its clocks" in after
    assert "First say they" not in okafor.get(f"/cases/{handed.reference}/steps").text


ASKED = {"why": "offender", "reason": "He is said to be armed."}


def test_ett_answers_from_its_own_list_on_pages_and_by_another_system(world, seats):
    """S11: the same request, declined on a page and, asked again, taken on through the API."""
    ett, at = seats.page("sparrow"), f"/cases/{factories.claimed(world).reference}"
    nair, asked = seats.page("nair"), ASKED
    assert f'href="{at}/record/ett_request">Ask for ETT tasking' in nair.get(f"{at}/steps").text
    assert nair.fill(f"{at}/record/ett_request", asked).status_code == 303

    decline = f"{at}/record/ett_decline"
    for page in ("/my-work", "/teams/ett/queue"):
        assert f'href="{decline}"' in ett.get(page).text
    assert ett.get(at).status_code == 404
    no_reason = ett.fill(decline, {"reason": "A firearms job"})
    assert (no_reason.status_code, "Say why ETT cannot" in no_reason.text) == (422, True)
    done = ett.fill(decline, {"reason_code": "priorities", "reason": "A firearms job"})
    assert (done.status_code, done.location) == (303, "/my-work")
    assert "He is said to be armed" not in ett.get("/my-work").text
    assert "ETT has declined what you asked" in nair.get("/notifications").text

    assert nair.fill(f"{at}/record/ett_request", asked).status_code == 303
    system = seats.program("sparrow")
    (row,) = system.seen("/api/teams/ett/queue")["tasking"]
    assert (row["why"], row["wanted"]) == ("A dangerous offender must be found", asked["reason"])
    assert system.done(f"/api{at}/record/ett_accept", {})["held"] is True
    assert ett.get(at).status_code == 200
    released = ett.send(
        f"{at}/release-team", form(ett.get(f"{at}/steps").text, f"{at}/release-team"), {}
    )
    assert (released.status_code, released.location) == (303, "/my-work")
    assert ett.get(at).status_code == 404
    assert "no longer works on this case" in nair.get(f"{at}/timeline").text


def test_the_task_to_ask_ett_is_done_by_asking_and_by_nothing_else(world, seats):
    """S10, S11: unless it cannot be asked here; then somebody asks in person, and says so."""
    story = factories.claimed(world)
    at, nair = f"/cases/{story.reference}", seats.page("nair")
    factories.record(world.nair, story, "went_missing", at=story.at)
    link = f'href="{at}/record/ett_request">Ask for ETT tasking</a>'
    assert link in nair.get(f"{at}/tasks").text
    assert "Ask for ETT tasking" in seats.page("quayle").get(f"{at}/tasks").text
    assert link not in seats.page("quayle").get(f"{at}/tasks").text
    (task,) = rows(Task, code="ett_request")
    done = {"outcome": "I rang them"}
    assert nair.get(f"{at}/tasks/{task.id}").status_code == 409
    assert seats.program("nair").post(f"/api{at}/tasks/{task.id}", done).status_code == 409
    assert nair.fill(f"{at}/record/ett_request", ASKED).status_code == 303
    assert [row.state for row in rows(Task, code="ett_request")] == ["done"]


def test_a_task_says_which_of_the_four_ps_it_serves(world, seats):
    """S7: the plan for going missing prevents; what somebody asked for in words serves none."""
    nair, story = seats.page("nair"), factories.claimed(world)
    nair.fill(f"/cases/{story.reference}/tasks/new", {"title": "Ring the school"})
    page = nair.get(f"/cases/{story.reference}/tasks").text
    lines = re.findall(r"<li>(.*?)</li>", page)
    plan = next(line for line in lines if "Plan for the risk that they go missing" in line)
    asked = next(line for line in lines if "Ring the school" in line)
    assert ("Serves to prevent" in plan, "Serves to" in asked) == (True, False)
    told = seats.program("nair").seen(f"/api/cases/{story.reference}")["tasks"]
    by_title = {row["title"]: row["four_p"] for row in told}
    assert by_title["Plan for the risk that they go missing"] == "prevent"
    assert by_title["Ring the school"] == ""


def test_a_case_that_may_come_to_court_is_marked_for_the_police_alone(world, seats):
    """S46: said by the investigator, read over every tab and by programs, until it is said no."""
    nair, story = seats.page("nair"), factories.claimed(world)
    at, mark = f"/cases/{story.reference}", "A disclosure schedule is kept"
    assert f'href="{at}/record/disclosure_schedule"' in nair.get(f"{at}/steps").text
    assert nair.fill(f"{at}/record/disclosure_schedule", {"kept": "yes"}).status_code == 303
    for tab in ("", "/tasks", "/timeline", "/documents"):
        assert mark in nair.get(f"{at}{tab}").text
    looks = [row.tiers for row in rows(TrailRead, act="documents.listed")]
    assert looks == ["allegation,identity,intelligence,safeguarding,tasks"]
    assert mark not in seats.page("adeyemi").get(at).text
    marked = {
        who: seats.program(who).seen(f"/api{at}")["disclosure_schedule"]
        for who in ("nair", "lowe", "adeyemi", "okafor")
    }
    assert marked == {"nair": True, "lowe": True, "adeyemi": False, "okafor": False}
    nair.fill(f"{at}/record/disclosure_schedule", {"kept": "no"})
    assert mark not in nair.get(at).text
